"""The rest of the keyboard: put off, manager first, written anew, cut, what I changed, autosave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from leads.models import User
from reviews.models import Draft, DraftView, Scratch
from sequences.models import Message
from tests import factories as make
from tests.browser.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]


def draft_for(rep: User, name: str, *, hours_old: int = 0) -> Draft:
    call = make.call(make.lead(rep, name=name), state="read", engine="rules")
    draft = make.draft(make.touch(call, state="drafted"), subject=f"Recap for {name}")
    Draft.objects.filter(pk=draft.pk).update(
        ready_at=timezone.now() - timedelta(hours=hours_old),
        machine_text=f"Recap for {name}\n\nHi Priya,\n\nI will send the pricing breakdown by Friday.",
    )
    return draft


def test_put_off_by_keyboard_opens_the_next_and_comes_back(rep: User, open_as: Open) -> None:
    first = draft_for(rep, "Ada One")
    draft_for(rep, "Bo Two", hours_old=1)
    page = open_as(rep)
    page.keyboard.press("o")
    expect(page.locator("#mail h1")).to_contain_text("Ada One")
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="In three hours")).to_be_focused()
    page.keyboard.press("a")  # a letter typed in a menu approves nothing
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#mail h1")).to_contain_text("Bo Two")
    first.refresh_from_db()
    assert (first.state, Message.objects.count()) == ("snoozed", 0)
    page.get_by_role("link", name="Put off 1").click()
    page.locator(".row").click()
    expect(page.locator("#mail h1")).to_contain_text("Ada One")
    page.keyboard.press("u")
    expect(page.get_by_text("It is back.")).to_be_visible()


def test_manager_is_asked_by_keyboard(rep: User, open_as: Open) -> None:
    draft = draft_for(rep, "Ada One")
    boss = make.user(of=rep.team, role="manager", name="Mo Adler", password=PASSWORD)
    page = open_as(rep)
    page.goto(f"/inbox/{draft.pk}/")
    page.keyboard.press("m")
    expect(page.get_by_label("Ask your manager first")).to_be_focused()
    page.keyboard.type("Is the discount fine?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("link", name="With the manager 1").click()
    theirs = open_as(boss)
    theirs.get_by_role("link", name="Waiting for you 1").click()
    theirs.locator(".row").click()
    expect(theirs.get_by_role("region", name="Who has it")).to_contain_text("the discount fine?")
    theirs.keyboard.press("a")
    expect(theirs.locator("[data-undo]")).to_contain_text("Goes to Ada One")
    assert Message.objects.get().sender.startswith("Mo Adler")


def test_sentence_is_cut_with_one_key_and_the_changes_shown_with_another(
    rep: User, open_as: Open
) -> None:
    draft = draft_for(rep, "Ada One")
    page = open_as(rep)
    page.goto(f"/inbox/{draft.pk}/")
    page.keyboard.press("]")
    page.keyboard.press("x")
    expect(page.get_by_text("You cut it.")).to_be_visible()
    expect(page.locator(".mail")).not_to_contain_text("pricing breakdown")
    page.keyboard.press("d")
    expect(page.locator(".mail del")).to_contain_text("I will send the pricing breakdown")
    page.keyboard.press("d")
    expect(page.locator(".mail del")).to_have_count(0)


def test_typed_words_survive_a_closed_tab(rep: User, open_as: Open) -> None:
    draft = draft_for(rep, "Ada One")
    page = open_as(rep)
    page.goto(f"/inbox/{draft.pk}/edit/")
    page.get_by_label("Mail", exact=True).fill("Typed and never saved")
    expect(page.locator("[data-kept]")).to_have_text("Kept.")
    other = page.context.new_page()
    page.close()
    other.goto(f"/inbox/{draft.pk}/edit/")
    expect(other.get_by_label("Mail", exact=True)).to_have_value("Typed and never saved")
    other.get_by_label("Mail", exact=True).press("End")
    other.keyboard.type(", until now")
    other.keyboard.press("Control+Enter")
    expect(other.locator(".mail")).to_have_text("Typed and never saved, until now")
    assert not Scratch.objects.exists()


def test_several_at_once_after_reading_each(rep: User, open_as: Open) -> None:
    for n, name in enumerate(("Ada One", "Bo Two")):
        draft_for(rep, name, hours_old=n)
    page = open_as(rep)
    page.keyboard.press("o")
    for n, name in enumerate(("Ada One", "Bo Two"), start=1):
        expect(page.locator("#mail h1")).to_contain_text(name)
        with page.expect_response("**/opened/"):
            pass
        assert DraftView.objects.count() == n
        if n == 1:
            page.keyboard.press("j")
    page.keyboard.press("A")
    page.get_by_role("checkbox", name="Ada One").check()
    page.get_by_role("button", name="Approve the chosen").click()
    expect(page.get_by_text("Ada One is approved")).to_be_visible()
    assert Message.objects.count() == 1


def test_all_of_it_works_without_javascript(rep: User, open_as: Open) -> None:
    draft = draft_for(rep, "Ada One")
    page = open_as(rep, scripts=False)
    page.goto(f"/inbox/{draft.pk}/")
    page.get_by_role("button", name="I have read it").click()
    page.get_by_role("link", name="What I changed").click()
    expect(page.locator(".mail ins")).not_to_have_count(0)
    page.goto("/inbox/together/")
    expect(page.get_by_role("checkbox", name="Ada One")).to_be_visible()
    page.goto(f"/inbox/{draft.pk}/")
    page.get_by_title("Put off (s)").click()
    page.get_by_role("button", name="They answer").click()
    draft.refresh_from_db()
    assert draft.state == "snoozed"


def test_menus_stay_within_the_window(rep: User, open_as: Open) -> None:
    draft = draft_for(rep, "Ada One")
    for width, height in ((390, 844), (1024, 768), (1440, 900)):
        page = open_as(rep, width=width, height=height)
        page.goto(f"/inbox/{draft.pk}/")
        for key in "lsmg":
            menu = page.locator(f"details:has(> summary[data-key={key}])")
            menu.locator("summary").click()
            if menu.locator("summary + *").count():
                expect(menu.locator("summary + *")).to_be_in_viewport(ratio=0.99)
            menu.locator("summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") == width
