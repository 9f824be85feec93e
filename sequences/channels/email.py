"""Sending one mail through Django's mail backends, and saying exactly what is known afterwards.

SMTP asks for permission before the final dot; every other backend (an ESP's API) before the
request is made. What fails before that moment was not sent; what fails after it is unknown.
"""

from __future__ import annotations

import smtplib
import time
from collections.abc import Callable
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailError
from django.core.mail import EmailMultiAlternatives, get_connection

from sequences.channels.outcome import Dot, Outcome, Withheld
from sequences.channels.smtp import EmailBackend as SmtpBackend
from sequences.rendering import Mail, extra, recipients, wire

SHUT = 60.0  # seconds


class Channel:
    """One kept connection to the provider; opened before any words are asked for.

    `connect` makes a backend; without one it is the site's own, as the environment says.
    """

    def __init__(self, connect: Callable[[], Any] = get_connection) -> None:
        self._connect = connect
        self._backend: Any = connect()
        self._shut: tuple[float, Outcome] | None = None  # until when, and what the server said

    def open(self) -> Outcome | None:
        """None when ready, else a deferral that says what is wrong with the connection.

        A server that did not take our password is not asked again for a minute: some lock the
        account after a few wrong ones.
        """
        if self._shut is not None and time.monotonic() < self._shut[0]:
            return self._shut[1]
        problem = self._try()
        is_shut = problem is not None and problem.must_sign_in
        self._shut = (time.monotonic() + SHUT, problem) if problem and is_shut else None
        return problem

    def _try(self) -> Outcome | None:
        try:
            if isinstance(self._backend, SmtpBackend) and self._backend.connection is not None:
                if self._backend.connection.noop()[0] == 250:
                    return None
                self.close()
            self._backend.open()
        except smtplib.SMTPAuthenticationError as error:
            self.close()
            # 4xx here is a server that cannot say just now, not one that does not know us
            return Outcome(
                "deferred",
                f"The mail server refused our sign-in: {error.smtp_code} {_said(error.smtp_error)}",
                must_sign_in=error.smtp_code >= 500,
            )
        except (OSError, smtplib.SMTPException, AnymailError) as error:
            self.close()
            return Outcome("deferred", f"The mail server cannot be reached: {error}")
        return None

    def close(self) -> None:
        backend, self._backend = self._backend, self._connect()
        if isinstance(backend, SmtpBackend):
            for client in (backend.connection, getattr(backend, "_partial_connection", None)):
                if client is not None:
                    client.close()  # no QUIT: the peer may be the reason we are leaving

    def send(
        self, mail: Mail, *, message_id: str, date: datetime, before_dot: Dot, answered: str = ""
    ) -> Outcome:
        """Hand the mail over. Never raises for what a provider does, or for what a mail holds."""
        try:
            data, to = wire(mail, message_id=message_id, date=date), recipients(mail)
        except ValueError as error:  # it must not stop the mails behind it
            return Outcome("refused", f"This cannot be written as a mail: {error}")
        if isinstance(self._backend, SmtpBackend):
            return self._by_smtp(data, sender=mail.sender, to=to, before_dot=before_dot)
        return self._by_backend(mail, to=to, message_id=message_id, before_dot=before_dot)

    def _by_smtp(self, data: bytes, *, sender: str, to: list[str], before_dot: Dot) -> Outcome:
        client = self._backend.connection
        if client is None:
            return Outcome("deferred", "The mail server closed the connection.")
        client.before_dot, client.dotted, client.must_reach = before_dot, False, to[0]
        try:
            refused = client.sendmail(parseaddr(sender)[1], to, data)
        except Withheld:
            self.close()
            return Outcome("withheld")
        except smtplib.SMTPRecipientsRefused as error:
            return _by_code(*error.recipients[to[0]])
        except smtplib.SMTPResponseException as error:
            self.close()
            return _by_code(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            if client.dotted:
                return Outcome("unknown", f"The mail server went away before it answered: {error}")
            return Outcome("deferred", f"The mail server went away: {error}")
        except BaseException:  # the database went away at the last look
            self.close()  # or the next words would be taken for a part of this mail
            raise
        if refused:
            return Outcome("accepted", "Not accepted for: " + ", ".join(sorted(refused)))
        return Outcome("accepted")

    def _by_backend(
        self, mail: Mail, *, to: list[str], message_id: str, before_dot: Dot
    ) -> Outcome:
        message = as_message(mail, to=to, message_id=message_id)
        message.connection = self._backend
        if not before_dot():
            return Outcome("withheld")
        try:
            message.send()
        except AnymailAPIError as error:
            return _by_status(_status(error))
        except Exception as error:  # whatever a backend raises after the dot, nobody knows
            return Outcome("unknown", f"The mail service failed: {error}")
        status = getattr(message, "anymail_status", None)
        provider_id = getattr(status, "message_id", None)
        return Outcome("accepted", provider_id=str(provider_id)[:250] if provider_id else "")


def as_message(mail: Mail, *, to: list[str], message_id: str) -> EmailMultiAlternatives:
    """The mail as Django's backends take it: the same words, headers and parts as on the wire."""
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.body,
        from_email=mail.sender,
        to=to[:1],
        cc=to[1:],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={"Message-ID": message_id, **extra(mail, message_id)},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _status(error: AnymailAPIError) -> int | None:
    """The HTTP status behind an error, where a service told one; Amazon's hides in its cause."""
    amazons = getattr(error.__cause__, "response", None)
    if isinstance(amazons, dict):
        found = amazons.get("ResponseMetadata", {}).get("HTTPStatusCode")
        return int(found) if found else None
    status: int | None = getattr(error, "status_code", None)
    return status


def _by_status(status: int | None) -> Outcome:
    """What an ESP's answer to the one request means; no answer and 5xx may hide an acceptance."""
    if status == 429:
        return Outcome("deferred", "The mail service is busy.")
    if status in {401, 403}:
        words = f"The mail service does not take our key ({status})."
        return Outcome("deferred", words, must_sign_in=True)
    if status is not None and 400 <= status < 500:
        return Outcome("refused", f"The mail service refused it ({status}).")
    return Outcome(
        "unknown", f"The mail service did not answer properly ({status or 'no answer'})."
    )


def _by_code(code: int, said: bytes | str) -> Outcome:
    words = f"The mail server said: {code} {_said(said)}"
    return Outcome("deferred" if 400 <= code < 500 else "refused", words)


def _said(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
