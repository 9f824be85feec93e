"""One mailbox read once: what is new is kept, understood, and the mailbox says when and how."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.db.models import Q
from imapclient import IMAPClient

from followup.lib.sealing import Unreadable
from sequences.channels import oauth
from sequences.models import Mailbox, MailboxSecret, ReceivedMail
from sequences.receiving import imap, web
from sequences.receiving.problems import CannotRead
from sequences.receiving.understanding import understand

log = logging.getLogger(__name__)
WRITTEN_DOWN_EVERY = timedelta(seconds=20)


def open_imap(mailbox: Mailbox, *, now: datetime) -> IMAPClient:
    """A signed-in connection to the mailbox, with the secret it needs. Raises CannotRead."""
    try:
        if mailbox.sign_in == Mailbox.SignIn.XOAUTH2:
            return imap.connect(mailbox, token=oauth.access_token(mailbox, now=now))
        secret = MailboxSecret.objects.filter(mailbox=mailbox).first()
        password = (secret.imap_password or secret.password) if secret else ""
        return imap.connect(mailbox, password=password)
    except oauth.SignInEnded as error:
        raise CannotRead(str(error), is_sign_in=True) from error
    except (oauth.NotNow, Unreadable) as error:
        raise CannotRead(str(error), is_sign_in=isinstance(error, Unreadable)) from error


def read_imap(client: IMAPClient, mailbox: Mailbox, *, now: datetime) -> list[ReceivedMail]:
    """Everything new behind an open connection. Raises CannotRead, which is written down."""
    return _told(mailbox, lambda: imap.read(client, mailbox, now=now), now=now)


def read_web(mailbox: Mailbox, *, now: datetime) -> list[ReceivedMail]:
    """Everything new at Google or Microsoft. Raises CannotRead, which is written down."""
    return _told(mailbox, lambda: web.read(mailbox, now=now), now=now)


def problem(mailbox: Mailbox, error: CannotRead) -> None:
    """Say on the mailbox why it cannot be read; mail from it waits once that lasts."""
    log.warning("mailbox %s: %s", mailbox.pk, error)
    Mailbox.objects.filter(pk=mailbox.pk).update(reading_problem=str(error)[:500])


def _told(
    mailbox: Mailbox, read: Callable[[], list[ReceivedMail]], *, now: datetime
) -> list[ReceivedMail]:
    try:
        found = read()
    except CannotRead as error:
        problem(mailbox, error)
        raise
    stale = Q(last_read_at=None) | Q(last_read_at__lt=now - WRITTEN_DOWN_EVERY)
    Mailbox.objects.filter(stale | ~Q(reading_problem=""), pk=mailbox.pk).update(
        last_read_at=now, reading_problem=""
    )
    for mail in found:
        act_on(mail, now=now)
    return found


def act_on(mail: ReceivedMail, *, now: datetime) -> None:
    """Understand a kept mail at once: a stop must not wait in a queue. What fails here is kept,
    and the sweep tries it again."""
    try:
        understand(mail.pk, now=now)
    except DatabaseError:
        raise
    except Exception:
        log.exception("mail %s was kept and could not be understood", mail.pk)
