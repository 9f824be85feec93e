"""Who comes back after a silence: somebody nobody had heard of looks at prices again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from leads.models import Call, Event, Lead, StopEvent
from reviews.models import Card
from sequences.models import Message

SILENCE = timedelta(days=14)  # shorter ones are a conversation
VISIT = timedelta(hours=12)  # what they did so shortly before is the same coming back
NEWS = timedelta(days=7)  # a look longer ago is no news any more
INTENT = ("pricing", "demo")


def returners(*, now: datetime, lead_id: int | None = None) -> QuerySet[Event]:
    """The looks that broke a silence of somebody who was known before it, and whom no card about
    looking names since.

    Silence: no event, no call and no mail in either direction in the `SILENCE` before the visit;
    nothing was heard from them after it either.
    """
    looks = Event.objects.filter(
        kind="page_viewed",
        metadata__intent__in=INTENT,
        occurred_at__gte=now - NEWS,
        occurred_at__lte=now,
        lead__suppressed_at=None,
        lead__created_at__lte=F("occurred_at") - SILENCE,
    ).exclude(lead__stage=Lead.Stage.CLOSED)
    if lead_id is not None:
        looks = looks.filter(lead=lead_id)
    asked = Card.objects.filter(kind=Card.Kind.ENGAGEMENT, lead=OuterRef("lead"))
    heard = StopEvent.objects.filter(
        lead=OuterRef("lead"), recorded_at__gt=OuterRef("occurred_at") - SILENCE
    )
    return looks.filter(
        ~Exists(heard),
        ~_before(Event.objects.all(), "occurred_at"),
        ~_before(Call.objects.all(), "held_at"),
        ~_before(Message.objects.filter(state=Message.State.SENT), "sent_at"),
        ~Exists(asked.filter(opened_at__gte=OuterRef("occurred_at"))),
    ).order_by("pk")


def _before(rows: QuerySet[Any], at: str) -> Exists:
    """Whether something of the lead happened in the time before a visit."""
    near = {
        "lead": OuterRef("lead"),
        f"{at}__lt": OuterRef("occurred_at") - VISIT,
        f"{at}__gt": OuterRef("occurred_at") - SILENCE,
    }
    return Exists(rows.filter(**near))
