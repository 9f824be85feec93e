"""The dry run: who would have got what, when, and why not; and not a row of it stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from leads.models import Call, Event, Lead, StopEvent
from sequences import what_if
from sequences.models import Engagement, Sequence, Step, TimingPolicy, Variant, Version
from tests import factories

pytestmark = pytest.mark.django_db
HELD = datetime(2026, 11, 2, 14, 0, tzinfo=UTC)  # a Monday
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@pytest.fixture
def version() -> Version:
    """The recap at once, a mail after three days if they are silent, a call after four more."""
    made = factories.version(published=False, steps=0)
    Step.objects.create(version=made, position=1, angle="Recap")
    value = Step.objects.create(
        version=made,
        position=2,
        angle="Value",
        delay_amount=3,
        delay_unit="days",
        condition=[{"kind": "no_reply", "hours": 48}],
    )
    Variant.objects.create(step=value, label="A", body="Hello.")
    Step.objects.create(
        version=made, position=3, angle="Call", channel="phone", delay_amount=4, delay_unit="days"
    )
    return made


def held(at: datetime = HELD, of: Lead | None = None) -> Call:
    of = of or factories.lead(time_zone="Europe/Berlin", country="DE")
    return factories.call(of, held_at=at, state="read", engine="rules")


def run(version: Version, *, days: int = 60) -> what_if.Result:
    since = NOW - timedelta(days=days)
    return what_if.run(version, leads=Lead.objects.all(), since=since, now=NOW)


def became(result: what_if.Result) -> list[list[str]]:
    return [[went.became for went in story.touches] for story in result.stories]


def test_everybody_who_would_have_begun_goes_through_it(version: Version) -> None:
    held()
    result = run(version)
    (story,) = result.stories
    assert became(result) == [["mail", "mail", "task"]]
    assert [went.at.date().day for went in story.touches if went.at] == [2, 5, 9]
    assert story.touches[1].variant is not None
    assert "their time" in story.touches[1].why[0]
    assert (result.people, result.counts["mail"], result.counts["task"]) == (1, 2, 1)


def test_nothing_is_written(version: Version) -> None:
    held()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        run(version)
        transaction.set_rollback(True)


def test_real_answer_stops_it_from_then_on(version: Version) -> None:
    call = held()
    replied(call, HELD + timedelta(days=4))
    result = run(version)
    assert became(result) == [["mail", "mail", "stopped"]]
    assert result.stories[0].touches[-1].why == ("They replied on 6 November.",)


def test_answer_before_the_call_stops_nothing(version: Version) -> None:
    call = held()
    replied(call, HELD - timedelta(days=4))
    assert became(run(version)) == [["mail", "mail", "task"]]


def replied(call: Call, at: datetime) -> None:
    StopEvent.objects.create(lead=call.lead, kind="reply", source="<r@x>", recorded_at=at)


def test_condition_is_put_to_what_was_known_then(version: Version) -> None:
    Step.objects.filter(angle="Value").update(condition=[{"kind": "clicked"}])
    early, late = held(), held()
    for call, days in ((early, 1), (late, 10)):
        at = HELD + timedelta(days=days)
        Engagement.objects.create(lead=call.lead, kind="click", at=at, source=f"c{call.pk}")
    result = run(version)
    by_lead = {story.lead.pk: [went.became for went in story.touches] for story in result.stories}
    assert by_lead[early.lead_id] == ["mail", "mail", "task"]
    assert by_lead[late.lead_id] == ["mail", "skipped", "task"]


def test_holiday_and_weekend_are_kept(version: Version) -> None:
    lead = factories.lead(time_zone="Europe/Berlin", country="DE")
    held(datetime(2026, 9, 30, 12, 0, tzinfo=UTC), lead)  # three days on: 3 October, a holiday
    (story,) = run(version, days=90).stories
    at = story.touches[1].at
    assert at is not None
    assert at.date() == datetime(2026, 10, 5, tzinfo=UTC).date()  # the Monday after


def test_daily_cap_moves_the_second_mail_to_the_next_day(version: Version) -> None:
    TimingPolicy.objects.create(pk=1, mails_a_day=1)
    rep = factories.user(time_zone="Europe/Berlin")
    for _ in range(2):
        held(of=factories.lead(rep, time_zone="Europe/Berlin"))
    result = run(version)
    days = [story.touches[1].at.day for story in result.stories if story.touches[1].at]
    assert len(set(days)) == 2


def test_what_is_not_due_yet_is_ahead(version: Version) -> None:
    held(NOW - timedelta(days=1))
    assert became(run(version)) == [["mail", "ahead", "ahead"]]


def test_rules_of_the_sequence_refuse_a_second_time(version: Version) -> None:
    Sequence.objects.update(once=True)
    version.sequence.refresh_from_db()
    call = held()
    held(HELD + timedelta(days=10), call.lead)
    result = run(version)
    assert [bool(story.refused) for story in result.stories] == [True, False]
    assert result.counts["refused"] == 1


def test_only_the_time_and_the_leads_asked_for_are_looked_at(version: Version) -> None:
    held(HELD - timedelta(days=80))
    other = held()
    result = what_if.run(
        version,
        leads=Lead.objects.exclude(pk=other.lead_id),
        since=NOW - timedelta(days=60),
        now=NOW,
    )
    assert result.stories == ()


def test_tier_sequence_rests_on_forms_of_leads_of_that_tier() -> None:
    version = factories.version("hot", steps=1)
    for tier in ("hot", "cold"):
        lead = factories.lead(tier=tier)
        Event.objects.create(
            lead=lead, source="form", external_id=tier, kind="form_submitted", occurred_at=HELD
        )
    (story,) = run(version).stories
    assert story.lead.tier == "hot"


@pytest.fixture
def many(version: Version) -> Version:
    for number in range(12):
        held(HELD + timedelta(hours=number))
    return version


def test_queries_do_not_grow_with_the_leads(
    many: Version, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        assert run(many).people == 12
