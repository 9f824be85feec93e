"""How a mailbox stands, in words: what a person reads on the settings page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet

from leads.models import User
from sequences import mailboxes
from sequences.models import Attempt, Mailbox, MailboxDay, Rest

LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Standing:
    """One mailbox on the page. `used` of `allowed` mails went today; `outcomes` are of a week."""

    mailbox: Mailbox
    used: int
    allowed: int
    plan: list[tuple[date, int]]
    resting: list[Rest]
    outcomes: list[tuple[str, int]]
    troubles: list[Attempt]
    is_read: bool

    @property
    def state(self) -> str:
        """`off`, `paused`, `testing`, `broken`, `blind` or `works`: the one that matters most."""
        box = self.mailbox
        if not box.is_active:
            return "off"
        if box.paused_at is not None:
            return "paused"
        if box.test_wanted_at is not None:
            return "testing"
        if box.test_problem:
            return "broken"
        if self.is_read and box.reading_problem:
            return "blind"
        return "works" if box.tested_at or self.outcomes else "untested"


def standings(*, user: User, now: datetime) -> list[Standing]:
    """The mailboxes a person may see, the ones that need them first. Few queries, however many."""
    boxes = list(
        Mailbox.objects.visible_to(user)
        .select_related("owner")
        .order_by("-is_active", "owner__name", "pk")
    )
    pks = [box.pk for box in boxes]
    used = {
        (d.mailbox_id, d.day): d.used
        for d in MailboxDay.objects.filter(mailbox__in=pks, day__gte=now.date() - timedelta(2))
    }
    tries = Attempt.objects.filter(message__mailbox__in=pks, started_at__gte=now - LATELY)
    rests = list(Rest.objects.filter(mailbox__in=pks, until__gt=now).order_by("until"))
    counts = _counts(tries)
    troubles = list(
        tries.exclude(outcome__in=["", Attempt.Outcome.ACCEPTED])
        .select_related("message")
        .order_by("-started_at")[:50]
    )
    return [
        Standing(
            mailbox=box,
            used=used.get((box.pk, mailboxes.today(box, now=now)), 0),
            allowed=mailboxes.allowed(box, day=mailboxes.today(box, now=now)),
            plan=mailboxes.plan(box),
            resting=[r for r in rests if r.mailbox_id == box.pk],
            outcomes=counts.get(box.pk, []),
            troubles=[t for t in troubles if t.message.mailbox_id == box.pk][:5],
            is_read=mailboxes.is_read(box),
        )
        for box in boxes
    ]


def _counts(tries: QuerySet[Attempt]) -> dict[int, list[tuple[str, int]]]:
    labels = dict(Attempt.Outcome.choices)
    found: dict[int, list[tuple[str, int]]] = {}
    rows = (
        tries.exclude(outcome="").values_list("message__mailbox", "outcome").annotate(Count("pk"))
    )
    for mailbox, outcome, count in rows.order_by("outcome"):
        found.setdefault(mailbox, []).append((str(labels[outcome]), count))
    return found
