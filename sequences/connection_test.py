"""Trying a mailbox: sign in where mail leaves and where it comes back. Nothing is sent."""

from __future__ import annotations

import imaplib
import ssl
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from followup.lib.sealing import Unreadable
from sequences.channels import oauth
from sequences.channels.pool import way_out
from sequences.models import Mailbox, MailboxSecret

SECONDS = 20


def run(mailbox_id: int, *, now: datetime) -> str | None:
    """Test a mailbox somebody asked to test; the problem in words, '' when all is well.

    None: nobody asks any more, or it is gone. Safe to run twice.
    """
    mailbox = Mailbox.objects.to_test().filter(pk=mailbox_id).first()
    if mailbox is None:
        return None
    problem = (_sending(mailbox) or _reading(mailbox, now=now))[:500]
    with transaction.atomic():
        # asked again meanwhile: that asks about what was changed, and is answered next
        Mailbox.objects.filter(pk=mailbox_id, test_wanted_at=mailbox.test_wanted_at).update(
            test_wanted_at=None, tested_at=now, test_problem=problem
        )
    return problem


def _sending(mailbox: Mailbox) -> str:
    """Open the way out as the sender does, and close it."""
    way = way_out(mailbox.pk)
    try:
        problem = way.open()
    finally:
        way.close()
    return problem.detail if problem else ""


def _reading(mailbox: Mailbox, *, now: datetime) -> str:
    """Sign in over IMAP and look at the folder, changing nothing."""
    if mailbox.kind != Mailbox.Kind.SMTP or not mailbox.imap_host:
        return ""
    try:
        client = _client(mailbox)
    except (OSError, imaplib.IMAP4.error) as error:
        return f"Sending works; the server for incoming mail cannot be reached: {error}"
    try:
        _sign_in(client, mailbox, now=now)
        status, said = client.select(_quoted(mailbox.imap_folder), readonly=True)
        if status != "OK":
            return f"Sending works; there is no folder “{mailbox.imap_folder}”: {_text(said)}"
    except (Unreadable, oauth.SignInEnded, oauth.NotNow) as error:
        return str(error)
    except (OSError, imaplib.IMAP4.error) as error:
        return f"Sending works; incoming mail refused our sign-in: {error}"
    finally:
        _leave(client)
    return ""


def _client(mailbox: Mailbox) -> imaplib.IMAP4:
    host, port, context = mailbox.imap_host, mailbox.imap_port, ssl.create_default_context()
    if mailbox.imap_security == Mailbox.Security.TLS:
        return imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=SECONDS)
    client = imaplib.IMAP4(host, port, timeout=SECONDS)
    if mailbox.imap_security == Mailbox.Security.STARTTLS:
        client.starttls(context)
    return client


def _sign_in(client: imaplib.IMAP4, mailbox: Mailbox, *, now: datetime) -> None:
    user = mailbox.imap_username or mailbox.smtp_username or mailbox.address
    if mailbox.sign_in == Mailbox.SignIn.XOAUTH2:
        token = oauth.access_token(mailbox, now=now)
        client.authenticate("XOAUTH2", lambda _: f"user={user}\1auth=Bearer {token}\1\1".encode())
        return
    secret = MailboxSecret.objects.get(mailbox=mailbox)
    client.login(_quoted(user), secret.imap_password or secret.password)


def _leave(client: imaplib.IMAP4) -> None:
    with suppress(OSError, imaplib.IMAP4.error):
        client.logout()


def _quoted(text: str) -> str:
    """An IMAP quoted string; imaplib quotes passwords, but neither names nor folders."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _text(said: object) -> str:
    first = said[0] if isinstance(said, list) and said else said
    return first.decode(errors="replace") if isinstance(first, bytes) else str(first or "")
