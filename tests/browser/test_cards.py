"""Cards by keyboard alone, and without JavaScript; the pipeline on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from leads.models import User
from reviews.cards import opening
from reviews.models import Card, CardDecision, Draft
from sequences.models import Message
from tests import factories as make
from tests.reviews.cards.makers import heard, read_call, sent
from tests.rules.cards import card as card_of
from tests.rules.receiving import understood

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
DAY = timedelta(days=1)


def test_cards_are_answered_by_keyboard_among_the_drafts(rep: User, open_as: Open) -> None:
    today = timezone.localdate()
    brief = make.draft(make.touch(read_call(make.lead(rep, name="Bo Two")), state="drafted"))
    Draft.objects.filter(pk=brief.pk).update(kind="brief", promised_for=today + DAY)
    card_of(make.lead(rep, name="Ada One"), due_on=today)
    last = card_of(make.lead(rep, name="Cy Three"), due_on=today + 2 * DAY)
    page = open_as(rep)
    page.goto("/inbox/?queue=needs")
    page.keyboard.press("j")
    page.keyboard.press("o")
    heading = page.locator("#desk h1").first
    expect(heading).to_contain_text("Ada One")
    page.keyboard.press("j")
    expect(heading).to_contain_text("Bo Two")
    page.keyboard.press("j")
    expect(heading).to_contain_text("Cy Three")
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Tomorrow")).to_be_focused()
    page.keyboard.press("Enter")
    expect(heading).to_contain_text("Ada One")
    last.refresh_from_db()
    assert (last.state, CardDecision.objects.get().choice) == ("waiting", "wait")


def test_brief_gives_way_to_a_call_by_keyboard(rep: User, open_as: Open) -> None:
    lead = make.lead(rep, name="Ada One", phone="+44 20 7946 0000")
    draft = make.draft(make.touch(read_call(lead), state="drafted"))
    Draft.objects.filter(pk=draft.pk).update(kind="brief")
    page = open_as(rep)
    page.goto(f"/inbox/{draft.pk}/")
    page.keyboard.press("t")
    expect(page.get_by_role("link", name="+44 20 7946 0000")).to_have_attribute(
        "href", "tel:+442079460000"
    )
    page.keyboard.press("d")
    expect(page.get_by_label("What came of it?")).to_be_focused()
    page.keyboard.type("They want the deck by Monday.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/inbox/?queue=needs")
    assert CardDecision.objects.get().note == "They want the deck by Monday."


def test_answer_becomes_a_draft_without_javascript_and_sends_nothing(
    rep: User, open_as: Open
) -> None:
    lead = make.lead(rep, name="Ada One")
    sent(lead, at=timezone.now() - DAY)
    understood(
        lead=lead,
        matched_by="address",
        message_id="<a@theirs.example>",
        subject="AW: Our recap",
        text="We are in.",
    )
    heard(lead, "reply", source="mail <a@theirs.example>")
    opening.follow(now=timezone.now())
    mails = Message.objects.count()
    page = open_as(rep, scripts=False)
    page.goto("/inbox/?queue=needs")
    page.locator(".row").click()
    expect(page.get_by_text("We are in.").last).to_be_visible()
    page.get_by_role("button", name="Answer here").click()
    expect(page.get_by_text("A draft is in your inbox")).to_be_visible()
    expect(page.locator("#subject")).to_have_value("Re: Our recap")
    assert Card.objects.get(kind="handoff").choice == "write"
    assert Message.objects.count() == mails


def test_pipeline_fits_a_phone_and_each_number_leads_to_its_rows(rep: User, open_as: Open) -> None:
    sent(make.lead(rep, name="Ada One"), at=timezone.now() - DAY)
    page = open_as(rep, width=390, height=844)
    page.goto("/pipeline/")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    page.get_by_role("link", name="Mails sent 1").click()
    expect(page.get_by_text("Ada One")).to_be_visible()
