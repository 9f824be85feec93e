"""Drafts that were put off come back by themselves: their moment came, or something happened."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from leads.models import Lead, StopEvent
from reviews import alerts
from reviews.decisions.deferring import ANSWER, MEETING, STAGE
from reviews.models import Decision, Draft

MOST = 500  # in one go; the next is a minute away
ANSWERS = (StopEvent.Kind.REPLY, StopEvent.Kind.COLLEAGUE)
# What does not bring back a draft that waits for something else.
SLEPT_THROUGH = {
    ANSWER: (StopEvent.Kind.MEETING,),
    MEETING: ANSWERS,
    STAGE: (*ANSWERS, StopEvent.Kind.MEETING),
}


def wake(*, now: datetime) -> int:
    """Bring back what is due; how many. Safe to run at any time, twice."""
    due = _due(now).order_by("snoozed_until", "pk").values_list("pk", "lead_id")[:MOST]
    return sum(_wake_one(pk, lead_id, now=now) for pk, lead_id in due)


def _due(now: datetime) -> QuerySet[Draft]:
    put_off = Decision.objects.filter(draft=OuterRef("pk"), kind=Decision.Kind.SNOOZE)
    latest = put_off.order_by("-at", "-pk")
    since = StopEvent.objects.filter(lead=OuterRef("lead"), recorded_at__gte=OuterRef("put_off_at"))
    slept_through = Q(pk__in=[])
    for waits_for, others in SLEPT_THROUGH.items():
        felt = since.exclude(kind__in=others)
        slept_through |= Q(Exists(since), ~Exists(felt), waits_for=waits_for)
    happened = ~Q(stop_epoch=F("lead__stop_epoch")) & ~slept_through
    happened |= ~Q(snoozed_stage="") & ~Q(snoozed_stage=F("lead__stage"))
    return Draft.objects.annotate(
        put_off_at=Subquery(latest.values("at")[:1]),
        waits_for=Coalesce(
            Subquery(latest.values("before")[:1]), Value(""), output_field=TextField()
        ),
    ).filter(Q(snoozed_until__lte=now) | happened, state=Draft.State.SNOOZED)


def _wake_one(draft_id: int, lead_id: int, *, now: datetime) -> bool:
    with transaction.atomic():
        lead = Lead.objects.select_for_update(no_key=True).get(pk=lead_id)
        draft = _due(now).filter(pk=draft_id).first()
        if draft is None:
            return False
        draft.lead = lead
        draft.state, draft.snoozed_until = Draft.State.READY, None
        if draft.snoozed_stage not in {"", lead.stage}:
            draft.note = f"Their stage is now “{lead.get_stage_display()}”."
        draft.snoozed_stage = ""
        if draft.stop_epoch != lead.stop_epoch:
            draft.note = f"{_what_happened(lead)} while this was put off."
        draft.save(update_fields=["state", "snoozed_until", "snoozed_stage", "note"])
        alerts.came_back(draft, now=now)
        return True


def _what_happened(lead: Lead) -> str:
    last = StopEvent.objects.filter(lead=lead).order_by("-pk").first()
    return last.get_kind_display() if last else "Something happened"
