"""The ways out of one sender process: for each mailbox one kept connection, made when needed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.core.mail import get_connection
from django.utils import timezone

from followup.lib.sealing import Unreadable
from sequences.channels import oauth
from sequences.channels.email import Channel
from sequences.channels.outcome import Dot, Outcome, Way
from sequences.channels.smtp import EmailBackend as SmtpBackend
from sequences.channels.twilio import TwilioChannel
from sequences.channels.web import WebChannel
from sequences.models import Mailbox, MailboxSecret

KEPT = 60.0  # seconds; what a person changes about a mailbox is felt after at most these
SERVICES = {
    "mailgun": ("anymail.backends.mailgun.EmailBackend", "api_key"),
    "sendgrid": ("anymail.backends.sendgrid.EmailBackend", "api_key"),
    "postmark": ("anymail.backends.postmark.EmailBackend", "server_token"),
    "resend": ("anymail.backends.resend.EmailBackend", "api_key"),
    "brevo": ("anymail.backends.brevo.EmailBackend", "api_key"),
    "ses": ("anymail.backends.amazon_ses.EmailBackend", ""),
}


@dataclass
class Closed:
    """A mailbox that cannot be opened, and why: its mail waits and its owner is told."""

    problem: Outcome

    def open(self) -> Outcome | None:
        return self.problem

    def send(self, *arguments: Any, before_dot: Dot, **more: Any) -> Outcome:
        return self.problem

    def close(self) -> None:
        pass


class Pool:
    """Ways out by mailbox; None is the site's own connection."""

    def __init__(self) -> None:
        self._kept: dict[int | None, tuple[float, Way]] = {}
        self._texts: TwilioChannel | None = None

    def texts(self) -> Way:
        """The way out of text messages, which leave from no mailbox."""
        self._texts = self._texts or TwilioChannel()
        return self._texts

    def way(self, mailbox_id: int | None) -> Way:
        """The kept connection, or a new one where there is none or it has grown old."""
        made, way = self._kept.get(mailbox_id, (0.0, None))
        if way is not None and (mailbox_id is None or time.monotonic() - made < KEPT):
            return way
        self.drop(mailbox_id)
        fresh = way_out(mailbox_id)
        self._kept[mailbox_id] = (time.monotonic(), fresh)
        return fresh

    def drop(self, mailbox_id: int | None) -> None:
        _, way = self._kept.pop(mailbox_id, (0.0, None))
        if way is not None:
            way.close()

    def close(self) -> None:
        for mailbox_id in list(self._kept):
            self.drop(mailbox_id)
        if self._texts is not None:
            self._texts.close()


def way_out(mailbox_id: int | None) -> Way:
    """A way out for a mailbox, not opened yet."""
    if mailbox_id is None:
        return Channel()
    mailbox = Mailbox.objects.get(pk=mailbox_id)
    if mailbox.kind == Mailbox.Kind.SITE:
        return Channel()
    if mailbox.kind in {Mailbox.Kind.GMAIL, Mailbox.Kind.GRAPH}:
        return WebChannel(mailbox, clock=timezone.now)
    try:
        secret = MailboxSecret.objects.get(mailbox=mailbox)
        return _by_backend(mailbox, secret)
    except MailboxSecret.DoesNotExist:
        words = "The mailbox has no password. Type it in again."
    except (Unreadable, oauth.SignInEnded) as error:
        words = str(error)
    except oauth.NotNow as error:
        return Closed(Outcome("deferred", str(error)))
    return Closed(Outcome("deferred", words, must_sign_in=True))


def amazon(key: str, *, region: str) -> dict[str, Any]:
    """Amazon's options: `key` is `id:secret`, empty for the machine's own; one try, never two.

    Its library repeats a request that timed out, which would send the mail twice.
    """
    name, _, secret = key.partition(":")
    session = {"aws_access_key_id": name, "aws_secret_access_key": secret} if key else {}
    once = {"retries": {"total_max_attempts": 1}, "connect_timeout": 10, "read_timeout": 60}
    return {
        "session_params": {**session, **({"region_name": region} if region else {})},
        "client_params": {"config": once},
    }


def _by_backend(mailbox: Mailbox, secret: MailboxSecret) -> Channel:
    if mailbox.kind == Mailbox.Kind.ESP:
        backend, key = SERVICES[mailbox.service]
        options = (
            amazon(secret.password, region=mailbox.service_domain)
            if mailbox.service == "ses"
            else {key: secret.password}
        )
        if mailbox.service == "mailgun" and mailbox.service_domain:
            options["sender_domain"] = mailbox.service_domain
        return Channel(lambda: get_connection(backend, **options))
    is_token = mailbox.sign_in == Mailbox.SignIn.XOAUTH2
    bearer = oauth.access_token(mailbox, now=timezone.now()) if is_token else ""
    signs_in = mailbox.sign_in != Mailbox.SignIn.NONE
    return Channel(
        lambda: SmtpBackend(
            host=mailbox.smtp_host,
            port=mailbox.smtp_port,
            username=(mailbox.smtp_username or mailbox.address) if signs_in else "",
            password=(bearer or secret.password) if signs_in else "",
            use_tls=mailbox.smtp_security == Mailbox.Security.STARTTLS,
            use_ssl=mailbox.smtp_security == Mailbox.Security.TLS,
            bearer=bearer,
        )
    )
