"""Drafts that were put off come back by themselves: their moment came, or something happened."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from leads.models import Lead, StopEvent
from reviews import alerts
from reviews.models import Draft

MOST = 500  # in one go; the next is a minute away


def wake(*, now: datetime) -> int:
    """Bring back what is due; how many. Safe to run at any time, twice."""
    due = _due(now).order_by("snoozed_until", "pk").values_list("pk", "lead_id")[:MOST]
    return sum(_wake_one(pk, lead_id, now=now) for pk, lead_id in due)


def _due(now: datetime) -> QuerySet[Draft]:
    happened = ~Q(stop_epoch=F("lead__stop_epoch"))
    happened |= ~Q(snoozed_stage="") & ~Q(snoozed_stage=F("lead__stage"))
    return Draft.objects.filter(Q(snoozed_until__lte=now) | happened, state=Draft.State.SNOOZED)


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
