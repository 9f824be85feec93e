"""What the rows ask a person: for each thing that has no card yet, the card it should get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Concat
from django.utils import timezone

from leads.models import Call, Event, Finding, Lead, StopEvent
from leads.models.record import ASKING
from reviews.cards.returning import returners
from reviews.models import Card, Draft
from sequences.models import Engagement, Enrollment, Message, ReceivedMail, Step, Touch

MOST = 500  # of each kind in one go; the next is a minute away
FRESH = timedelta(days=30)  # a call that ended without a next step longer ago is no news any more
SOON = timedelta(days=2)  # by then a next step should have been found
LOOKING = timedelta(days=7)
SIGNS = 3  # of interest within that time
ENDS_SILENCE = (
    StopEvent.Kind.REPLY,
    StopEvent.Kind.MEETING,
    StopEvent.Kind.HUMAN_MAIL,
    StopEvent.Kind.UNSUBSCRIBE,
    StopEvent.Kind.BOUNCE,
    StopEvent.Kind.COMPLAINT,
)
# What somebody does who wants something of us; a visit to a page is no word.
TURNED_TO_US = (*ASKING, "mail_received")
Kind = Card.Kind


@dataclass(frozen=True, slots=True)
class Wanted:
    """A card to open; `refs` are the rows it rests on."""

    kind: str
    key: str
    lead_id: int | None
    due_on: date
    refs: dict[str, int | None] = field(default_factory=dict)


def wanted(*, now: datetime, lead_id: int | None = None) -> Iterator[Wanted]:
    """Every card that is missing, or every one of one lead."""
    for find in (answers, absences, silences, loose_ends, by_hand, lookers, back_again):
        yield from find(now=now, lead_id=lead_id)
    if lead_id is None:
        yield from strangers()


def answers(*, now: datetime, lead_id: int | None = None) -> Iterator[Wanted]:
    """They answered: the conversation is a person's now."""
    for stop in _of(lead_id, _unseen(StopEvent.Kind.REPLY, Kind.HANDOFF)):
        refs = {"stop_id": stop.pk, "mail_id": stop.mail_pk}
        yield Wanted(Kind.HANDOFF, f"handoff:{stop.pk}", stop.lead_id, _day(stop.recorded_at), refs)


def absences(*, now: datetime, lead_id: int | None = None) -> Iterator[Wanted]:
    """They are out of office: it waits for the day they named, unless a person knows better."""
    away = _unseen(StopEvent.Kind.OUT_OF_OFFICE, Kind.OUT_OF_OFFICE).filter(hold_until__gt=now)
    for stop in _of(lead_id, away):
        refs = {"stop_id": stop.pk, "mail_id": stop.mail_pk}
        until = _day(stop.hold_until)
        yield Wanted(Kind.OUT_OF_OFFICE, f"away:{stop.pk}", stop.lead_id, until, refs)


def silences(*, now: datetime, lead_id: int | None = None) -> Iterator[Wanted]:
    """Nothing came back after the last mail: all steps are done, or the time is up in any case.

    Until the time is up, what is still planned, waits for a decision or is on its way is no
    silence yet.
    """
    sent = Message.objects.filter(lead=OuterRef("pk"), state=Message.State.SENT)
    newest = sent.order_by("-sent_at", "-pk")
    people = (
        Lead.objects.filter(Q(hold_until=None) | Q(hold_until__lte=now), suppressed_at=None)
        .exclude(stage=Lead.Stage.CLOSED)
        .annotate(
            last=Subquery(newest.values("pk")[:1]), last_at=Subquery(newest.values("sent_at")[:1])
        )
        .filter(last_at__lte=now - settings.SILENCE_AFTER_LAST_STEP)
        .filter(Q(last_at__lte=now - settings.SILENCE_AFTER) | ~_more_to_come())
        .filter(~_heard_since("last_at"))
        .filter(~Exists(Card.objects.filter(kind=Kind.SILENCE, message=OuterRef("last"))))
    )
    if lead_id is not None:
        people = people.filter(pk=lead_id)
    for pk, last in people.order_by("pk").values_list("pk", "last")[:MOST]:
        yield Wanted(Kind.SILENCE, f"silence:{last}", pk, _day(now), {"message_id": last})


def loose_ends(*, now: datetime, lead_id: int | None = None) -> Iterator[Wanted]:
    """A call was read and nobody agreed on a next step, and nothing has happened since. A tense
    call is with a person already, by its account."""
    calls = without_next_step().filter(
        created_at__gte=now - FRESH, sensitive=[], lead__is_sensitive=False
    )
    calls = calls.filter(~Exists(Card.objects.filter(kind=Kind.NO_NEXT_STEP, call=OuterRef("pk"))))
    for call in _of(lead_id, calls):
        due = _day(call.created_at + SOON)
        key = f"next_step:{call.pk}"
        yield Wanted(Kind.NO_NEXT_STEP, key, call.lead_id, due, {"call_id": call.pk})


def without_next_step() -> QuerySet[Call]:
    """Calls that left the next step open to this day: none was agreed, no later call was held, no
    meeting was booked since, and the lead is not closed."""
    agreed = Finding.objects.filter(call=OuterRef("pk"), kind=Finding.Kind.NEXT_STEP)
    later = Call.objects.filter(lead=OuterRef("lead"), held_at__gt=OuterRef("held_at"))
    met = StopEvent.objects.filter(
        lead=OuterRef("lead"), kind=StopEvent.Kind.MEETING, recorded_at__gte=OuterRef("created_at")
    )
    return (
        Call.objects.filter(~Exists(agreed), ~Exists(later), ~Exists(met), state=Call.State.READ)
        .exclude(lead__stage=Lead.Stage.CLOSED)
        .order_by("pk")
    )


def by_hand(*, now: datetime, lead_id: int | None = None) -> Iterator[Wanted]:
    """Steps that no machine takes: a call, a word on LinkedIn."""
    touches = Touch.objects.filter(
        ~Exists(Card.objects.filter(touch=OuterRef("pk"))), state=Touch.State.TASK
    ).select_related("step", "enrollment")
    if lead_id is not None:
        touches = touches.filter(enrollment__lead=lead_id)
    for touch in touches.order_by("pk")[:MOST]:
        kind = Kind.CALL_TASK if touch.step.channel == Step.Channel.PHONE else Kind.TASK
        refs = {"touch_id": touch.pk, "call_id": touch.enrollment.call_id}
        yield Wanted(kind, f"touch:{touch.pk}", touch.enrollment.lead_id, _day(touch.due_at), refs)


def strangers() -> Iterator[Wanted]:
    """Mails of people we could not tell who they are."""
    mails = ReceivedMail.objects.unmatched().filter(
        ~Exists(Card.objects.filter(kind=Kind.UNMATCHED, mail=OuterRef("pk")))
    )
    for mail in mails.defer("raw", "text").order_by("pk")[:MOST]:
        due = _day(mail.received_at)
        yield Wanted(Kind.UNMATCHED, f"mail:{mail.pk}", None, due, {"mail_id": mail.pk})


def lookers(*, now: datetime, lead_id: int | None = None) -> Iterator[Wanted]:
    """People who clicked or came back several times within a week and have not answered. Opens
    and what machines did count for nothing."""
    asked = Card.objects.filter(kind=Kind.ENGAGEMENT, lead=OuterRef("lead")).order_by()
    asked_at = Subquery(asked.values("lead").annotate(at=Max("opened_at")).values("at"))
    signs = (
        Engagement.objects.filter(
            kind__in=[Engagement.Kind.CLICK, Engagement.Kind.PAGE],
            is_automatic=False,
            at__gte=now - LOOKING,
            lead__suppressed_at=None,
        )
        .annotate(asked_at=asked_at)
        .filter(Q(asked_at=None) | Q(at__gt=F("asked_at")))
        .filter(~_heard_since("at", lead="lead"))
    )
    if lead_id is not None:
        signs = signs.filter(lead=lead_id)
    counted = signs.order_by().values("lead").annotate(n=Count("pk"), newest=Max("pk"))
    for row in counted.filter(n__gte=SIGNS).order_by("lead")[:MOST]:
        yield Wanted(Kind.ENGAGEMENT, f"looking:{row['newest']}", row["lead"], _day(now))


def back_again(*, now: datetime, lead_id: int | None = None) -> Iterator[Wanted]:
    """People who look at prices again after a silence: a card, and never a mail by itself."""
    for look in returners(now=now, lead_id=lead_id)[:MOST]:
        refs: dict[str, int | None] = {"event_id": look.pk}
        yield Wanted(Kind.ENGAGEMENT, f"returned:{look.pk}", look.lead_id, _day(now), refs)


def _unseen(kind: str, card: str) -> QuerySet[Any]:
    """What was heard from leads and stands on no card yet, the newest of each lead, with the mail
    that said it."""
    covered = Card.objects.filter(kind=card, lead=OuterRef("lead"), stop__gte=OuterRef("pk"))
    newer = StopEvent.objects.filter(lead=OuterRef("lead"), kind=kind, pk__gt=OuterRef("pk"))
    return (
        StopEvent.objects.filter(~Exists(covered), ~Exists(newer), kind=kind)
        .annotate(mail_pk=Subquery(mail_of_stop().values("pk")[:1]))
        .order_by("pk")
    )


def mail_of_stop() -> QuerySet[ReceivedMail]:
    """For a query over stop events: the received mail that each one names as its source."""
    by_id = Concat(Value("mail "), "message_id", output_field=CharField())
    by_bytes = Concat(Value("mail "), "identity", output_field=CharField())
    of_lead = ReceivedMail.objects.filter(lead=OuterRef("lead"))
    named = of_lead.annotate(by_id=by_id, by_bytes=by_bytes)
    return named.filter(Q(by_id=OuterRef("source")) | Q(by_bytes=OuterRef("source")))


def _more_to_come() -> Exists | Any:
    """Whether something is planned, waits for a person or is on its way to a lead."""
    open_states = [Enrollment.State.ACTIVE, Enrollment.State.PAUSED]
    ahead = Touch.objects.filter(
        enrollment__lead=OuterRef("pk"),
        enrollment__state__in=open_states,
        state__in=[Touch.State.PLANNED, Touch.State.TASK],
    )
    decided = [Draft.State.SENT, Draft.State.REJECTED]
    waiting = Draft.objects.filter(lead=OuterRef("pk")).exclude(state__in=decided)
    return Exists(ahead) | Exists(waiting)


def _heard_since(moment: str, *, lead: str = "pk") -> Exists | Any:
    """Whether a lead was heard from, spoken to or written to by hand after a moment."""
    of_lead = OuterRef(lead)
    told = StopEvent.objects.filter(
        lead=of_lead, kind__in=ENDS_SILENCE, recorded_at__gt=OuterRef(moment)
    )
    spoke = Call.objects.filter(lead=of_lead, held_at__gt=OuterRef(moment))
    turned = Event.objects.filter(lead=of_lead, occurred_at__gt=OuterRef(moment))
    return Exists(told) | Exists(spoke) | Exists(turned.filter(kind__in=TURNED_TO_US))


BY_US = "card"  # the source of events that a person here made by choosing on a card


def _of(lead_id: int | None, rows: QuerySet[Any]) -> QuerySet[Any]:
    return (rows if lead_id is None else rows.filter(lead=lead_id))[:MOST]


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
