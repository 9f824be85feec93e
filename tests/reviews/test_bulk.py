"""Several at once: what was opened and is clean, each on its own."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.models import Lead, User
from reviews import bulk, decisions
from reviews.bulk import Candidate, Result
from reviews.models import Decision, Draft, DraftView
from reviews.opening import opened
from sequences.models import Message
from tests import factories as make
from tests.roles import role

pytestmark = pytest.mark.django_db


@pytest.fixture
def rep() -> User:
    return make.user()


def draft_of(rep: User, *, is_read: bool = True, name: str = "Priya Nair") -> Draft:
    call = make.call(make.lead(rep, name=name), state="read", engine="rules")
    draft = make.draft(make.touch(call, state="drafted"))
    if is_read:
        look(draft, rep)
    return draft


def look(draft: Draft, by: User, seen: str = "") -> bool:
    with role("web"):
        return opened(draft.pk, by=by, seen=seen or make.seen(draft, by), now=timezone.now())


def listed(rep: User) -> list[Candidate]:
    return bulk.candidates(user=rep, sign_in=make.sign_in(rep), now=timezone.now())


def approve(rep: User, *chosen: tuple[int, str]) -> list[Result]:
    with role("web"):
        return bulk.approve(chosen, by=rep, sign_in=make.sign_in(rep), now=timezone.now())


def test_only_what_this_person_opened_is_offered(rep: User) -> None:
    mine = draft_of(rep)
    unread = draft_of(rep, is_read=False)
    colleague = make.user(of=rep.team, role="manager")
    look(unread, colleague)
    assert [(c.draft, c.reason) for c in listed(rep)] == [(mine, "")]


def test_edit_after_reading_asks_to_read_again(rep: User) -> None:
    draft = draft_of(rep)
    seen = make.seen(draft, rep)
    decisions.edit(
        draft.pk, by=rep, revision=1, subject="New", cc="", body="Hi.", now=timezone.now()
    )
    assert listed(rep) == []
    (result,) = approve(rep, (draft.pk, seen))
    assert result.reason == bulk.NOT_OPENED
    assert not Message.objects.exists()


def test_words_that_never_stood_before_the_person_are_not_recorded(rep: User) -> None:
    draft = draft_of(rep, is_read=False)
    assert not look(draft, rep, seen="00" * 32)
    with pytest.raises(Draft.DoesNotExist):
        look(draft, make.user())
    assert not DraftView.objects.exists()
    assert look(draft, rep)
    assert look(draft, rep)
    assert DraftView.objects.count() == 1


def test_each_draft_is_one_decision_and_one_refused_stops_no_other(rep: User) -> None:
    first, weak, gone, last = (draft_of(rep, name=f"Lead {n}") for n in range(4))
    chosen = [(d.pk, make.seen(d, rep)) for d in (first, weak, gone, last)]
    weak.sentences.filter(origin="machine").update(verdict="weak")
    Lead.objects.filter(pk=gone.lead_id).update(suppressed_at=timezone.now())
    results = approve(rep, *chosen)
    assert [(r.name, r.is_approved) for r in results] == [
        ("Lead 0", True), ("Lead 1", False), ("Lead 2", False), ("Lead 3", True),
    ]  # fmt: skip
    assert "partly covered" in results[1].reason
    assert "asked not to be written to" in results[2].reason
    assert Decision.objects.filter(kind="approve").count() == 2
    assert set(Message.objects.values_list("lead", flat=True)) == {first.lead_id, last.lead_id}


def test_what_is_in_doubt_is_listed_with_its_reason(rep: User) -> None:
    draft = draft_of(rep)
    draft.sentences.filter(origin="machine").update(verdict="weak")
    (candidate,) = listed(rep)
    assert "Look before you approve" in candidate.reason


def test_drafts_of_others_and_a_second_time_do_nothing(rep: User) -> None:
    theirs = draft_of(make.user())
    mine = draft_of(rep)
    seen = make.seen(mine, rep)
    assert approve(rep, (theirs.pk, make.seen(theirs, rep))) == []
    assert approve(rep, (mine.pk, seen), (mine.pk, seen))[0].is_approved
    assert "approved already" in approve(rep, (mine.pk, seen))[0].reason
    assert Message.objects.count() == 1


def test_list_costs_the_same_for_one_and_for_many(rep: User) -> None:
    def cost() -> int:
        sign_in = make.sign_in(rep)
        with CaptureQueriesContext(connection) as queries:
            bulk.candidates(user=rep, sign_in=sign_in, now=timezone.now())
        return len(queries)

    draft_of(rep)
    one = cost()
    for _ in range(9):
        draft_of(rep)
    assert cost() == one
