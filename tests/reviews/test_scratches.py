"""Unsaved words: kept on the server, each tab its own, none lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.models import User
from reviews import decisions, scratches
from reviews.decisions import Refused
from reviews.models import Draft, Scratch
from reviews.scratches import Words
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db
ONE, TWO = "aaaaaaaa-1", "bbbbbbbb-2"


@pytest.fixture
def draft() -> Draft:
    return factories.draft()


def keep(
    draft: Draft, body: str, *, tab: str = ONE, instead_of: str = "", by: User | None = None
) -> Scratch:
    with role("web"):
        return scratches.keep(
            draft.pk,
            by=by or draft.lead.owner,
            tab=tab,
            instead_of=instead_of,
            revision=draft.revision,
            words=Words("Subject", "", body),
            now=timezone.now(),
        )


def held(draft: Draft) -> list[str]:
    return [s.body for s in scratches.of(draft, user=draft.lead.owner)]


def test_tab_keeps_its_latest_words_and_tabs_do_not_overwrite_each_other(draft: Draft) -> None:
    keep(draft, "First")
    keep(draft, "First, longer")
    keep(draft, "Second tab", tab=TWO)
    keep(draft, "First, longest")
    assert sorted(held(draft)) == ["First, longest", "Second tab"]


def test_editor_that_goes_on_from_kept_words_takes_their_place(draft: Draft) -> None:
    keep(draft, "Before the crash")
    keep(draft, "After the crash", tab=TWO, instead_of=ONE)
    assert held(draft) == ["After the crash"]


def test_saving_throws_away_what_this_tab_held_and_keeps_the_other(draft: Draft) -> None:
    keep(draft, "Mine")
    keep(draft, "Other tab", tab=TWO)
    with role("web"):
        decisions.edit(
            draft.pk, by=draft.lead.owner, revision=1, subject="s", cc="", body="Mine",
            now=timezone.now(), tab=ONE,
        )  # fmt: skip
    assert held(draft) == ["Other tab"]


def test_unsaved_words_are_nobody_elses(draft: Draft) -> None:
    manager = factories.user(of=draft.lead.owner.team, role="manager")
    keep(draft, "Mine")
    assert scratches.of(draft, user=manager) == []
    scratches.discard(draft.pk, by=manager, tab=ONE)
    assert held(draft) == ["Mine"]
    with pytest.raises(Draft.DoesNotExist):
        keep(draft, "x", by=factories.user())


@pytest.mark.parametrize(("tab", "body"), [("", "x"), ("x" * 9, "x"), (ONE, "x" * 50_001)])
def test_what_no_editor_sends_is_not_kept(draft: Draft, tab: str, body: str) -> None:
    with pytest.raises(Refused):
        keep(draft, body, tab=tab)


def test_only_a_few_tabs_are_kept(draft: Draft) -> None:
    for n in range(20):
        keep(draft, f"Tab {n}", tab=f"{n:08}")
    assert len(held(draft)) == scratches.MOST_TABS
    assert held(draft)[0] == "Tab 19"


def test_words_nobody_came_back_for_are_forgotten_after_a_month(draft: Draft) -> None:
    keep(draft, "Old")
    keep(draft, "New", tab=TWO)
    Scratch.objects.filter(tab=ONE).update(saved_at=timezone.now() - timedelta(days=31))
    with role("worker"):
        assert scratches.forget(now=timezone.now()) == 1
    assert held(draft) == ["New"]
