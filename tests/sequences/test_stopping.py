from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from followup import tasks
from leads.models import Lead, StopEvent
from leads.stops import stop as stop_by_hand
from sequences import pausing, stopping
from sequences.models import Enrollment, Sequence, Touch
from tests import factories
from tests.rules.making import stop
from tests.sequences.test_enrollment import enroll, version

pytestmark = pytest.mark.django_db


def following(now: datetime | None = None) -> int:
    return stopping.follow(now=now or timezone.now())


def fresh(one: Enrollment) -> Enrollment:
    return Enrollment.objects.get(pk=one.pk)


@pytest.mark.parametrize("kind", sorted(stopping.REASONS))
def test_sequence_ends_with_the_reason_when_it_is(kind: str) -> None:
    lead = factories.lead()
    made, other = enroll(lead, version()), enroll(factories.lead(), version())
    stop(lead, kind=kind)
    assert not Touch.objects.to_draft(now=timezone.now() + timedelta(days=90)).filter(
        enrollment=made
    )
    assert following() == 1
    ended = fresh(made)
    assert ended.state == "stopped"
    assert ended.reason.startswith(stopping.REASONS[kind])
    assert {t.state for t in ended.touches.all()} == {"cancelled"}
    assert fresh(other).state == "active"
    assert following() == 0


def test_every_kind_of_stop_has_its_words() -> None:
    assert set(stopping.REASONS) | {"out_of_office"} == set(StopEvent.Kind.values)


def test_stop_by_a_person_names_them() -> None:
    lead = factories.lead()
    made = enroll(lead, version())
    stop_by_hand(lead, kind="meeting", by=lead.owner, now=timezone.now())
    following()
    assert lead.owner.name in fresh(made).reason


def test_what_was_heard_before_a_sequence_began_does_not_end_it() -> None:
    lead = factories.lead()
    stop(lead)
    made = enroll(lead, version())
    assert following() == 0
    assert fresh(made).state == "active"


def test_sensitive_conversation_keeps_the_draft_that_waits_for_a_person() -> None:
    lead = factories.lead()
    made = enroll(lead, version())
    first = made.touches.earliest("pk")
    Touch.objects.filter(pk=first.pk).update(state="drafted")
    stop(lead, kind="sensitive")
    following()
    assert fresh(made).state == "active"
    assert [t.state for t in made.touches.order_by("pk")] == ["drafted", "cancelled", "cancelled"]


def test_absence_pauses_until_the_day_they_are_back_and_goes_on_by_itself() -> None:
    lead, now = factories.lead(), timezone.now()
    made = enroll(lead, version())
    back = now + timedelta(days=9)
    stop(lead, kind="out_of_office", hold_until=back)
    following()
    away = fresh(made)
    assert (away.state, away.paused_until) == ("paused", back)
    assert f"{back:%-d %B %Y}" in away.reason
    assert not Touch.objects.to_draft(now=back - timedelta(minutes=1))
    assert following(back - timedelta(minutes=1)) == 0
    assert following(back) == 1
    assert fresh(made).state == "active"
    assert fresh(made).replan_since is not None
    assert Touch.objects.to_draft(now=back + timedelta(days=90)).count() == 3


def test_reply_during_an_absence_ends_the_sequence() -> None:
    lead, now = factories.lead(), timezone.now()
    made = enroll(lead, version())
    stop(lead, kind="out_of_office", hold_until=now + timedelta(days=9))
    following()
    stop(lead, kind="reply", source="<later@x>")
    following()
    assert fresh(made).state == "stopped"


def test_absence_of_somebody_who_is_not_written_to_any_more_ends_the_sequence() -> None:
    lead, now = factories.lead(), timezone.now()
    made = enroll(lead, version())
    back = now + timedelta(days=9)
    stop(lead, kind="out_of_office", hold_until=back)
    following()
    Lead.objects.filter(pk=lead.pk).update(suppressed_at=now)
    following(back)
    assert fresh(made).state == "stopped"


def test_person_who_is_back_early_is_taken_up_again() -> None:
    lead, now = factories.lead(), timezone.now()
    made = enroll(lead, version())
    stop(lead, kind="out_of_office", hold_until=now + timedelta(days=9))
    following()
    assert pausing.back(lead, by=lead.owner, now=now) == 1
    assert fresh(made).state == "active"
    assert Lead.objects.get(pk=lead.pk).hold_until is None


def test_corrected_address_does_not_end_a_sequence() -> None:
    lead = factories.lead()
    made = enroll(lead, version())
    Lead.objects.filter(pk=lead.pk).update(email="other@theirs.example")
    soon = timezone.now() + timedelta(days=90)
    assert not Touch.objects.to_draft(now=soon)
    assert following() == 1
    assert fresh(made).state == "active"
    assert Touch.objects.to_draft(now=soon).count() == 3


@pytest.mark.parametrize(("choice", "state"), [(True, "stopped"), (False, "active")])
def test_answer_of_a_colleague_ends_a_sequence_that_says_so(choice: bool, state: str) -> None:
    lead = factories.lead()
    colleague = factories.lead(lead.owner, name="Tom Berg", account=lead.account)
    plan = version(stop_on_colleague=choice)
    made = enroll(lead, plan)
    stop(colleague)
    following()
    assert fresh(made).state == state
    told = StopEvent.objects.filter(lead=lead, kind="colleague")
    assert told.exists() is choice
    following()
    assert told.count() == int(choice)


def test_answer_of_a_stranger_ends_nobody_elses_sequence() -> None:
    made = enroll(factories.lead(), version(stop_on_colleague=True))
    stop(factories.lead())
    following()
    assert fresh(made).state == "active"


def test_bell_rings_for_the_lead_that_was_heard() -> None:
    lead = factories.lead()
    made = enroll(lead, version())
    stop(lead)
    assert tasks.follow_stops(lead.pk) == 1
    assert fresh(made).state == "stopped"


def test_following_asks_the_same_number_of_questions_however_much_runs(
    django_assert_num_queries: object,
) -> None:
    counts = []
    for many in (1, 12):
        for _ in range(many):
            enroll(factories.lead(), version(steps=1))
        with django_assert_num_queries(2):  # type: ignore[operator]
            counts.append(following())
    assert counts == [0, 0]
    assert Sequence.objects.count() == 13
