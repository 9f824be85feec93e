"""Every task may run twice, or never: the rows say what is to be done, the sweep finds it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_q.models import OrmQ, Schedule
from pytest_django.fixtures import Settings

from followup import schedule, tasks
from leads import reading
from leads.models import Beat, Call, Finding
from reviews import drafting
from reviews.models import Alert, Draft, Sentence
from sequences import enrollment
from sequences.models import Enrollment, Message, Sequence, Touch, Version
from sequences.seeds import ensure_after_call
from tests import factories
from tests.reviews.test_outcomes import approved, sent
from tests.roles import role

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> Version:
    return ensure_after_call(by=factories.user(role="admin"), now=timezone.now())


@pytest.fixture
def call(version: Version) -> Call:
    return factories.call()


def run(task: Callable[..., int], *arguments: int) -> int:
    with role("worker"):
        return task(*arguments)


def bells() -> list[tuple[str, tuple[int, ...]]]:
    """What has been rung, and is taken off the queue by looking."""
    rung = [row.task for row in OrmQ.objects.order_by("pk")]
    OrmQ.objects.all().delete()
    return [(task["func"].rpartition(".")[2], task["args"]) for task in rung]


def counts() -> tuple[int, ...]:
    kinds = (Finding, Enrollment, Touch, Draft, Sentence, Alert, Message)
    return tuple(kind.objects.count() for kind in kinds)


def answer_bells() -> None:
    for name, arguments in bells():
        run(getattr(tasks, name), *arguments)


def test_call_that_is_rung_for_is_read_and_drafted(call: Call) -> None:
    assert run(tasks.read_call, call.pk) == 1
    assert Draft.objects.get().state == "ready"


def test_reading_twice_is_reading_once(call: Call) -> None:
    run(tasks.read_call, call.pk)
    before = counts()
    assert run(tasks.read_call, call.pk) == 0
    assert run(tasks.follow_up, call.pk) == 1
    assert counts() == before


def test_writing_twice_is_writing_once(call: Call) -> None:
    run(tasks.read_call, call.pk)
    before = counts()
    assert run(tasks.write_draft, Draft.objects.get().pk) == 0
    assert counts() == before


def test_following_outcomes_twice_is_following_once() -> None:
    sent(approved(), "refused")
    assert (run(tasks.follow_outcomes), run(tasks.follow_outcomes)) == (1, 0)


def test_lease_outlasts_every_task(settings: Settings) -> None:
    """Else a second worker would begin what the first is still at."""
    longest = settings.Q_CLUSTER["timeout"]
    assert min(reading.LEASE, drafting.LEASE).total_seconds() > longest


def test_beat_leaves_one_sign_of_life() -> None:
    for _ in range(2):
        run(tasks.beat)
    assert [b.name for b in Beat.objects.all()] == ["worker"]


def test_sweep_with_nothing_to_do_rings_nothing(call: Call) -> None:
    run(tasks.read_call, call.pk)
    bells()
    assert run(tasks.sweep) == 0
    assert bells() == []


# ---- whatever was lost, the sweep finds ----------------------------------------------------------


def never_rung(call: Call) -> None:
    """The task was lost before anything was done."""


def died_while_reading(call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(state="reading", retry_at=timezone.now(), attempts=1)


def waited_for_a_busy_model(call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(
        state="waiting", retry_at=timezone.now(), failure="The model is busy."
    )


def died_after_reading(call: Call) -> None:
    assert reading.read(call.pk, now=timezone.now()) is not None


def died_after_enrolling(call: Call) -> None:
    died_after_reading(call)
    enrollment.enroll_after_call(call, now=timezone.now())


def died_after_opening_the_draft(call: Call) -> None:
    died_after_enrolling(call)
    assert drafting.begin(Touch.objects.earliest("due_at"), now=timezone.now()) is not None


def died_while_writing(call: Call) -> None:
    died_after_opening_the_draft(call)
    Draft.objects.update(attempts=1, retry_at=timezone.now())


@pytest.mark.parametrize(
    "lost",
    [
        never_rung,
        died_while_reading,
        waited_for_a_busy_model,
        died_after_reading,
        died_after_enrolling,
        died_after_opening_the_draft,
        died_while_writing,
    ],
)
def test_sweep_heals_what(call: Call, lost: Callable[[Call], None]) -> None:
    lost(call)
    bells()
    for _ in range(2):
        run(tasks.sweep)
        answer_bells()
    assert [d.state for d in Draft.objects.all()] == ["ready"]
    assert Alert.objects.filter(kind="draft_ready").count() == 1


def test_sweep_rings_once_for_each_thing(call: Call) -> None:
    died_after_enrolling(call)
    bells()
    run(tasks.sweep)
    assert bells() == [("write_draft", (Draft.objects.get().pk,))]


def test_sweep_leaves_alone_what_is_being_done(call: Call) -> None:
    later = timezone.now() + timedelta(minutes=5)
    Call.objects.filter(pk=call.pk).update(state="reading", retry_at=later)
    bells()
    assert run(tasks.sweep) == 0


def test_sweep_tells_of_a_failed_call_whose_owner_never_heard(call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(state="failed", failure="No key.")
    assert (run(tasks.sweep), run(tasks.sweep)) == (1, 0)
    alert = Alert.objects.get()
    assert (alert.kind, alert.user, alert.call) == ("call_failed", call.lead.owner, call)


def test_sweep_follows_outcomes(version: Version) -> None:
    sent(approved(), "accepted")
    run(tasks.sweep)
    assert Draft.objects.get().state == "sent"


def test_call_without_a_published_sequence_does_not_hold_up_the_rest() -> None:
    stuck = factories.call()
    run(tasks.read_call, stuck.pk)
    assert not Enrollment.objects.exists()
    sent(approved(), "accepted")
    Sequence.objects.update(is_active=False)
    run(tasks.sweep)
    answer_bells()
    assert [d.state for d in Draft.objects.all()] == ["sent"]
    Sequence.objects.update(is_active=True)
    run(tasks.sweep)
    answer_bells()
    assert Draft.objects.filter(call=stuck, state="ready").exists()


def test_bell_belongs_to_the_transaction_it_is_about(call: Call) -> None:
    bells()
    with transaction.atomic():
        schedule.ring_for_call(call=call)
        transaction.set_rollback(True)
    assert bells() == []
    schedule.ring_for_call(call=call)
    schedule.ring_for_draft(draft=Draft(pk=7))
    assert bells() == [("read_call", (call.pk,)), ("write_draft", (7,))]


def test_schedule_is_written_once_and_old_lines_go() -> None:
    Schedule.objects.create(name="of an older version", func="gone", schedule_type="I")
    for _ in range(2):
        schedule.ensure()
    assert sorted(s.func for s in Schedule.objects.all()) == sorted(t for _, t, _ in schedule.EVERY)
