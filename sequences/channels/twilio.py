"""Text messages by way of Twilio: one request to its Messages resource, never repeated."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

import httpx2
from django.conf import settings

from followup.lib import bounded_http
from sequences.channels.outcome import Dot, Outcome
from sequences.rendering import Mail

MOST_BYTES, SECONDS = 1_000_000, 30.0
NOT_SET_UP = (
    "Text messages are not set up: an admin sets TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and"
    " TWILIO_FROM."
)
_BUSY = {429, 503}  # Twilio queues nothing it answers with these


class TwilioChannel:
    """The organisation's one number at Twilio."""

    def __init__(self) -> None:
        self._client = bounded_http.client(most=MOST_BYTES, seconds=SECONDS)

    def open(self) -> Outcome | None:
        """None when the account is configured in this process."""
        given = settings.TWILIO
        if given["sid"] and given["token"] and given["from"]:
            return None
        return Outcome("deferred", NOT_SET_UP)

    def close(self) -> None:
        self._client.close()
        self._client = bounded_http.client(most=MOST_BYTES, seconds=SECONDS)

    def send(
        self, mail: Mail, *, message_id: str, date: datetime, before_dot: Dot, answered: str = ""
    ) -> Outcome:
        """The words exactly as approved. Connecting may fail without harm; an answer that does
        not come, or a 5xx, may hide a message that was sent."""
        given = settings.TWILIO
        back = f"{settings.SITE_URL}/hooks/sms/?{urlencode({'message': message_id})}"
        if not before_dot():
            return Outcome("withheld")
        try:
            answer = self._client.post(
                f"{given['url']}/2010-04-01/Accounts/{given['sid']}/Messages.json",
                data={
                    "To": mail.to,
                    "From": mail.sender,
                    "Body": mail.body,
                    "StatusCallback": back,
                },
                auth=(given["sid"], given["token"]),
            )
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            return Outcome("deferred", f"Twilio cannot be reached: {error}")
        except (httpx2.HTTPError, OSError) as error:
            return Outcome("unknown", f"Twilio went away before it answered: {error}")
        return _read(answer)


def _read(answer: httpx2.Response) -> Outcome:
    status = answer.status_code
    try:
        found = answer.json()
    except ValueError:
        found = {}
    found = found if isinstance(found, dict) else {}
    said = str(found.get("message") or found.get("error_message") or "")[:300]
    words = f"Twilio said: {found.get('code') or found.get('error_code') or status} {said}".strip()
    if status in {200, 201}:
        if found.get("status") in {"failed", "undelivered", "canceled"}:
            return Outcome("refused", words)
        return Outcome("accepted", provider_id=str(found.get("sid") or "")[:250])
    if status in _BUSY:
        return Outcome("deferred", words)
    if status in {401, 403}:
        return Outcome("deferred", words, must_sign_in=True)
    if 300 <= status < 500:
        return Outcome("refused", words)
    return Outcome("unknown", words)
