"""Which mailbox a person's mail leaves from, how much it may send, and when it is paused."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from followup.lib.prepared import ME, Prepared
from leads.models import User
from sequences import signals
from sequences.models import Mailbox, MailboxSecret, Rest
from sequences.rendering import address

FIRST_DAY = 20  # mails on the first day of a ramp; each day after, a fifth more


def for_sender(user: User) -> Mailbox | None:
    """The person's own mailbox, else the one everybody shares; None: the site's own connection."""
    return _of_sender().one({ME: user.pk})


@cache
def _of_sender() -> Prepared[Mailbox]:
    theirs = Mailbox.objects.sending().filter(Q(owner=ME) | Q(owner=None))
    return Prepared(theirs.order_by(F("owner").asc(nulls_last=True))[:1])


def sender_header(user: User, mailbox: Mailbox | None) -> str:
    """The From line: the person's name, and the address of the mailbox where it has one.

    Raises ValueError for an address no mail server can read.
    """
    if mailbox is None:
        return address(user.name, user.email)
    return address(mailbox.display_name or user.name, mailbox.address or user.email)


def reply_to(user: User, mailbox: Mailbox | None) -> str:
    """Where answers go when the mail leaves under a shared address: to the person who wrote it."""
    shared = mailbox is not None and mailbox.owner_id is None and mailbox.address
    return address(user.name, user.email) if shared and not is_read(mailbox) else ""


def is_read(mailbox: Mailbox | None) -> bool:
    """Whether somebody reads what comes back to it."""
    return (
        mailbox is not None
        and mailbox.reads
        and bool(
            mailbox.imap_host if mailbox.kind == "smtp" else mailbox.kind in {"gmail", "graph"}
        )
    )


def waiting_for(user: User) -> Mailbox | None:
    """A paused mailbox this person has to see to: their own; for an admin the shared one, too."""
    theirs = Q(owner=user)
    if user.role == User.Role.ADMIN:
        theirs |= Q(owner=None)
    paused = Mailbox.objects.filter(theirs, is_active=True, paused_at__isnull=False)
    return paused.only("pause_reason").first()


def today(mailbox: Mailbox, *, now: datetime) -> date:
    """The mailbox's own day."""
    return now.astimezone(ZoneInfo(mailbox.time_zone)).date()


def allowed(mailbox: Mailbox, *, day: date) -> int:
    """Mails it may send on one of its days; `gate_mailbox_allowed` in the database decides."""
    if mailbox.ramp_started_on is None:
        return mailbox.daily_cap
    n = (day - mailbox.ramp_started_on).days
    return mailbox.daily_cap if n > 60 else min(mailbox.daily_cap, ramp(n))


def ramp(n: int) -> int:
    """Mails on the n-th day after the ramp began: 20, 24, 28, 34, …"""
    n = max(n, 0)
    allowed_then: int = FIRST_DAY * 6**n // 5**n
    return allowed_then


def plan(mailbox: Mailbox) -> list[tuple[date, int]]:
    """The days until the cap is reached, each with what may go; empty without a ramp."""
    if mailbox.ramp_started_on is None:
        return []
    days = []
    for n in range(61):
        day = mailbox.ramp_started_on + timedelta(days=n)
        days.append((day, min(mailbox.daily_cap, ramp(n))))
        if ramp(n) >= mailbox.daily_cap:
            break
    return days


def ask_for_test(mailbox: Mailbox, *, now: datetime) -> None:
    """Have the worker, who may read the password, try the connection."""
    Mailbox.objects.filter(pk=mailbox.pk).update(test_wanted_at=now)
    signals.mailbox_test_wanted.send(sender=Mailbox, mailbox=mailbox)


def keep_secrets(mailbox: Mailbox, *, now: datetime, **secrets: str) -> None:
    """Write what opens a mailbox; an empty value leaves what is there. Nothing is read."""
    given = {name: value for name, value in secrets.items() if value}
    rows = MailboxSecret.objects.filter(mailbox_id=mailbox.pk)
    if rows.values_list("pk").exists():
        rows.update(**given, changed_at=now)
    else:
        MailboxSecret.objects.create(mailbox=mailbox, **given)


def pause(mailbox: Mailbox, *, reason: str, now: datetime, by: User | None = None) -> bool:
    """Hold its mail until somebody resumes it. False: it was paused already, for its own reason.

    Without `by` it had to be paused, and its owner is told.
    """
    held = Mailbox.objects.filter(pk=mailbox.pk, paused_at=None)
    # a sender may not write who paused it: it is nobody then, and stays so
    who = {"paused_by": by} if by else {}
    return bool(held.update(paused_at=now, pause_reason=reason.strip()[:500] or "Paused.", **who))


def resume(mailbox: Mailbox, *, now: datetime) -> bool:
    """Let its mail go again, and forget that its servers failed. False: it was not paused."""
    Rest.objects.filter(mailbox=mailbox).delete()
    held = Mailbox.objects.filter(pk=mailbox.pk, paused_at__isnull=False)
    return bool(held.update(paused_at=None, pause_reason="", paused_by=None, resumed_at=now))
