from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from leads.models import Event, Lead
from sequences import enrollment
from sequences.enrollment import NotEnrolled
from sequences.models import Enrollment, Sequence, Touch, Version
from tests import factories
from tests.rules.making import stop

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def signup(lead: Lead, number: int = 1) -> Event:
    return Event.objects.create(
        lead=lead, source="form", external_id=f"{lead.pk}-{number}", kind="signup", occurred_at=NOW
    )


def version(purpose: str = "warm", steps: int = 3, **rules: object) -> Version:
    made = factories.version(purpose, steps=steps)
    Sequence.objects.filter(pk=made.sequence_id).update(**rules)
    return Version.objects.select_related("sequence").get(pk=made.pk)


def enroll(lead: Lead, plan: Version, number: int = 1) -> Enrollment:
    record = signup(lead, number)
    return enrollment.enroll(lead, version=plan, record=record, by=None, now=NOW)


def test_lead_of_an_event_is_enrolled_with_every_touch_planned() -> None:
    lead, plan = factories.lead(), version(steps=3)
    made = enroll(lead, plan)
    assert (made.event_id is not None, made.call_id, made.state) == (True, None, "active")
    assert [t.step.position for t in made.touches.order_by("due_at", "pk")] == [0, 1, 2]


def test_same_record_enrols_once() -> None:
    lead, plan = factories.lead(), version()
    record = signup(lead)
    first, again = (
        enrollment.enroll(lead, version=plan, record=record, by=None, now=NOW) for _ in range(2)
    )
    assert first == again
    assert Touch.objects.count() == 3


def test_record_about_somebody_else_enrols_nobody() -> None:
    with pytest.raises(NotEnrolled, match="somebody else"):
        enrollment.enroll(
            factories.lead(), version=version(), record=signup(factories.lead()), by=None, now=NOW
        )
    assert not Enrollment.objects.exists()


def test_person_in_an_exclusive_sequence_is_not_put_on_another() -> None:
    lead, running = factories.lead(), version()
    enroll(lead, running)
    with pytest.raises(NotEnrolled, match=f"“{running.sequence}”. Stop that one first"):
        enroll(lead, version(), 2)
    assert enroll(lead, version(is_exclusive=False), 3).state == "active"
    assert enroll(factories.lead(), running).state == "active"


def test_person_is_free_for_another_when_the_last_touch_is_over() -> None:
    lead, first = factories.lead(), version()
    over = enroll(lead, first)
    for touch in over.touches.all():
        Touch.objects.filter(pk=touch.pk).update(state="done")
    over.refresh_from_db()
    assert over.state == "finished"
    assert over.ended_at is not None
    assert enroll(lead, version(), 2).state == "active"


def test_sequence_that_is_given_once_is_not_given_twice() -> None:
    lead, plan = factories.lead(), version(once=True)
    enrollment.stop(enroll(lead, plan), by=lead.owner, reason="Enough.", now=NOW)
    with pytest.raises(NotEnrolled, match="nobody gets it twice"):
        enroll(lead, plan, 2)


def test_sequence_is_not_given_again_before_its_days_have_passed() -> None:
    lead, plan = factories.lead(), version(recontact_days=30)
    made = enroll(lead, plan)
    enrollment.stop(made, by=lead.owner, reason="Enough.", now=NOW)
    with pytest.raises(NotEnrolled, match="Again from"):
        enroll(lead, plan, 2)
    Enrollment.objects.filter(pk=made.pk).update(started_at=NOW - timedelta(days=30))
    assert enroll(lead, plan, 3).state == "active"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"suppressed_at": NOW}, "asked not to be written to"),
        ({"stage": "closed"}, "is closed"),
    ],
)
def test_person_who_is_not_to_be_written_to_is_not_enrolled(
    fields: dict[str, Any], words: str
) -> None:
    lead = factories.lead(**fields)
    with pytest.raises(NotEnrolled, match=words):
        enroll(lead, version())


def test_newer_call_takes_over_and_leaves_what_waits_for_a_person() -> None:
    lead = factories.lead()
    inbound = enroll(lead, version())
    drafted, *ahead = inbound.touches.order_by("pk")
    Touch.objects.filter(pk=drafted.pk).update(state="drafted")
    Touch.objects.filter(pk__in=[t.pk for t in ahead]).update(due_at=NOW + timedelta(days=3))
    version("after_call", is_exclusive=True)
    made = enrollment.enroll_after_call(factories.call(lead), now=NOW)
    inbound.refresh_from_db()
    assert (made.state, made.is_exclusive, inbound.is_exclusive) == ("active", True, False)
    assert inbound.reason == enrollment.TAKEN_OVER
    assert [t.state for t in inbound.touches.order_by("pk")] == [
        "drafted", "cancelled", "cancelled"
    ]  # fmt: skip


def test_stopping_cancels_what_is_ahead_and_says_why() -> None:
    lead = factories.lead()
    made = enroll(lead, version())
    enrollment.stop(made, by=lead.owner, reason="They moved on.", now=NOW)
    made.refresh_from_db()
    said = f"{lead.owner.name}: They moved on."
    assert (made.state, made.reason) == ("stopped", said)
    assert {(t.state, t.reason) for t in made.touches.all()} == {("cancelled", said)}


def test_cancelling_the_rest_leaves_the_draft_that_waits() -> None:
    lead = factories.lead()
    made = enroll(lead, version())
    first = made.touches.earliest("pk")
    Touch.objects.filter(pk=first.pk).update(state="drafted")
    enrollment.stop(made, by=lead.owner, reason="One is enough.", now=NOW, keep_drafts=True)
    made.refresh_from_db()
    assert made.state == "active"
    assert [t.state for t in made.touches.order_by("pk")] == ["drafted", "cancelled", "cancelled"]
    Touch.objects.filter(pk=first.pk).update(state="done")
    made.refresh_from_db()
    assert made.state == "finished"


def test_what_was_stopped_is_taken_up_again_under_what_was_heard_since() -> None:
    lead = factories.lead()
    made = enroll(lead, version())
    heard = stop(lead)
    enrollment.stop(made, by=None, reason="They replied", now=NOW)
    again = enrollment.resume(made, by=lead.owner, now=NOW)
    assert (again.state, again.reason, again.stop_epoch, again.last_stop) == (
        "active", "", 1, heard.pk
    )  # fmt: skip
    assert {t.state for t in again.touches.all()} == {"planned"}
    assert Touch.objects.to_draft(now=NOW + timedelta(days=60)).count() == 3


def test_what_a_person_cancelled_before_stays_cancelled() -> None:
    made = enroll(factories.lead(), version())
    first = made.touches.earliest("pk")
    Touch.objects.filter(pk=first.pk).update(state="cancelled", reason="Rejected")
    enrollment.stop(made, by=None, reason="They replied", now=NOW)
    enrollment.resume(made, by=made.lead.owner, now=NOW)
    first.refresh_from_db()
    assert first.state == "cancelled"


def test_person_who_unsubscribed_is_not_taken_up_again() -> None:
    lead = factories.lead()
    made = enroll(lead, version())
    stop(lead, kind="unsubscribe")
    with pytest.raises(NotEnrolled, match="asked not to be written to"):
        enrollment.resume(made, by=lead.owner, now=NOW)


def test_touch_that_has_a_draft_is_not_planned_a_second_time() -> None:
    made = enroll(factories.lead(), version())
    late, drafted, _ = made.touches.order_by("pk")
    Touch.objects.filter(pk=late.pk).update(state="late", reason="Nobody approved it.")
    Touch.objects.filter(pk=drafted.pk).update(state="drafted")
    enrollment.stop(made, by=made.lead.owner, reason="Enough.", now=NOW)
    enrollment.resume(made, by=made.lead.owner, now=NOW)
    assert [t.state for t in made.touches.order_by("pk")] == ["late", "drafted", "planned"]
