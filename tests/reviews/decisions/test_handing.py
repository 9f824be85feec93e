"""Whose turn it is: colleagues, managers, and the way back."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from leads.models import Lead, User
from reviews import decisions
from reviews.decisions import Refused
from reviews.models import Alert, Draft
from sequences.models import Message
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Draft:
    return factories.draft()


@pytest.fixture
def colleague(draft: Draft) -> User:
    return factories.user(of=draft.lead.owner.team, name="Tom Weber")


@pytest.fixture
def manager(draft: Draft) -> User:
    return factories.user(of=draft.lead.owner.team, role="manager", name="Mo Adler")


def act(what: str, draft: Draft, *, by: User | None = None, **given: Any) -> Draft:
    draft.refresh_from_db()
    if what in {"delegate", "ask_manager"}:
        given["revision"] = draft.revision
    with role("web"):
        found = getattr(decisions, what)(
            draft.pk, by=by or draft.lead.owner, now=timezone.now(), **given
        )
    assert isinstance(found, Draft)
    return found


def approve(draft: Draft, by: User) -> Message:
    draft.refresh_from_db()
    with role("web"):
        return decisions.approve(
            draft.pk,
            by=by,
            sign_in=factories.sign_in(by),
            seen=factories.seen(draft, by),
            now=timezone.now(),
        )


def test_handed_over_draft_is_the_colleagues_to_see_and_to_approve(
    draft: Draft, colleague: User
) -> None:
    assert not Lead.objects.visible_to(colleague).exists()
    act("delegate", draft, to=colleague.pk, note="You know them better.")
    assert Lead.objects.visible_to(colleague).get() == draft.lead
    alert = Alert.objects.get(user=colleague)
    assert alert.text.endswith("for Priya Nair. You know them better.")
    (decision,) = draft.decisions.all()
    assert (decision.kind, decision.before, decision.after) == (
        "delegate", "Maya Reyes", "Tom Weber",
    )  # fmt: skip
    assert approve(draft, colleague).sender.startswith("Tom Weber")


@pytest.mark.parametrize("who", ["another team", "admin", "inactive", "oneself"])
def test_draft_is_handed_to_nobody_who_could_not_decide_it(draft: Draft, who: str) -> None:
    team = draft.lead.owner.team
    to = {
        "another team": lambda: factories.user(),
        "admin": lambda: factories.user(of=team, role="admin"),
        "inactive": lambda: factories.user(of=team, is_active=False),
        "oneself": lambda: draft.lead.owner,
    }[who]()
    with pytest.raises(Refused, match="Choose somebody of the team"):
        act("delegate", draft, to=to.pk, note="")
    assert not draft.lead.shared_with.exists()


def test_colleague_hands_it_back_with_a_word(draft: Draft, colleague: User) -> None:
    act("delegate", draft, to=colleague.pk, note="")
    back = act("hand_back", draft, by=colleague, note="Ask about the pilot.")
    assert back.assigned_to is None
    assert back.note == "Tom Weber handed it back. Ask about the pilot."
    assert Alert.objects.filter(user=draft.lead.owner, text__contains="the pilot").exists()


def test_question_to_the_manager_keeps_everybody_else_from_approving(
    draft: Draft, manager: User
) -> None:
    act("ask_manager", draft, question="Is the discount fine?")
    assert "Is the discount fine?" in Alert.objects.get(user=manager).text
    with pytest.raises(Refused, match="asked to look first") as refused:
        approve(draft, draft.lead.owner)
    assert refused.value.code == "asked"
    assert approve(draft, manager).sender.startswith("Mo Adler")


def test_manager_comments_and_hands_back_and_the_rep_decides(draft: Draft, manager: User) -> None:
    act("ask_manager", draft, question="")
    act("comment", draft, by=manager, text="Name the pilot's end.")
    back = act("hand_back", draft, by=manager, note="Otherwise fine.")
    assert (back.asked_by, back.note) == (None, "Mo Adler handed it back. Otherwise fine.")
    kinds = [(d.kind, d.reason) for d in draft.decisions.all()]
    assert kinds == [
        ("hand_back", "Otherwise fine."), ("comment", "Name the pilot's end."), ("ask", ""),
    ]  # fmt: skip
    assert approve(draft, draft.lead.owner)


def test_rep_takes_the_own_question_back_without_a_note(draft: Draft, manager: User) -> None:
    act("ask_manager", draft, question="")
    assert act("hand_back", draft, note="").note == ""
    assert approve(draft, draft.lead.owner)


def test_team_without_a_manager_is_told_so(draft: Draft) -> None:
    with pytest.raises(Refused, match="no manager"):
        act("ask_manager", draft, question="")


def test_empty_comment_is_refused_and_nothing_is_handed_back_that_was_not_given(
    draft: Draft,
) -> None:
    with pytest.raises(Refused, match="Write what"):
        act("comment", draft, text="  ")
    with pytest.raises(Refused, match="yours to decide"):
        act("hand_back", draft, note="")
    assert not draft.decisions.exists()


def test_lead_shared_only_for_a_draft_is_no_longer_shared_when_it_is_handed_back(
    draft: Draft, colleague: User
) -> None:
    second = factories.draft(factories.touch(draft.call, state="drafted"))
    for one in (draft, second):
        act("delegate", one, to=colleague.pk, note="")
    act("hand_back", draft, by=colleague, note="")
    assert list(draft.lead.shared_with.all()) == [colleague]  # the other one is still theirs
    act("hand_back", second, by=colleague, note="")
    assert not draft.lead.shared_with.exists()


def test_lead_shared_before_stays_shared_and_handing_on_takes_it_from_the_first(
    draft: Draft, colleague: User
) -> None:
    third = factories.user(of=draft.lead.owner.team)
    draft.lead.shared_with.add(third)
    act("delegate", draft, to=colleague.pk, note="")
    act("delegate", draft, to=third.pk, note="")
    assert list(draft.lead.shared_with.all()) == [third]
    act("hand_back", draft, by=third, note="")
    assert list(draft.lead.shared_with.all()) == [third]
