"""Gmail's and Microsoft Graph's doors: the finished mail, in one request over HTTP.

Both take the bytes as they are (Gmail: base64url in JSON; Graph: base64 as text/plain) and both
keep the mail in the sender's own Sent folder. The token is fetched before any words are asked for;
permission is asked right before the one request.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime
from typing import Any

import httpx2

from followup.lib import bounded_http
from sequences.channels import oauth
from sequences.channels.outcome import Dot, Outcome
from sequences.models import Mailbox
from sequences.rendering import Mail, wire

MOST_BYTES, SECONDS = 1_000_000, 60.0
# What Google says in a 403 that will pass, as opposed to one that will not.
_PASSING = {
    "rateLimitExceeded",
    "userRateLimitExceeded",
    "quotaExceeded",
    "dailyLimitExceeded",
    "backendError",
}


class WebChannel:
    """One mailbox at Google or Microsoft."""

    def __init__(self, mailbox: Mailbox, *, clock: Callable[[], datetime]) -> None:
        self._mailbox, self._clock = mailbox, clock
        self._by = oauth.provider(mailbox.kind)
        self._client = bounded_http.client(most=MOST_BYTES, seconds=SECONDS)
        self._token = ""
        self._distrust = False

    def open(self) -> Outcome | None:
        """None when there is a token that is good for the next minutes."""
        try:
            self._token = oauth.access_token(self._mailbox, now=self._clock(), force=self._distrust)
        except oauth.SignInEnded as error:
            return Outcome("deferred", str(error), must_sign_in=True)
        except oauth.NotNow as error:
            return Outcome("deferred", str(error))
        self._distrust = False
        return None

    def close(self) -> None:
        self._client.close()
        self._client = bounded_http.client(most=MOST_BYTES, seconds=SECONDS)

    def send(
        self, mail: Mail, *, message_id: str, date: datetime, before_dot: Dot, answered: str = ""
    ) -> Outcome:
        """One request, never repeated. Connecting may fail without harm; an answer that does not
        come, or a 5xx, may hide a mail that was sent."""
        try:
            data = wire(mail, message_id=message_id, date=date)
        except ValueError as error:
            return Outcome("refused", f"This cannot be written as a mail: {error}")
        if not before_dot():
            return Outcome("withheld")
        try:
            request = (
                self._gmail(data, answered) if self._mailbox.kind == "gmail" else self._graph(data)
            )
            answer = self._client.send(request)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            return Outcome("deferred", f"{self._by.name} cannot be reached: {error}")
        except (httpx2.HTTPError, OSError) as error:
            return Outcome("unknown", f"{self._by.name} went away before it answered: {error}")
        return self._read(answer)

    def _gmail(self, data: bytes, answered: str) -> httpx2.Request:
        """users.messages.send; with the thread's name it joins that in the sender's own view."""
        body = {"raw": base64.urlsafe_b64encode(data).decode()}
        if thread := answered.partition("/")[2]:
            body["threadId"] = thread
        return self._request("/gmail/v1/users/me/messages/send", json=body)

    def _graph(self, data: bytes) -> httpx2.Request:
        """me/sendMail with the mail in MIME; Exchange threads it by its References."""
        return self._request(
            "/v1.0/me/sendMail",
            content=base64.b64encode(data),
            headers={"Content-Type": "text/plain"},
        )

    def _request(
        self, path: str, *, headers: dict[str, str] | None = None, **body: Any
    ) -> httpx2.Request:
        signed = {"Authorization": f"Bearer {self._token}", **(headers or {})}
        return self._client.build_request("POST", self._by.mail + path, headers=signed, **body)

    def _read(self, answer: httpx2.Response) -> Outcome:
        status, (reason, said) = answer.status_code, _error(answer)
        words = f"{self._by.name} said: {status} {said}".strip()
        if status in {200, 202}:
            return Outcome("accepted", provider_id=_name(answer))
        if status == 401:
            self._distrust = True  # good by its date, and yet not taken: renew it, once
            return Outcome("deferred", words)
        if status == 429 or (status == 403 and reason in _PASSING):
            return Outcome("deferred", words)
        if status == 403:
            return Outcome("deferred", words, must_sign_in=True)
        if 300 <= status < 500:
            return Outcome("refused", words)
        return Outcome("unknown", words)


def _error(answer: httpx2.Response) -> tuple[str, str]:
    """The reason and the sentence of an error, as Google and Microsoft write them."""
    if answer.status_code < 300:
        return "", ""
    try:
        error = answer.json().get("error")
    except (ValueError, AttributeError):
        return "", ""
    if not isinstance(error, dict):
        return "", str(error or "")[:300]
    details = error.get("errors")
    first = details[0] if isinstance(details, list) and details else {}
    reason = first.get("reason") if isinstance(first, dict) else ""
    return str(reason or error.get("code") or ""), str(error.get("message") or "")[:300]


def _name(answer: httpx2.Response) -> str:
    """Gmail's names of the message and its thread, `id/threadId`; Graph gives none."""
    try:
        found = answer.json()
        return f"{found['id']}/{found['threadId']}"[:250]
    except (ValueError, KeyError, TypeError):
        return ""
