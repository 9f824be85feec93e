"""What the numbers mean: each one defined once, as a plain query over its rows.

Whatever shows a number counts one of these queries, and the list behind the number is the same
query read out. `by` is the person who looks: a rep's numbers are of their own leads, a manager's of
their team's, an admin's of everybody's. `period` is half open, in the person's own zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery

from leads.models import Call, Event, Finding, Lead, StopEvent, User
from leads.models.findings import overdue
from leads.models.record import ASKING
from reviews.models import Card, Draft
from sequences.models import Message

UNSETTLED = (Finding.Status.OPEN, Finding.Status.LATE)


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` up to, and without, `end`: aware moments."""

    start: datetime
    end: datetime


def of_whom(by: User, lead: str = "") -> Q:
    """Whose leads count for this person; `lead` is the path from the counted row to its lead."""
    owner = f"{lead}__owner" if lead else "owner"
    if by.role == User.Role.ADMIN:
        return Q()
    if by.role == User.Role.MANAGER and by.team_id is not None:
        return Q(**{f"{owner}__team": by.team_id})
    return Q(**{owner: by})


def leads(*, by: User) -> QuerySet[Lead]:
    """The people we talk to, as they stand now: prospects, customers, and those who were closed."""
    return Lead.objects.filter(of_whom(by))


def drafts_waiting(*, by: User) -> QuerySet[Draft]:
    """Drafts that wait for a person's decision: to be read, to be written by hand, with a
    colleague or with the manager. What is put off, being written or approved does not wait."""
    return Draft.objects.waiting().filter(of_whom(by, "lead"))


def cards_waiting(*, by: User) -> QuerySet[Card]:
    """Open questions for a person about somebody on record."""
    return Card.objects.open().filter(of_whom(by, "lead"), lead__isnull=False)


def touches_sent(*, by: User, period: Period) -> QuerySet[Message]:
    """Mails that a provider took within the period. What was held, refused, taken back or may
    have been sent is not counted."""
    return Message.objects.filter(
        of_whom(by, "lead"),
        state=Message.State.SENT,
        sent_at__gte=period.start,
        sent_at__lt=period.end,
    )


def touches_replied(*, by: User, period: Period) -> QuerySet[Message]:
    """Those of the mails sent within the period that were answered: a reply came after this mail
    and before the next one to the same person. Automatic answers are no replies."""
    return touches_sent(by=by, period=period).filter(followed_by(StopEvent.Kind.REPLY))


def touches_met(*, by: User, period: Period) -> QuerySet[Message]:
    """Those of the mails sent within the period after which a meeting was booked, before the next
    mail to the same person."""
    return touches_sent(by=by, period=period).filter(followed_by(StopEvent.Kind.MEETING))


def followed_by(kind: str) -> Exists:
    """Whether something of this kind was heard after a mail and before the next one."""
    later = Message.objects.filter(
        lead=OuterRef(OuterRef("lead")),
        state=Message.State.SENT,
        sent_at__gt=OuterRef(OuterRef("sent_at")),
        sent_at__lt=OuterRef("recorded_at"),
    )
    return Exists(
        StopEvent.objects.filter(
            ~Exists(later), lead=OuterRef("lead"), kind=kind, recorded_at__gt=OuterRef("sent_at")
        )
    )


def commitments_due(*, by: User, week: tuple[date, date]) -> QuerySet[Finding]:
    """Promises of either side, not settled yet, that are due from the first day of the week to
    its last."""
    return _promises(by).filter(status__in=UNSETTLED, due__range=week)


def commitments_late(*, by: User, today: date) -> QuerySet[Finding]:
    """Promises of either side that a person called late, or that were firm and whose day has
    passed."""
    return _promises(by).filter(Q(status=Finding.Status.LATE) | overdue(today=today))


def calls_read(*, by: User, period: Period) -> QuerySet[Call]:
    """Calls held within the period that were brought in and understood."""
    return Call.objects.filter(
        of_whom(by, "lead"),
        state=Call.State.READ,
        held_at__gte=period.start,
        held_at__lt=period.end,
    )


def calls_without_next_step(*, by: User, period: Period) -> QuerySet[Call]:
    """Those of the calls read within the period on which nobody agreed on a next step."""
    agreed = Finding.objects.filter(call=OuterRef("pk"), kind=Finding.Kind.NEXT_STEP)
    return calls_read(by=by, period=period).filter(~Exists(agreed))


def week_of(today: date) -> tuple[date, date]:
    """Monday and Sunday of the week of a day."""
    monday = today - timedelta(days=today.weekday())
    return monday, monday + timedelta(days=6)


def _promises(by: User) -> QuerySet[Finding]:
    return Finding.objects.promises().filter(of_whom(by, "call__lead"))


def people_asking(*, by: User, period: Period) -> QuerySet[Event]:
    """Forms and requests for a demo that arrived within the period, with their two clocks:
    `drafted` is how long it took until a draft was ready and its rep alerted, `contacted` until
    the first mail about it was taken by a provider. None where that has not happened."""
    about = Draft.objects.filter(touch__enrollment__event=OuterRef("pk")).order_by()
    ready = about.values("touch__enrollment__event").annotate(at=Min("ready_at")).values("at")
    mails = Message.objects.filter(
        touch__enrollment__event=OuterRef("pk"), state=Message.State.SENT
    ).order_by()
    sent = mails.values("touch__enrollment__event").annotate(at=Min("sent_at")).values("at")
    return Event.objects.filter(
        of_whom(by, "lead"),
        kind__in=ASKING,
        lead__isnull=False,
        received_at__gte=period.start,
        received_at__lt=period.end,
    ).annotate(
        drafted=Subquery(ready) - F("received_at"), contacted=Subquery(sent) - F("received_at")
    )
