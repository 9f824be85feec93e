"""Which queue a draft stands in for whom, and what comes first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from leads.models import Finding, Lead, User
from reviews import inbox, urgency, walking
from reviews.models import Card, Draft
from sequences.models import Touch
from tests import factories as make
from tests.roles import role
from tests.rules.making import ledger_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def rep() -> User:
    return make.user()


def draft_of(rep: User, **changed: object) -> Draft:
    call = make.call(make.lead(rep), state="read", engine="rules")
    draft = make.draft(make.touch(call, state="drafted"))
    Draft.objects.filter(pk=draft.pk).update(**changed)
    draft.refresh_from_db()
    return draft


def where(draft: Draft, user: User) -> set[str]:
    return {n for n in inbox.QUEUES if draft.pk in {r.pk for r in inbox.page(n, user=user).rows}}


def promise(draft: Draft, due: date | None, **fields: object) -> Finding:
    assert draft.call
    given: dict[str, object] = {"direction": "ours", "due_phrase": "by then" if due else ""}
    row = Finding.objects.create(
        call=draft.call, position=draft.call.findings.count(), kind="commitment",
        text="We send it.", due=due, **given | fields,
    )  # fmt: skip
    passage = draft.call.passages.get(index=1)
    row.evidence.create(passage=passage, quote="send", start=passage.text.index("send"))
    return row


def test_draft_put_off_or_with_the_manager_stands_in_its_own_queue(rep: User) -> None:
    later = timezone.now() + timedelta(days=1)
    off = draft_of(rep, state="snoozed", snoozed_until=later)
    asked = draft_of(rep, asked_by=rep, note="Handed back once.")
    for draft, queue in ((off, "snoozed"), (asked, "manager")):
        assert where(draft, rep) == {queue}
        assert inbox.queue_of(draft, user=rep) == queue
        assert inbox.counters(rep)[queue] == 1


def test_handed_over_draft_is_the_colleagues_turn_and_still_seen_by_the_owner(rep: User) -> None:
    colleague = make.user(of=rep.team)
    draft = draft_of(rep, assigned_to=colleague)
    draft.lead.shared_with.add(colleague)
    assert (where(draft, rep), where(draft, colleague)) == ({"delegated"}, {"ready"})
    assert inbox.queue_of(draft, user=rep) == "delegated"
    assert inbox.queue_of(draft, user=colleague) == "ready"


def test_what_we_promised_soonest_comes_first_and_then_the_freshest_talk(rep: User) -> None:
    now, today = timezone.now(), date(2026, 11, 20)
    old = draft_of(rep, ready_at=now - timedelta(hours=5))
    new = draft_of(rep, ready_at=now)
    friday = draft_of(rep, ready_at=now, promised_for=today)
    later = draft_of(rep, ready_at=now, promised_for=today + timedelta(days=3))
    assert [d.pk for d in inbox.page("ready", user=rep).rows] == [
        friday.pk, later.pk, new.pk, old.pk,
    ]  # fmt: skip
    assert [one and one.pk for one in inbox.around(later, name="ready", user=rep)] == [
        friday.pk, new.pk,
    ]  # fmt: skip
    following = inbox.following(old, name="ready", user=rep)
    assert following is not None
    assert following.pk == friday.pk


def test_pages_of_promised_and_unpromised_drafts_lose_and_repeat_nothing(
    rep: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "PAGE", 2)
    days = [date(2026, 11, 20), None, date(2026, 11, 20), None, date(2026, 11, 25)]
    for day in days:
        draft_of(rep, promised_for=day)
    shown: list[date | None] = []
    after: str | None = ""
    while after is not None:
        page = inbox.page("ready", user=rep, after=after)
        shown += [row.promised_for for row in page.rows if not isinstance(row, Card)]
        after = page.after
    assert shown == [days[0], days[2], days[4], None, None]


def test_cursor_of_another_queue_starts_from_the_top(
    rep: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "PAGE", 1)
    first, _ = sorted([draft_of(rep).pk, draft_of(rep).pk], reverse=True)
    after = inbox.page("ready", user=rep).after or ""
    assert inbox.page("sent", user=rep, after=after).rows == []
    assert inbox.page("ready", user=rep, after=after[:-2]).rows[0].pk == first


def test_first_open_promise_of_ours_is_the_day_that_counts(rep: User) -> None:
    draft = draft_of(rep)
    promise(draft, date(2026, 11, 25))
    promise(draft, date(2026, 11, 19), direction="theirs")
    promise(draft, None)
    soon = promise(draft, date(2026, 11, 21))
    assert urgency.first_promise(draft.call_id) == date(2026, 11, 21)
    with role("worker"):
        assert (urgency.follow(), urgency.follow()) == (1, 0)
    draft.refresh_from_db()
    assert draft.promised_for == date(2026, 11, 21)
    ledger_entry(soon, status="kept")
    assert urgency.follow() == 1
    draft.refresh_from_db()
    assert draft.promised_for == date(2026, 11, 25)


def test_end_of_a_moment_that_was_moved_is_carried_over(rep: User) -> None:
    draft, closes = draft_of(rep), datetime(2026, 11, 25, 9, tzinfo=UTC)
    Touch.objects.filter(pk=draft.touch_id).update(
        opens_at=closes - timedelta(hours=2), closes_at=closes
    )
    with role("worker"):
        assert (urgency.follow(), urgency.follow()) == (1, 0)
    draft.refresh_from_db()
    assert draft.closes_on == date(2026, 11, 25)


def test_hotter_lead_comes_first_and_a_closing_moment_presses_like_a_promise(rep: User) -> None:
    cold, hot, closing = draft_of(rep), draft_of(rep), draft_of(rep, closes_on=date(2026, 11, 20))
    Lead.objects.filter(pk=hot.lead_id).update(tier="hot")
    assert [d.pk for d in inbox.page("ready", user=rep).rows] == [closing.pk, hot.pk, cold.pk]


def test_drafts_follow_their_lead_into_another_rep_s_queue(rep: User) -> None:
    other, draft = make.user(), draft_of(rep)
    Lead.objects.filter(pk=draft.lead_id).update(owner=other)
    assert (where(draft, rep), where(draft, other)) == (set(), {"ready"})
    assert (inbox.counters(rep)["ready"], inbox.counters(other)["ready"]) == (0, 1)


@pytest.mark.parametrize("role", ["rep", "manager", "admin"])
def test_what_is_walked_is_what_may_be_seen(rep: User, role: str) -> None:
    """The short way to the first drafts of a queue shows the same as the rule of the leads."""
    seer = make.user(role=role, of=rep.team)
    teams_other, foreign = make.user(of=rep.team), make.user()
    for owner in (seer, rep, teams_other, foreign):
        for changed in ({}, {"kind": "brief"}, {"assigned_to": seer}, {"assigned_to": rep}):
            draft_of(owner, **changed)
        draft_of(owner).lead.shared_with.add(seer)
    for name in inbox.QUEUES:
        ruled = [d.pk for d in inbox.ordered(name, user=seer)]
        assert [d.pk for d in walking.walk(name, user=seer, most=99)] == ruled
        assert inbox.counters(seer).get(name, 0) == len(ruled)
