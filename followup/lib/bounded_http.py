"""An HTTP client that no server can make wait for ever or fill the memory of.

The client library's timeouts are per read: a server that drips one byte a second never trips
them. Here a whole answer has a deadline and a size, counted while it arrives.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx2


class AnswerTooLarge(httpx2.RequestError):
    """The server sent more bytes than the client was willing to read."""


class _Bounded(httpx2.SyncByteStream):
    def __init__(
        self, stream: httpx2.SyncByteStream, *, request: httpx2.Request, most: int, until: float
    ) -> None:
        self._stream, self._request, self._most, self._until = stream, request, most, until

    def __iter__(self) -> Iterator[bytes]:
        read = 0
        for chunk in self._stream:
            read += len(chunk)
            if read > self._most:
                raise AnswerTooLarge(f"more than {self._most} bytes", request=self._request)
            if time.monotonic() > self._until:
                raise httpx2.ReadTimeout("answer not complete in time", request=self._request)
            yield chunk

    def close(self) -> None:
        self._stream.close()


class BoundedTransport(httpx2.HTTPTransport):
    """Like its parent, with at most `most` bytes and `seconds` for each answer.

    Only uncompressed answers are read: a few compressed kilobytes can unfold into gigabytes
    after the counting, so the client asks for `identity` and refuses anything else.
    """

    def __init__(self, *, most: int, seconds: float) -> None:
        super().__init__()
        self._most, self._seconds = most, seconds

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        until = time.monotonic() + self._seconds
        request.headers["accept-encoding"] = "identity"
        response = super().handle_request(request)
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            response.close()
            raise AnswerTooLarge("a compressed answer was not asked for", request=request)
        assert isinstance(response.stream, httpx2.SyncByteStream)
        response.stream = _Bounded(response.stream, request=request, most=self._most, until=until)
        return response


def client(*, most: int, seconds: float) -> httpx2.Client:
    """A client without redirects: an answer from anywhere else is not the server's answer."""
    return httpx2.Client(
        transport=BoundedTransport(most=most, seconds=seconds),
        timeout=httpx2.Timeout(seconds, connect=min(seconds, 10.0)),
        follow_redirects=False,
    )
