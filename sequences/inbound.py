"""Answering what somebody asked: which sequence an event begins, or why it begins none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from leads.models import Event, Lead
from sequences.enrollment import NoSequence, begin, published, refusals_of_many
from sequences.models import Enrollment, Sequence, Version

TOGETHER = 25  # events: their leads' rows are held for part of a second
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
    return next(iter(answer_many([event_id], now=now)), None)


def answer_many(event_ids: Collection[int], *, now: datetime) -> list[Enrollment]:
    """The same for several events, in one transaction that holds their leads' rows: give it few.

    Of a lead's events the oldest is answered; the others are left for the next call.
    """
    with transaction.atomic():
        asked = Event.objects.filter(pk__in=event_ids, lead__isnull=False)
        rows = Lead.objects.select_for_update(no_key=True)  # in one order: nobody waits in a ring
        leads = rows.filter(pk__in=list(asked.values_list("lead", flat=True))).order_by("pk")
        held = {lead.pk: lead for lead in leads}
        # As they are now that the rows are ours; who only looked at a page asked for nothing.
        waiting = Event.objects.to_answer().filter(pk__in=event_ids, lead__in=held)
        events = {held[one.lead_id or 0]: one for one in waiting.order_by("-pk")}
        enrolled, why = _enroll(events, now=now)
        for lead, event in events.items():
            event.answered_at, event.unanswered = now, why.get(lead.pk, "")[:300]
        Event.objects.bulk_update(events.values(), ["answered_at", "unanswered"])
        return enrolled


def _enroll(
    events: Mapping[Lead, Event], *, now: datetime
) -> tuple[list[Enrollment], dict[int, str]]:
    """The enrollments of people whose rows are held, and by lead why there is none."""
    why: dict[int, str] = {}
    wanted: dict[Lead, Version] = {}
    versions: dict[str, Version | NoSequence] = {}
    for lead, event in events.items():
        purpose = purpose_of(event, lead)
        if purpose not in versions:
            versions[purpose] = _published(purpose)
        version = versions[purpose]
        if isinstance(version, Version):
            wanted[lead] = version
        else:
            why[lead.pk] = str(version)
    done = Enrollment.objects.filter(event__in=events.values()).select_related("version")
    same = {(one.lead_id, one.version.sequence_id): one for one in done}
    before = {
        lead: one for lead, v in wanted.items() if (one := same.get((lead.pk, v.sequence_id)))
    }
    others = {lead: v for lead, v in wanted.items() if lead not in before}
    against = refusals_of_many({lead: v.sequence for lead, v in others.items()}, now=now)
    made = [
        Enrollment(
            version=version,
            lead=lead,
            event=events[lead],
            is_exclusive=version.sequence.is_exclusive,
            started_at=now,
        )
        for lead, version in others.items()
        if not against[lead.pk]
    ]
    return [*before.values(), *begin(made, now=now)], why | against


def _published(purpose: str) -> Version | NoSequence:
    try:
        return published(purpose)
    except NoSequence as missing:
        return missing
