"""Touches get moments: all at once, kept apart, and moved when what they rest on moves."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.models import Account, Lead
from sequences import planning, policies
from sequences.loads import Board
from sequences.models import Engagement, Enrollment, Step, TimingPolicy, Touch, Version
from tests import factories

NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)  # a Wednesday
pytestmark = pytest.mark.django_db


def version(*steps: tuple[int, str]) -> Version:
    made = factories.version(published=False, steps=0)
    for position, (amount, unit) in enumerate(steps, start=1):
        Step.objects.create(
            version=made, position=position, angle="A", delay_amount=amount, delay_unit=unit
        )
    return made


def enrolled(lead: Lead, of: Version, **fields: object) -> Enrollment:
    call = factories.call(lead)
    return Enrollment.objects.create(version=of, lead=lead, call=call, started_at=NOW, **fields)


def berlin(account: Account | None = None) -> Lead:
    return factories.lead(time_zone="Europe/Berlin", account=account)


def test_each_step_is_counted_from_the_one_before_it() -> None:
    lead = berlin()
    planning.plan(enrolled(lead, version((0, "hours"), (3, "working_days"), (4, "days"))), now=NOW)
    first, second, third = Touch.objects.order_by("pk")
    assert (first.due_at, first.draft_from) == (NOW, NOW)
    assert second.due_at == datetime(2026, 11, 23, 8, 40, tzinfo=UTC)  # Monday, 09:40 there
    assert third.due_at == datetime(2026, 11, 27, 8, 40, tzinfo=UTC)
    assert second.why[0].startswith("Monday 23 November, 09:40 in their time (Europe/Berlin")
    assert second.closes_at == datetime(2026, 11, 24, 16, 30, tzinfo=UTC)


def test_a_draft_is_due_in_the_working_hours_of_the_rep_before_it() -> None:
    rep = factories.user(time_zone="America/New_York")
    lead = factories.lead(rep, time_zone="Europe/Berlin")
    planning.plan(enrolled(lead, version((3, "working_days"))), now=NOW)
    # 09:40 on Monday in Berlin is the night to Monday in New York: read on Friday afternoon.
    assert Touch.objects.get().draft_from == datetime(2026, 11, 20, 18, 30, tzinfo=UTC)


def test_planning_twice_makes_no_second_touch() -> None:
    one = enrolled(berlin(), version((0, "hours"), (2, "days")))
    planning.plan(one, now=NOW)
    planning.plan(one, now=NOW)
    assert Touch.objects.count() == 2


def test_colleagues_at_one_company_are_written_to_apart() -> None:
    company = Account.objects.create(name="Halden Freight")
    of = version((3, "working_days"))
    made = planning.plan_many(
        [enrolled(berlin(account=company), of), enrolled(berlin(account=company), of)], now=NOW
    )
    first, second = made
    assert second.due_at - first.due_at >= timedelta(hours=4)
    assert "Their company will get another mail on Monday 23 November, 09:40." in second.why


def test_what_was_planned_earlier_counts_like_what_is_planned_together() -> None:
    company = Account.objects.create(name="Halden Freight")
    of = version((3, "working_days"))
    planning.plan(enrolled(berlin(account=company), of), now=NOW)
    (second,) = planning.plan(enrolled(berlin(account=company), of), now=NOW)
    assert second.due_at == datetime(2026, 11, 23, 12, 40, tzinfo=UTC)


def test_a_rep_gets_no_more_drafts_a_day_than_they_can_read() -> None:
    TimingPolicy.objects.create(pk=1, drafts_a_day=2, company_gap_hours=0)
    rep = factories.user(time_zone="Europe/Berlin")
    of = version((3, "working_days"))
    some = [enrolled(factories.lead(rep, time_zone="Europe/Berlin"), of) for _ in range(3)]
    days = [t.draft_from.date().isoformat() for t in planning.plan_many(some, now=NOW)]
    assert days == ["2026-11-20", "2026-11-20", "2026-11-23"]
    assert "2 drafts are to be read on Friday 20 November already." in Touch.objects.last().why  # type: ignore[union-attr]


def test_a_mailbox_gets_no_more_mails_a_day_than_it_may_send() -> None:
    rep = factories.user(time_zone="Europe/Berlin")
    factories.mailbox(owner=rep, daily_cap=1)
    of = version((3, "working_days"))
    some = [enrolled(factories.lead(rep, time_zone="Europe/Berlin"), of) for _ in range(2)]
    first, second = planning.plan_many(some, now=NOW)
    assert (first.due_at.day, second.due_at.day) == (23, 24)
    assert "The mailbox has its 1 mails for Monday 23 November." in second.why


def test_planning_takes_as_many_queries_for_thirty_as_for_one() -> None:
    of = version((0, "hours"), (3, "working_days"))
    rep = factories.user()

    def queries(many: int) -> int:
        some = [enrolled(factories.lead(rep), of) for _ in range(many)]
        with CaptureQueriesContext(
            connection,
        ) as caught:
            planning.plan_many(some, now=NOW)
        return len(caught)

    assert queries(1) == queries(30)


def test_people_are_written_to_when_they_answer() -> None:
    lead = berlin()
    for day in range(1, 6):
        Engagement.objects.create(
            lead=lead,
            kind="reply",
            source=f"r{day}",
            at=datetime(2026, 11, day, 13, 20, tzinfo=UTC),
        )
        Engagement.objects.create(  # opened by night: says nothing
            lead=lead, kind="open", source=f"o{day}", at=datetime(2026, 11, day, 9, 20, tzinfo=UTC)
        )
    (touch,) = planning.plan(enrolled(lead, version((3, "working_days"))), now=NOW)
    assert touch.due_at == datetime(2026, 11, 23, 13, 10, tzinfo=UTC)
    assert "They mostly answer between 14:00 and 15:00 their time." in touch.why


def test_a_changed_zone_moves_what_is_planned_but_nothing_that_is_drafted() -> None:
    lead = berlin()
    one = enrolled(lead, version((3, "working_days"), (3, "working_days")))
    drafted, waiting = planning.plan(one, now=NOW)
    Touch.objects.filter(step=drafted.step).update(state="drafted")
    Lead.objects.filter(pk=lead.pk).update(time_zone="America/New_York")
    assert planning.follow(now=NOW) == 1
    first, second = Touch.objects.order_by("due_at")
    assert first.due_at == drafted.due_at
    assert waiting.due_at.hour == 8
    assert second.due_at.hour == 14  # 09:40 in New York
    assert planning.follow(now=NOW) == 0


def test_what_is_marked_while_it_is_planned_anew_stays_marked() -> None:
    lead = berlin()
    one = enrolled(lead, version((3, "working_days")))
    planning.plan(one, now=NOW)
    Lead.objects.filter(pk=lead.pk).update(country="DE")
    known = planning._known([one], Board(), policies.rules(), now=NOW)
    one.refresh_from_db()
    Lead.objects.filter(pk=lead.pk).update(time_zone="Asia/Tokyo")
    planning._replan(one, known)
    assert planning.follow(now=NOW) == 1
    assert Touch.objects.get().due_at == datetime(2026, 11, 23, 0, 40, tzinfo=UTC)


def test_a_step_that_went_later_moves_the_next_one() -> None:
    one = enrolled(berlin(), version((0, "hours"), (3, "working_days")))
    planning.plan(one, now=NOW)
    later = NOW + timedelta(days=5)
    Touch.objects.filter(enrollment=one, due_at=NOW).update(state="done", due_at=later)
    Enrollment.objects.update(replan_since=timezone.now())
    planning.follow(now=later)
    assert Touch.objects.get(state="planned").due_at == datetime(2026, 11, 26, 8, 40, tzinfo=UTC)


def test_what_nobody_approved_in_time_is_late() -> None:
    closes = NOW + timedelta(days=1)
    of = factories.touch(state="drafted", opens_at=NOW, closes_at=closes)
    factories.touch(state="drafted")  # without a window: never late
    assert planning.mark_late(now=closes - timedelta(seconds=1)) == 0
    assert planning.mark_late(now=closes) == 1
    of.refresh_from_db()
    assert (of.state, of.reason) == ("late", "Nobody approved it before its time went by.")
    assert planning.mark_late(now=closes) == 0


def only_on_fridays() -> None:
    row = TimingPolicy.objects.create(pk=1, changed_by=factories.user(role="admin"), changed_at=NOW)
    for weekday in range(7):
        open_at = (time(9), time(17)) if weekday == 4 else (None, None)
        row.hours.create(weekday=weekday, opens=open_at[0], closes=open_at[1])


def test_somebody_whose_weekend_takes_all_our_hours_waits_and_the_others_go_on() -> None:
    only_on_fridays()
    cairo = factories.lead(time_zone="Africa/Cairo", country="EG")  # rests on Friday and Saturday
    of = version((0, "hours"), (3, "working_days"), (2, "days"))
    some = [enrolled(cairo, of), enrolled(berlin(), of)]
    planning.plan_many(some, now=NOW)
    first, second, third = some[0].touches.order_by("step__position")
    assert (first.due_at, first.draft_from, first.closes_at) == (NOW, NOW, None)  # when approved
    assert second.why[0].startswith("It waits: of the hours in which we write, none is left")
    assert "Africa/Cairo" in second.why[0]
    assert not Touch.objects.to_draft(now=NOW + timedelta(days=60)).filter(pk=second.pk).exists()
    assert third.closes_at is None
    others = some[1].touches.order_by("step__position")
    assert [t.due_at.astimezone(ZoneInfo("Europe/Berlin")).weekday() for t in others[1:]] == [4, 4]


def test_what_waits_is_planned_once_the_hours_allow_it() -> None:
    only_on_fridays()
    cairo = factories.lead(time_zone="Africa/Cairo", country="EG")
    one = enrolled(cairo, version((0, "hours"), (3, "working_days")))
    planning.plan(one, now=NOW)
    TimingPolicy.objects.get().hours.filter(weekday=6).update(opens=time(9), closes=time(17))
    Enrollment.objects.filter(pk=one.pk).update(replan_since=NOW)
    planning.follow(now=NOW)
    waited = one.touches.get(step__position=2)
    assert waited.closes_at is not None
    assert waited.due_at.astimezone(ZoneInfo("Africa/Cairo")).weekday() == 6


def test_sweep_plans_the_rest_though_one_of_them_waits() -> None:
    of = version((0, "hours"), (3, "working_days"))
    cairo, other = factories.lead(time_zone="Africa/Cairo", country="EG"), berlin()
    some = [enrolled(cairo, of), enrolled(other, of)]
    planning.plan_many(some, now=NOW)
    only_on_fridays()
    Enrollment.objects.update(replan_since=NOW)
    assert planning.follow(now=NOW) == 4
    assert not Enrollment.objects.exclude(replan_since=None).exists()
    assert some[0].touches.get(step__position=2).closes_at is None
