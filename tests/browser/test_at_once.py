"""Two people, two tabs, the back button and a double click: one decision, and the loser sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from leads.models import User
from reviews.models import Decision
from sequences.models import Message
from tests import factories as make
from tests.browser.conftest import PASSWORD
from tests.reviews.views.desk import draft_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]


def test_two_people_on_one_draft_make_one_decision_and_the_second_sees_who_was_first(
    rep: User, open_as: Open
) -> None:
    manager = make.user(role="manager", of=rep.team, name="Mo Adler", password=PASSWORD)
    draft = draft_of(rep)
    first, second = open_as(rep), open_as(manager)
    for page in (first, second):
        page.goto(f"/inbox/{draft.pk}/")
    first.keyboard.press("a")
    expect(first.locator("[data-undo]")).to_be_visible()
    second.get_by_role("button", name="Approve", exact=True).click()
    expect(second.locator("#toasts")).to_contain_text("approved already (approved by Maya Reyes)")
    expect(second.get_by_role("button", name="Take it back")).to_be_visible()
    assert [d.by for d in Decision.objects.all()] == [rep]
    assert Message.objects.count() == 1


def test_second_tab_with_older_words_approves_nothing_and_shows_the_present_ones(
    rep: User, open_as: Open
) -> None:
    draft = draft_of(rep)
    page = open_as(rep)
    page.goto(f"/inbox/{draft.pk}/")
    other = page.context.new_page()
    other.goto(f"/inbox/{draft.pk}/edit/")
    other.get_by_label("Mail", exact=True).fill("Dear Priya, all is well.")
    other.keyboard.press("Control+Enter")
    expect(other.locator(".mail .s-person")).to_have_text("Dear Priya, all is well.")
    page.keyboard.press("a")
    expect(page.locator("#toasts")).to_contain_text("changed after you opened it")
    expect(page.locator(".mail")).to_contain_text("Dear Priya, all is well.")
    assert not Message.objects.exists()


def test_double_click_and_back_button_decide_once(rep: User, open_as: Open) -> None:
    draft = draft_of(rep)
    page = open_as(rep)
    page.goto(f"/inbox/{draft.pk}/?queue=ready")
    page.get_by_role("button", name="Approve", exact=True).dblclick()
    expect(page.locator("[data-undo]")).to_contain_text("Goes to Priya Nair")
    page.go_back()
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()
    expect(page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    assert (Message.objects.count(), Decision.objects.count()) == (1, 1)
