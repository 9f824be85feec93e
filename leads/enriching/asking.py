"""How every service is asked and what its refusals mean. Network only: no database, no clock."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx2

from followup.lib import outside_http

MOST_BYTES, SECONDS = 1_000_000, 5.0
LONGEST_WAIT = 6 * 3600


class NotNow(Exception):
    """It will pass: away, busy, out of credits. `wait` is what the service asks for, in seconds."""

    def __init__(self, said: str, *, wait: int = 0) -> None:
        super().__init__(said)
        self.wait = wait


class Refused(Exception):
    """An admin must do something: the key, the plan, the address."""


class Unanswerable(Exception):
    """This one question has no answer; the next one may."""


@dataclass(frozen=True, slots=True)
class Service:
    """Where a service is and what opens it. `inside`: machines of our own that may be asked."""

    url: str
    key: str = ""
    header: str = ""
    inside: Collection[str] = ()

    def ask(self, method: str, url: str, **params: str) -> dict[str, Any]:
        """The object of an answer; empty where the service knows nothing. Raises as above."""
        host = urlsplit(url).hostname or ""
        headers = {"accept": "application/json"}
        if self.key:
            headers[self.header] = self.key
        try:
            with outside_http.client(
                most=MOST_BYTES, seconds=SECONDS, inside=self.inside
            ) as client:
                answer = client.request(method, url, headers=headers, params=params or None)
        except outside_http.NotPublic as error:
            raise Refused(f"{error}. Nothing was sent.") from error
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            raise NotNow(f"{host} could not be asked: {error}") from error
        return _object(answer, host) if _is_answer(answer, host) else {}


def _is_answer(answer: httpx2.Response, host: str) -> bool:
    """Whether there is something to read; False: nothing is known."""
    status = answer.status_code
    if status == 200:
        return True
    if status in {204, 404}:
        return False
    if status in {401, 403}:
        raise Refused(f"{host} refuses the key ({status}). Give it another one.")
    if status == 402 or (status == 422 and "credit" in answer.text[:2000].lower()):
        raise NotNow(f"{host} says that its credits are used up.", wait=LONGEST_WAIT)
    if status in {408, 409, 425, 429} or status >= 500:
        raise NotNow(f"{host} answered {status}.", wait=_asked_to_wait(answer.headers))
    if 300 <= status < 400:
        raise Refused(f"{host} sends us elsewhere ({status}). Redirects are not followed.")
    raise Unanswerable(f"{host} answered {status}.")


def _asked_to_wait(headers: Mapping[str, str]) -> int:
    given = headers.get("retry-after", "").strip()
    is_seconds = given.isascii() and given.isdigit() and len(given) < 7
    return min(int(given), LONGEST_WAIT) if is_seconds else 0


def _object(answer: httpx2.Response, host: str) -> dict[str, Any]:
    try:
        found = answer.json()
    except (ValueError, RecursionError) as error:
        raise NotNow(f"{host} answered with something that is no JSON.") from error
    if not isinstance(found, dict):
        raise NotNow(f"{host} answered with JSON that is no object.")
    return found
