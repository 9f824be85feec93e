"""Closing cards that events have answered, and bringing back those that were put off."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from leads.models import Call, Finding, Lead, StopEvent
from reviews.cards.wanted import ENDS_SILENCE
from reviews.models import Card, Draft
from sequences.models import Message, Touch

Kind = Card.Kind


def close_overtaken(*, now: datetime, lead_id: int | None = None) -> int:
    """Close, in nobody's name, every undecided card whose question has gone; how many."""
    cards = Card.objects.undecided().filter(_overtaken())
    if lead_id is not None:
        cards = cards.filter(lead=lead_id)
    gone = list(cards.values_list("pk", flat=True)[:500])
    return (
        Card.objects.undecided()
        .filter(pk__in=gone)
        .update(
            state=Card.State.DISMISSED,
            choice=Card.Choice.OVERTAKEN,
            decided_by=None,
            decided_at=now,
            wakes_at=None,
        )
    )


def wake(*, now: datetime) -> int:
    """Open again what was put off until now; how many."""
    due = Card.objects.filter(state=Card.State.WAITING, wakes_at__lte=now)
    return due.update(
        state=Card.State.OPEN,
        choice="",
        decided_by=None,
        decided_at=None,
        wakes_at=None,
        opened_at=now,
    )


def _overtaken() -> Q:
    answered = _told(StopEvent.Kind.REPLY, StopEvent.Kind.MEETING)
    wrote = _told(StopEvent.Kind.HUMAN_MAIL) | _sent_since_opened()
    asked = Q(kind__in=[Kind.SILENCE, Kind.NO_NEXT_STEP, Kind.ENGAGEMENT])
    return (
        (Q(kind=Kind.HANDOFF) & (_answered_by_hand() | _sent_since_opened()))
        | (Q(kind=Kind.SILENCE) & (_told(*ENDS_SILENCE) | _spoke_since("message__sent_at") | wrote))
        | (Q(kind=Kind.NO_NEXT_STEP) & (_agreed() | _spoke_since("call__held_at") | answered))
        | (Q(kind=Kind.OUT_OF_OFFICE) & answered)
        | (Q(kind=Kind.ENGAGEMENT) & (answered | wrote))
        | Q(kind=Kind.UNMATCHED, mail__lead__isnull=False)
        | (Q(touch__isnull=False) & ~Q(touch__state=Touch.State.TASK))
        | (Q(kind=Kind.CALL_TASK, draft__isnull=False) & ~Q(draft__state=Draft.State.REJECTED))
        | (asked & (Q(lead__stage=Lead.Stage.CLOSED) | Q(lead__suppressed_at__isnull=False)))
    )


def _told(*kinds: str) -> Exists:
    """Whether something of these kinds was recorded about the lead since the card was opened."""
    return Exists(
        StopEvent.objects.filter(
            lead=OuterRef("lead"), kind__in=kinds, recorded_at__gt=OuterRef("opened_at")
        )
    )


def _answered_by_hand() -> Exists:
    """Whether somebody here has written to them since the answer the card shows."""
    by_hand = StopEvent.objects.filter(lead=OuterRef("lead"), kind=StopEvent.Kind.HUMAN_MAIL)
    return Exists(by_hand.filter(pk__gt=OuterRef("stop")))


def _sent_since_opened() -> Exists:
    sent = Message.objects.filter(lead=OuterRef("lead"), state=Message.State.SENT)
    return Exists(sent.filter(sent_at__gt=OuterRef("opened_at")))


def _spoke_since(moment: str) -> Exists:
    return Exists(Call.objects.filter(lead=OuterRef("lead"), held_at__gt=OuterRef(moment)))


def _agreed() -> Exists:
    """The call was read again, and a next step was found in it."""
    return Exists(Finding.objects.filter(call=OuterRef("call"), kind=Finding.Kind.NEXT_STEP))
