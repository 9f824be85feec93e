"""An HTTP client that no server can make wait for ever or fill the memory of.

The client library's timeouts are per read: a server that drips one byte a second never trips
them. Here a whole answer has a deadline and a size, counted while it arrives.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

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


def client(
    *, most: int, seconds: float, transport: httpx2.BaseTransport | None = None
) -> httpx2.Client:
    """A client that reads at most `most` bytes of an answer, for at most `seconds` each time.

    It follows no redirects: an answer from anywhere else is not the server's answer. It reads
    only uncompressed answers, since a few compressed kilobytes can unfold into gigabytes after
    they were counted. Proxies and certificates of the environment apply, unless a `transport` is
    given: then that is the only way out.
    """
    return httpx2.Client(
        transport=transport,
        timeout=httpx2.Timeout(seconds, connect=min(seconds, 10.0)),
        follow_redirects=False,
        event_hooks={
            "request": [_ask_plainly],
            "response": [partial(_bound, most=most, seconds=seconds)],
        },
    )


def _ask_plainly(request: httpx2.Request) -> None:
    request.headers["accept-encoding"] = "identity"


def _bound(response: httpx2.Response, *, most: int, seconds: float) -> None:
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise AnswerTooLarge("a compressed answer was not asked for", request=response.request)
    assert isinstance(response.stream, httpx2.SyncByteStream)
    response.stream = _Bounded(
        response.stream, request=response.request, most=most, until=time.monotonic() + seconds
    )
