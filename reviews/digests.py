"""The mail a day to a person who asked for one: what waits, with links to the cards.

It goes to our own people only, and nothing can be decided from it. The worker writes it down as a
memo, which it cannot read again; the sender process, the one that holds the keys to the mail
server, takes it by `memo_take` and learns no other address than that user's own.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from leads.models import User
from reviews import inbox
from reviews.cards.titles import title
from reviews.lines import Line
from reviews.models import Card, Draft, Memo, Preference

NAMED = 8  # drafts and cards named one by one
ENDING = "Nothing can be approved from a mail: the links open the card.\nTo end these mails: {link}"


def write_due(*, now: datetime) -> int:
    """Write the digests whose hour has come; how many. Safe to run at any time, twice."""
    asked = Preference.objects.filter(digest_hour__isnull=False, user__is_active=True)
    return sum(_write(one, now=now) for one in asked.select_related("user") if _is_due(one, now))


def _is_due(asked: Preference, now: datetime) -> bool:
    here = now.astimezone(ZoneInfo(asked.user.time_zone))
    assert asked.digest_hour is not None
    return here.hour >= asked.digest_hour and asked.digest_on != here.date()


def _write(asked: Preference, *, now: datetime) -> bool:
    today = now.astimezone(ZoneInfo(asked.user.time_zone)).date()
    waiting = inbox.counters(asked.user)
    with transaction.atomic():
        moved = Preference.objects.filter(pk=asked.pk, digest_on=asked.digest_on)
        if not moved.update(digest_on=today):
            return False  # another process was faster
        if not any(waiting.get(name) for name in ("ready", "needs", "manager")):
            return False  # an empty inbox is no news
        memo = _memo(asked.user, waiting, today=today, now=now)
        Memo.objects.bulk_create([memo], ignore_conflicts=True)
        return True


def _memo(user: User, waiting: dict[str, int], *, today: date, now: datetime) -> Memo:
    counted = [
        f"{waiting[name]} {words}"
        for name, words in (("needs", "need you"), ("ready", "ready to review"))
        if waiting.get(name)
    ]
    if waiting.get("manager"):
        counted.append(f"{waiting['manager']} waiting for a manager")
    rows = [row for name in ("needs", "ready") for row in inbox.page(name, user=user).rows]
    lines = [_line(row, now=now) for row in rows[:NAMED]]
    ending = ENDING.format(link=f"{settings.SITE_URL}{reverse('preferences')}")
    body = "\n\n".join([f"Hello {user.first_name}, in your inbox: {', '.join(counted)}.", *lines])
    return Memo(
        user=user,
        kind=Memo.Kind.DIGEST,
        key=f"digest:{today.isoformat()}",
        subject=f"In your inbox: {', '.join(counted)}",
        text=f"{body}\n\nAll of it: {settings.SITE_URL}{reverse('inbox')}\n\n{ending}\n",
    )


def _line(entry: Line | Card, *, now: datetime) -> str:
    if isinstance(entry, Card):
        link = f"{settings.SITE_URL}{reverse('card', args=[entry.pk])}"
        whose = f", {entry.lead.account.name}" if entry.lead else ""
        return f"{title(entry, now=now)}{whose}\n{link}"
    about = entry.subject or Draft.Kind(entry.kind).label
    link = f"{settings.SITE_URL}{reverse('draft', args=[entry.pk])}"
    return f"{entry.name}, {entry.company}: {about}\n{link}"
