"""Answering what somebody asked: which sequence an event begins, or why it begins none."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from leads.models import Event, Lead
from sequences.enrollment import NoSequence, NotEnrolled, enroll_for
from sequences.models import Enrollment, Sequence

OF_TIER = {
    Lead.Tier.HOT: Sequence.Purpose.HOT,
    Lead.Tier.WARM: Sequence.Purpose.WARM,
    Lead.Tier.COLD: Sequence.Purpose.COLD,
}


def purpose_of(event: Event, lead: Lead) -> str:
    """Somebody who asks for a demo is hot whatever else is known; then the tier decides, and
    whom nobody has scored is warm: they came to us."""
    if event.kind == "demo_requested":
        return Sequence.Purpose.HOT
    return OF_TIER[Lead.Tier(lead.tier)] if lead.tier else Sequence.Purpose.WARM


def answer(event_id: int, *, now: datetime) -> Enrollment | None:
    """Begin the sequence an event asks for, once; None when none begins, with the reason kept on
    the event. Safe to run twice."""
    with transaction.atomic():
        whose = Event.objects.values_list("lead", flat=True).get(pk=event_id)
        lead = Lead.objects.select_for_update(no_key=True).filter(pk=whose).first()
        # As it is now that the lead's row is ours; who only looked at a page asked for nothing.
        event = Event.objects.to_answer().filter(pk=event_id).first()
        if lead is None or event is None or event.lead_id != lead.pk:
            return None
        enrolled, why = None, ""
        try:
            with transaction.atomic():
                purpose = purpose_of(event, lead)
                enrolled = enroll_for(lead, purpose=purpose, record=event, by=None, now=now)
        except (NoSequence, NotEnrolled) as refused:
            why = str(refused)[:300]
        event.answered_at, event.unanswered = now, why
        event.save(update_fields=["answered_at", "unanswered"])
        return enrolled
