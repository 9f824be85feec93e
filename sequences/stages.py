"""Whether somebody is a prospect, became a customer, or is closed: by a person's word."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from leads.models import Lead, StageChange, StopEvent, User
from sequences import enrollment
from sequences.models import Enrollment


class Refused(Exception):
    """Nothing was changed; the text says why, as a person reads it."""


def move(lead: Lead, *, to: str, by: User, now: datetime, why: str = "") -> StageChange:
    """Put a lead into another stage. Unless they are a prospect again, whatever was planned or
    approved for them ends. Raises `Refused`."""
    if to not in Lead.Stage.values:
        raise Refused("Choose prospect, customer or closed.")
    stage = Lead.Stage(to)
    with transaction.atomic():
        lead = Lead.objects.select_for_update(no_key=True).get(pk=lead.pk)
        if lead.stage == stage:
            raise Refused(f"{lead.name} stands as “{stage.label}” already.")
        change = StageChange.objects.create(
            lead=lead, from_stage=lead.stage, to_stage=stage, why=why.strip()[:300], by=by, at=now
        )
        Lead.objects.filter(pk=lead.pk).update(stage=stage)
        if stage != Lead.Stage.PROSPECT:
            _end(lead, change)
        return change


def _end(lead: Lead, change: StageChange) -> None:
    source = f"stage {change.pk} at {change.at.isoformat()}"
    StopEvent.objects.create(lead=lead, kind=StopEvent.Kind.MANUAL, by=change.by, source=source)
    reason = f"The lead is now “{change.get_to_stage_display()}”"
    for one in Enrollment.objects.open().filter(lead=lead):
        enrollment.stop(one, by=change.by, reason=reason, now=change.at)
