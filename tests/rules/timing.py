"""Acts about time: rules that make no sense, and changes that plans rest on."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django.utils import timezone

from leads.models import Account, Lead
from sequences.models import Enrollment, Message, TimingPolicy, WorkingHours
from tests import factories
from tests.rules.making import Act, at_once, changed, in_one, message, sql, unguarded


def policy() -> TimingPolicy:
    return TimingPolicy.objects.create(pk=1)


def working(**fields: object) -> WorkingHours:
    given: dict[str, Any] = {"weekday": 0, "opens": time(9), "closes": time(17)}
    if "policy" not in fields:
        given["policy"] = policy()
    return WorkingHours.objects.create(**given | fields)


NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


CASES: dict[str, Act] = {
    "touch_window_in_order": changed(factories.touch, opens_at=NOON, closes_at=NOON),
    "timingpolicy_one_row": lambda: TimingPolicy.objects.create(pk=2),
    "timingpolicy_something_a_day": lambda: TimingPolicy.objects.create(pk=1, drafts_a_day=0),
    "timingpolicy_days_bounded": lambda: TimingPolicy.objects.create(pk=1, open_days=0),
    "timingpolicy_gaps_bounded": lambda: TimingPolicy.objects.create(pk=1, person_gap_hours=9999),
    "workinghours_once_a_weekday": in_one(working, policy, "policy"),
    "workinghours_weekday_known": lambda: working(weekday=7),
    "workinghours_close_later": lambda: working(closes=time(8)),
    "message_window_in_order": unguarded(
        "sequences_message", "message_guarded", changed(message, opens_at=NOON, closes_at=NOON)
    ),
}


def _is_marked(of: Enrollment) -> bool:
    of.refresh_from_db()
    return of.replan_since is not None


def lead_moved() -> bool:
    enrolled = factories.touch().enrollment
    Lead.objects.filter(pk=enrolled.lead_id).update(phone="+49 30 901820")
    return _is_marked(enrolled)


def account_moved() -> bool:
    enrolled = factories.touch().enrollment
    Account.objects.filter(pk=enrolled.lead.account_id).update(country="DE")
    return _is_marked(enrolled)


def message_went() -> bool:
    sent = message(factories.draft(factories.touch()))
    at_once()
    sql("ALTER TABLE sequences_message DISABLE TRIGGER message_guarded")
    Message.objects.filter(pk=sent.pk).update(state="sent", sent_at=timezone.now())
    at_once()
    sql("ALTER TABLE sequences_message ENABLE TRIGGER message_guarded")
    return _is_marked(sent.touch.enrollment)


def resumed() -> bool:
    enrolled = factories.touch().enrollment
    Enrollment.objects.filter(pk=enrolled.pk).update(state="paused", reason="On holiday")
    Enrollment.objects.filter(pk=enrolled.pk).update(state="active", reason="")
    return _is_marked(enrolled)
