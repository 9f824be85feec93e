from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from leads.models import Lead, StopEvent
from sequences import experiments
from sequences.experiments import Share, difference
from sequences.models import Message, Step, Touch, Variant, Version
from tests import factories
from tests.rules.making import at_once, message, sql

NOW = timezone.now()


@given(st.integers(0, 400), st.integers(0, 400))
def test_interval_holds_the_share_and_stays_within_bounds(hits: int, more: int) -> None:
    share = Share(hits, hits + more)
    low, high = share.interval
    assert 0 <= low <= share.rate + 1e-9
    assert share.rate - 1e-9 <= high <= 1


def test_interval_is_the_one_of_the_textbook() -> None:
    """Newcombe 1998: 81 of 263 is 0.2553 to 0.3662; 56 of 70 less 48 of 80 is 0.0524 to 0.3339."""
    assert Share(81, 263).interval == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert difference(Share(56, 70), Share(48, 80)) == pytest.approx((0.0524, 0.3339), abs=1e-4)


def arm(label: str, replies: int, meetings: int, sent: int) -> experiments.Arm:
    variant = Variant(label=label)
    return experiments.Arm(variant, Share(replies, sent), Share(meetings, sent))


@pytest.mark.parametrize(
    ("arms", "words"),
    [
        ([arm("A", 20, 0, 29), arm("B", 1, 0, 200)], "Too early"),
        ([arm("A", 12, 2, 60), arm("B", 9, 3, 60)], "No clear difference"),
        ([arm("A", 5, 0, 100), arm("B", 30, 0, 100)], "“B” gets more answers"),
        ([arm("A", 30, 1, 100), arm("B", 30, 20, 100)], "“B” leads to more meetings"),
    ],
)
def test_what_the_numbers_allow_to_say(arms: list[experiments.Arm], words: str) -> None:
    assert words in experiments.suggest(arms)


@pytest.fixture
def version(db: None) -> Version:
    made = factories.version(published=False)
    step = Step.objects.get(version=made)
    for label in "AB":
        Variant.objects.create(step=step, label=label, body="Words.")
    Version.objects.filter(pk=made.pk).update(published_at=NOW)
    return made


def sent(version: Version, label: str, *, at: float, to: Lead | None = None) -> Message:
    """A mail of that wording that went `at` days ago. The gate would want a sender and a lease for
    it: here only the numbers matter."""
    touch = factories.touch(factories.call(to), state=Touch.State.DRAFTED)
    draft = factories.draft(touch)
    variant = Variant.objects.get(step__version=version, label=label)
    Touch.objects.filter(pk=touch.pk).update(variant=variant, step=variant.step)
    made = message(draft)
    at_once()
    sql("ALTER TABLE sequences_message DISABLE TRIGGER message_guarded")
    moment = NOW - timedelta(days=at)
    sql("UPDATE sequences_message SET state = 'sent', sent_at = %s WHERE id = %s", moment, made.pk)
    at_once()
    sql("ALTER TABLE sequences_message ENABLE TRIGGER message_guarded")
    return made


def heard(of: Message, kind: str, *, at: float) -> None:
    moment = NOW - timedelta(days=at)
    StopEvent.objects.create(lead=of.lead, kind=kind, source=f"{kind} {at}", recorded_at=moment)


def counted(version: Version) -> dict[str, tuple[int, int, int]]:
    (found,) = experiments.compare(version)
    return {a.variant.label: (a.replies.sent, a.replies.hits, a.meetings.hits) for a in found.arms}


def test_replies_and_meetings_count_for_the_mail_they_follow(version: Version) -> None:
    one, _, other = (sent(version, label, at=20) for label in "AAB")
    heard(one, "reply", at=19)
    heard(one, "reply", at=18)
    heard(other, "meeting", at=15)
    heard(other, "human_mail", at=14)
    assert counted(version) == {"A": (2, 1, 0), "B": (1, 0, 1)}


def test_calls_made_by_hand_count_like_mail(version: Version) -> None:
    variant = Variant.objects.get(step__version=version, label="A")
    for day in (20, 19):
        touch = factories.touch(factories.call(), state=Touch.State.DONE)
        Touch.objects.filter(pk=touch.pk).update(
            variant=variant, step=variant.step, done_at=NOW - timedelta(days=day)
        )
    StopEvent.objects.create(
        lead=touch.enrollment.lead, kind="meeting", source="x", recorded_at=NOW - timedelta(days=3)
    )
    sent(version, "B", at=3)
    assert counted(version) == {"A": (2, 0, 1), "B": (1, 0, 0)}


def test_what_came_before_or_long_after_a_mail_does_not_count(version: Version) -> None:
    one = sent(version, "A", at=40)
    heard(one, "reply", at=41)
    heard(one, "reply", at=9)
    assert counted(version)["A"] == (1, 0, 0)


def test_answer_to_a_later_mail_counts_for_that_one(version: Version) -> None:
    first = sent(version, "A", at=20)
    sent(version, "B", at=10, to=first.lead)
    heard(first, "reply", at=5)
    assert counted(version) == {"A": (1, 0, 0), "B": (1, 1, 0)}


def test_step_with_one_wording_is_no_experiment(version: Version) -> None:
    alone = factories.version()
    assert experiments.compare(alone) == []


def test_numbers_cost_the_same_for_one_and_for_many(
    version: Version, django_assert_num_queries: object
) -> None:
    for many in (1, 3):
        for _ in range(many):
            sent(version, "A", at=3)
        with django_assert_num_queries(3):  # type: ignore[operator]
            experiments.compare(version)


@pytest.mark.parametrize(("role", "status"), [("admin", 200), ("manager", 200), ("rep", 403)])
def test_page_is_for_those_who_set_up_sequences(version: Version, role: str, status: int) -> None:
    client = Client()
    client.force_login(factories.user(role=role))
    response = client.get(f"/settings/versions/{version.pk}/wordings/")
    assert response.status_code == status
    if status == 200:
        assert "Too early" in response.content.decode()
