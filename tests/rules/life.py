"""Pauses, engagement and enrollments as they should be, and acts that make them otherwise."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from leads.models import Call, Lead
from sequences.models import Engagement, Enrollment, Pause, Refiling, TierChange, Touch
from tests import factories
from tests.rules.making import Act, approval, changed, enrolled, in_one, stop


def pause(**fields: object) -> Pause:
    given: dict[str, Any] = {"scope": "everything", "reason": "Fire drill.", "at": timezone.now()}
    return Pause.objects.create(**{"by": factories.user()} | given | fields)


def engagement(lead: Lead | None = None, **fields: object) -> Engagement:
    given: dict[str, Any] = {"kind": "click", "at": timezone.now(), "source": "click 1"}
    return Engagement.objects.create(lead=lead or factories.lead(), **given | fields)


def tier_change(**fields: object) -> TierChange:
    given: dict[str, Any] = {"before": "cold", "after": "warm", "reason": "They clicked."}
    return TierChange.objects.create(**{"lead": factories.lead()} | given | fields)


def exclusive(lead: Lead) -> Enrollment:
    return enrolled(lead=lead, is_exclusive=True)


def refiling(**fields: object) -> Refiling:
    call = factories.call()
    given: dict[str, Any] = {"call": call, "from_lead": call.lead, "to_lead": factories.lead()}
    return Refiling.objects.create(**{"by": call.owner} | given | fields)


def refiled_where_it_is() -> None:
    call = factories.call()
    refiling(call=call, from_lead=call.lead, to_lead=call.lead)


def moved_by_hand() -> None:
    Call.objects.filter(pk=factories.call().pk).update(lead=factories.lead())


def approved_for_who_it_was_not_with() -> None:
    draft = factories.draft()
    refiling(call=draft.call, from_lead=draft.lead)
    draft.lead.refresh_from_db()
    approval(draft)


CASES: dict[str, Act] = {
    "enrollment_one_exclusive": in_one(exclusive, factories.lead, "lead"),
    "enrollment_until_if_paused": changed(enrolled, paused_until=timezone.now()),
    "touch_skipped_with_reason": changed(factories.touch, state="skipped"),
    "pause_scope_fits": lambda: pause(source="webinar"),
    "pause_reason_given": lambda: pause(reason=""),
    "pause_until_later": lambda: pause(until=timezone.now() - timedelta(days=1)),
    "pause_lifted_by_somebody": lambda: pause(lifted_at=timezone.now()),
    "engagement_kind_known": lambda: engagement(kind="wink"),
    "engagement_source_given": lambda: engagement(source=""),
    "engagement_automatic_labelled": lambda: engagement(is_automatic=True),
    "tierchange_reason_given": lambda: tier_change(reason=""),
    "tierchange_is_a_change": lambda: tier_change(before="warm"),
    "refiling_elsewhere": refiled_where_it_is,
    "tierchange_tier_known": lambda: tier_change(after="mild"),
}


def begins_where_the_conversation_stands() -> bool:
    lead = factories.lead()
    heard = stop(lead)
    made = enrolled(lead=lead)
    made.refresh_from_db()
    return (made.stop_epoch, made.last_stop) == (1, heard.pk)


def ends_with_its_last_touch() -> bool:
    touch = factories.touch()
    Touch.objects.filter(pk=touch.pk).update(state="done")
    touch.enrollment.refresh_from_db()
    return touch.enrollment.state == "finished"


def is_marked_when_heard() -> bool:
    lead = factories.lead()
    made = enrolled(lead=lead)
    stop(lead)
    made.refresh_from_db()
    return made.heard_since is not None


def moves_the_call() -> bool:
    moved = refiling()
    moved.call.refresh_from_db()
    moved.from_lead.refresh_from_db()
    return moved.call.lead == moved.to_lead and moved.from_lead.record_epoch == 2
