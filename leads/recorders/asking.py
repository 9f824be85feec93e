"""What every recorder is asked with and what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx2

from followup.lib import bounded_http

MOST_BYTES, SECONDS = 20_000_000, 60.0
MOST_PAGES = 100


class NotNow(Exception):
    """It will pass: away, busy, or not ready yet."""


class Refused(Exception):
    """A person must do something: a token, a right, a recording that is gone."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A transcript as a file that `leads.transcripts` reads. `guests` are addresses."""

    words: bytes
    file_name: str
    title: str = ""
    held_at: datetime | None = None
    guests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """One question: what the notice said, the token, and where the recorder's API is."""

    about: Mapping[str, Any]
    token: str
    api: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def at(self, path: str, *, usual: str) -> str:
        """The address of a part of the API."""
        return f"{(self.api or usual).rstrip('/')}/{path.lstrip('/')}"

    def get(self, url: str, **params: str) -> httpx2.Response:
        return self._ask("GET", url, params=params)

    def post(self, url: str, body: Mapping[str, Any]) -> httpx2.Response:
        return self._ask("POST", url, json=body)

    def _ask(self, method: str, url: str, **given: Any) -> httpx2.Response:
        headers = {"authorization": f"Bearer {self.token}", **self.headers}
        host = urlsplit(url).hostname or ""
        try:
            with bounded_http.client(most=MOST_BYTES, seconds=SECONDS) as client:
                answer = client.request(method, url, headers=headers, **given)
        except (httpx2.HTTPError, OSError) as error:
            raise NotNow(f"{host} could not be asked: {error}") from error
        return _judged(answer, host)

    def is_allowed(self, url: str, *, hosts: Iterable[str]) -> bool:
        """Whether the token may go there: a notice's own address is not believed unasked."""
        parts = urlsplit(url)
        if self.api and (parts.scheme, parts.netloc) == urlsplit(self.api)[:2]:
            return True
        host = parts.hostname or ""
        return parts.scheme == "https" and any(
            host == one or host.endswith(f".{one}") for one in hosts
        )


def json_of(answer: httpx2.Response) -> dict[str, Any]:
    """The answer's object. Raises `NotNow`: what is no JSON now may be some later."""
    try:
        found = answer.json()
    except ValueError as error:
        raise NotNow("The answer was no JSON.") from error
    if not isinstance(found, dict):
        raise NotNow("The answer was not what the API describes.")
    return found


def _judged(answer: httpx2.Response, host: str) -> httpx2.Response:
    status = answer.status_code
    if status == 200:
        return answer
    if status in {401, 403}:
        raise Refused(f"{host} refuses the token ({status}). Give this source a new one.")
    if status in {404, 408, 409, 425, 429} or status >= 500:  # not ready yet is 404 at most
        raise NotNow(f"{host} answered {status}.")
    raise Refused(f"{host} answered {status}: {answer.text[:120]}")
