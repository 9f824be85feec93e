"""Each number against rows counted by hand, with rows beside them that must not count."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from leads.models import Event, Finding, Lead, User
from reviews import metrics
from reviews.metrics import Period
from reviews.models import Draft
from reviews.pipeline.clocks import clocks
from sequences.models import Enrollment, Message, Touch
from tests import factories as make
from tests.reviews.cards.makers import heard, read_call, sent
from tests.rules.cards import card
from tests.rules.making import ledger_entry, message

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)  # a Wednesday
MONTH = Period(NOW - 30 * DAY, NOW)


@pytest.fixture
def rep() -> User:
    return make.user()


@pytest.fixture
def lead(rep: User) -> Lead:
    return make.lead(rep)


def heard_at(lead: Lead, kind: str, at: datetime) -> None:
    heard(lead, kind, recorded_at=at)


def test_each_role_counts_its_own(rep: User, lead: Lead) -> None:
    manager = make.user(role="manager", of=rep.team)
    colleague = make.lead(make.user(of=rep.team))
    stranger = make.lead()
    shared = make.lead()
    shared.shared_with.add(rep)
    assert set(metrics.leads(by=rep)) == {lead}
    assert set(metrics.leads(by=manager)) == {lead, colleague}
    everybody = {lead, colleague, stranger, shared}
    assert set(metrics.leads(by=make.user(role="admin"))) == everybody


def test_drafts_wait_until_a_person_decided(rep: User) -> None:
    def draft(**fields: object) -> Draft:
        made = make.draft(make.touch(make.call(make.lead(rep)), state="drafted"))
        Draft.objects.filter(pk=made.pk).update(**fields)
        return made

    waiting = [
        draft(),
        draft(kind="brief"),
        draft(state="failed", failure="No."),
        draft(asked_by=rep),
    ]
    draft(state="writing", retry_at=NOW)
    draft(state="approved", decided_at=NOW)
    draft(state="sent", decided_at=NOW)
    draft(state="rejected", decided_at=NOW)
    draft(state="snoozed", snoozed_until=NOW)
    make.draft()
    assert set(metrics.drafts_waiting(by=rep)) == set(waiting)


def test_open_cards_about_somebody_wait(rep: User, lead: Lead) -> None:
    mine = card(lead)
    card(make.lead())
    card(make.lead(rep), state="waiting", wakes_at=NOW)
    card(make.lead(rep), state="done", choice="close", decided_by=rep, decided_at=NOW)
    assert list(metrics.cards_waiting(by=rep)) == [mine]


def test_mails_count_when_a_provider_took_them_within_the_period(rep: User, lead: Lead) -> None:
    first = sent(lead, at=MONTH.start)
    last = sent(lead, at=MONTH.end - timedelta(seconds=1))
    sent(lead, at=MONTH.end)
    sent(lead, at=MONTH.start - timedelta(seconds=1))
    sent(make.lead(), at=NOW - DAY)
    held = message(make.draft(make.touch(make.call(lead), state="drafted")))
    Message.objects.filter(pk=held.pk).update(send_at=NOW - DAY)
    assert set(metrics.touches_sent(by=rep, period=MONTH)) == {first, last}


def test_reply_counts_for_the_last_mail_before_it(rep: User, lead: Lead) -> None:
    sent(lead, at=NOW - 9 * DAY)
    answered = sent(lead, at=NOW - 6 * DAY)
    heard_at(lead, "reply", NOW - 5 * DAY)
    heard_at(lead, "reply", NOW - 4 * DAY)
    sent(lead, at=NOW - 3 * DAY)
    assert list(metrics.touches_replied(by=rep, period=MONTH)) == [answered]


@pytest.mark.parametrize(
    "kind", ["out_of_office", "bounce", "unsubscribe", "human_mail", "meeting"]
)
def test_what_is_no_reply_is_not_counted_as_one(rep: User, lead: Lead, kind: str) -> None:
    sent(lead, at=NOW - 6 * DAY)
    fields = {"hold_until": NOW + DAY} if kind == "out_of_office" else {}
    heard(lead, kind, recorded_at=NOW - 5 * DAY, **fields)
    assert not metrics.touches_replied(by=rep, period=MONTH).exists()


def test_reply_before_the_mail_or_of_another_lead_is_not_counted(rep: User, lead: Lead) -> None:
    heard_at(lead, "reply", NOW - 7 * DAY)
    sent(lead, at=NOW - 6 * DAY)
    heard_at(make.lead(rep), "reply", NOW - 5 * DAY)
    assert not metrics.touches_replied(by=rep, period=MONTH).exists()


def test_meeting_counts_for_the_last_mail_before_it(rep: User, lead: Lead) -> None:
    sent(lead, at=NOW - 9 * DAY)
    led = sent(lead, at=NOW - 6 * DAY)
    heard_at(lead, "meeting", NOW - 5 * DAY)
    sent(make.lead(rep), at=NOW - 6 * DAY)
    assert list(metrics.touches_met(by=rep, period=MONTH)) == [led]


def test_week_runs_from_monday_to_sunday() -> None:
    for day in (date(2026, 11, 16), date(2026, 11, 18), date(2026, 11, 22)):
        assert metrics.week_of(day) == (date(2026, 11, 16), date(2026, 11, 22))


def test_commitments_are_due_from_monday_to_sunday_until_they_are_settled(
    rep: User, lead: Lead
) -> None:
    call = make.call(lead)

    def promise(day: int, **fields: object) -> int:
        return make.promise(
            call,
            due=date(2026, 11, day),
            due_phrase="then",
            **fields,  # type: ignore[arg-type]
        ).pk

    counted = {promise(16), promise(22, direction="theirs"), promise(18, strength="tentative")}
    promise(15)
    promise(23)
    promise(18, kind="action_item")
    make.promise(call, text="No day named.")
    kept = promise(18)
    ledger_entry(Finding.objects.get(pk=kept))
    make.promise(make.call(), due=date(2026, 11, 18), due_phrase="then")
    week = metrics.week_of(date(2026, 11, 18))
    assert {f.pk for f in metrics.commitments_due(by=rep, week=week)} == counted


def test_only_firm_promises_are_late_by_themselves(rep: User, lead: Lead) -> None:
    call = make.call(lead)
    past = date(2026, 11, 17)
    firm = make.promise(call, due=past, due_phrase="then")
    make.promise(call, due=past, due_phrase="then", strength="conditional")
    make.promise(call, due=date(2026, 11, 18), due_phrase="then")
    said = make.promise(call, text="Late, says a person.")
    ledger_entry(said, status="late")
    late = metrics.commitments_late(by=rep, today=date(2026, 11, 18))
    assert set(late) == {firm, said}


def test_calls_without_a_next_step_are_counted_among_those_read(rep: User, lead: Lead) -> None:
    loose = read_call(lead, held_at=NOW - DAY)
    agreed = read_call(lead, held_at=NOW - 2 * DAY)
    make.promise(agreed, kind="next_step", direction="", text="Meet on Thursday.")
    read_call(lead, held_at=NOW - 31 * DAY)
    read_call(make.lead(), held_at=NOW - DAY)
    make.call(lead, held_at=NOW - DAY, state="received")
    assert set(metrics.calls_read(by=rep, period=MONTH)) == {loose, agreed}
    assert list(metrics.calls_without_next_step(by=rep, period=MONTH)) == [loose]


def test_nothing_is_counted_for_an_empty_period(rep: User, lead: Lead) -> None:
    sent(lead, at=timezone.now())
    nothing = Period(NOW, NOW)
    assert not metrics.touches_sent(by=rep, period=nothing).exists()


def asking(lead: Lead, at: datetime, *, kind: str = "demo_requested") -> Event:
    return Event.objects.create(
        lead=lead,
        source="webhook:1",
        external_id=f"{next(make.counter)}",
        kind=kind,
        occurred_at=at,
        received_at=at,
    )


def test_clock_runs_from_the_event_to_the_draft_and_on_until_the_first_mail(
    rep: User, lead: Lead
) -> None:
    at = MONTH.start + DAY
    asked = asking(lead, at)
    asking(make.lead(rep), at, kind="page_viewed")
    asking(make.lead(), at)
    asking(make.lead(rep), MONTH.end)
    version = make.version("hot")
    enrolled = Enrollment.objects.create(version=version, lead=lead, event=asked)
    touch = Touch.objects.create(enrollment=enrolled, step=version.steps.get(), due_at=at)
    three = timedelta(seconds=3)
    Draft.objects.create(touch=touch, lead=lead, state="ready", ready_at=at + three)
    found: Any = metrics.people_asking(by=rep, period=MONTH).get()
    assert (found.pk, found.drafted, found.contacted) == (asked.pk, three, None)
    both = clocks(by=rep, period=MONTH)
    assert (both.asked, both.drafted, both.to_draft) == (1, 1, three)
    assert (both.contacted, both.to_contact) == (0, None)
