"""People in a sequence moved on purpose: what went out stays, what is ahead follows the new one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.models import User
from sequences import editing, enrollment, moving, planning
from sequences.models import Enrollment, Touch, Version
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def admin() -> User:
    return factories.user(role="admin")


def published(version: Version, admin: User) -> Version:
    editing.ask_for_review(version.pk, by=admin, note="", now=NOW)
    return editing.publish(version.pk, by=admin, now=NOW)


@pytest.fixture
def first(admin: User) -> Version:
    version = editing.create(by=admin, name="After a demo", purpose="after_call")
    for angle, days in (("Recap", 0), ("Value", 3), ("Check", 4)):
        editing.add_step(version.pk, by=admin, angle=angle, delay_amount=days)
    return published(version, admin)


@pytest.fixture
def second(first: Version, admin: User) -> Version:
    """Without the check, and with a step in between and one at the end."""
    draft = editing.begin_draft(first.sequence_id, by=admin)
    editing.remove_step(draft.steps.get(angle="Check").pk, by=admin)
    editing.add_step(draft.pk, by=admin, angle="Case", delay_amount=2)
    editing.move_step(draft.steps.get(angle="Case").pk, by=admin, to="up")
    editing.add_step(draft.pk, by=admin, angle="Goodbye", delay_amount=9)
    return published(draft, admin)


@pytest.fixture
def enrolled(first: Version) -> Enrollment:
    """Their recap is drafted; the rest is ahead."""
    call = factories.call()
    made = enrollment.enroll(call.lead, version=first, record=call, by=None, now=NOW)
    made.touches.filter(step__angle="Recap").update(state=Touch.State.DRAFTED)
    return made


def plan_of(found: Enrollment) -> list[tuple[str, int, str]]:
    rows = found.touches.order_by("step__version__number", "step__position")
    return [(t.step.angle, t.step.version.number, t.state) for t in rows]


def test_new_version_leaves_running_people_alone(enrolled: Enrollment, second: Version) -> None:
    enrolled.refresh_from_db()
    assert enrolled.version.number == 1
    assert {number for _, number, _ in plan_of(enrolled)} == {1}


def test_moved_person_keeps_what_went_out_and_follows_the_new_steps(
    enrolled: Enrollment, second: Version, admin: User
) -> None:
    with role("web"):
        assert moving.move(enrolled.pk, to=second, by=admin, now=NOW)
    enrolled.refresh_from_db()
    assert enrolled.version == second
    assert plan_of(enrolled) == [
        ("Recap", 1, "drafted"),
        ("Check", 1, "cancelled"),
        ("Case", 2, "planned"),
        ("Value", 2, "planned"),
        ("Goodbye", 2, "planned"),
    ]


def test_moments_are_counted_anew_from_what_went_out(
    enrolled: Enrollment, second: Version, admin: User
) -> None:
    moving.move(enrolled.pk, to=second, by=admin, now=NOW)
    moments = [
        t.due_at for t in enrolled.touches.filter(state="planned").order_by("step__position")
    ]
    assert moments == sorted(moments)
    assert moments[0] > NOW
    assert moments[-1] - moments[-2] >= timedelta(days=8)


def test_step_that_is_gone_delays_nothing(
    enrolled: Enrollment, second: Version, admin: User
) -> None:
    """Its row stands at the place of a new step: whichever comes first must not matter."""
    moving.move(enrolled.pk, to=second, by=admin, now=NOW)
    planned = {t.pk: t.due_at for t in enrolled.touches.filter(state="planned")}
    gone = enrolled.touches.get(state="cancelled")
    gone.due_at = NOW + timedelta(days=60)
    gone.save(update_fields=["due_at"])
    enrolled.refresh_from_db()
    planning.replan(enrolled, now=NOW)
    assert planned == {t.pk: t.due_at for t in enrolled.touches.filter(state="planned")}


def test_moving_twice_moves_once(enrolled: Enrollment, second: Version, admin: User) -> None:
    assert moving.move(enrolled.pk, to=second, by=admin, now=NOW)
    before = plan_of(enrolled)
    assert not moving.move(enrolled.pk, to=second, by=admin, now=NOW)
    assert plan_of(enrolled) == before


def test_who_is_through_stays(enrolled: Enrollment, second: Version, admin: User) -> None:
    enrollment.stop(enrolled, by=None, reason="They replied.", now=NOW)
    assert moving.move_all([enrolled.pk], to=second, by=admin, now=NOW) == 0


def test_nobody_is_moved_into_a_draft_or_another_sequence(
    enrolled: Enrollment, second: Version, admin: User
) -> None:
    draft = editing.begin_draft(second.sequence_id, by=admin)
    with pytest.raises(editing.Refused, match="published"):
        moving.move(enrolled.pk, to=draft, by=admin, now=NOW)
    with pytest.raises(editing.Refused, match="another sequence"):
        moving.move(enrolled.pk, to=factories.version("hot"), by=admin, now=NOW)


def test_only_an_admin_moves_people(enrolled: Enrollment, second: Version) -> None:
    with pytest.raises(editing.Refused, match="Only an admin"):
        moving.move_all([enrolled.pk], to=second, by=factories.user(role="manager"), now=NOW)
