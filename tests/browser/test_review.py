"""Clearing the inbox as a rep does: by keyboard, on a phone, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from leads.models import Call, User
from reviews.models import Draft
from sequences.models import Message
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
VTT = """WEBVTT

00:00:01.000 --> 00:00:04.000
Maya Reyes: I'll send the offer on Friday.

00:00:05.000 --> 00:00:09.000
Unknown Caller: Good, then we decide on Monday.
"""


def draft_for(rep: User, name: str, *, hours_old: int = 0) -> Draft:
    call = make.call(make.lead(rep, name=name), state="read", engine="rules")
    draft = make.draft(make.touch(call, state="drafted"), subject=f"Recap for {name}")
    Draft.objects.filter(pk=draft.pk).update(ready_at=timezone.now() - timedelta(hours=hours_old))
    return draft


def test_whole_loop_by_keyboard_alone(rep: User, open_as: Open) -> None:
    first, second = draft_for(rep, "Ada One"), draft_for(rep, "Bo Two", hours_old=1)
    page = open_as(rep)
    page.keyboard.press("o")
    expect(page.locator("#mail h1")).to_contain_text("Ada One")
    page.keyboard.press("j")
    expect(page.locator("#mail h1")).to_contain_text("Bo Two")
    expect(page).to_have_url(f"{page.url.split('/inbox')[0]}/inbox/{second.pk}/?queue=ready")
    page.keyboard.press("k")
    expect(page.locator("#mail h1")).to_contain_text("Ada One")

    page.keyboard.press("e")
    body = page.get_by_label("Mail", exact=True)
    expect(body).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")  # out of the field, then out of the editor
    expect(body).not_to_be_visible()
    page.keyboard.press("e")
    expect(body).to_be_focused()
    body.fill(body.input_value().replace("Hi Priya,", "Dear Ada,"))
    page.keyboard.press("Control+Enter")
    expect(page.locator(".mail .s-person")).to_have_text("Dear Ada,")
    expect(page.locator(".mail .s-supported")).to_have_count(1)

    page.keyboard.press("a")
    expect(page.locator("#mail h1")).to_contain_text("Bo Two")
    expect(page.locator("[data-undo]")).to_contain_text("Goes to Ada One in")
    assert Message.objects.get().body.startswith("Dear Ada,")
    page.keyboard.press("z")
    expect(page.locator("#mail h1")).to_contain_text("Ada One")
    assert Message.objects.get().state == "void"

    page.keyboard.press("r")
    page.get_by_label("Wrong person.").check()
    page.keyboard.press("Enter")
    expect(page.locator("#mail h1")).to_contain_text("Bo Two")
    first.refresh_from_db()
    assert first.state == "rejected"


def test_help_and_search_have_their_keys(rep: User, open_as: Open) -> None:
    draft_for(rep, "Ada One")
    page = open_as(rep)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    expect(page.get_by_label("Search this queue")).to_be_focused()
    page.keyboard.type("nobody")
    page.keyboard.press("Enter")
    expect(page.locator("#desk")).to_contain_text("Nothing found")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_label("Search everything")).to_be_focused()
    page.keyboard.type("ada")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada One")


def test_sentence_leads_to_its_line_in_the_transcript_and_back(rep: User, open_as: Open) -> None:
    draft = draft_for(rep, "Ada One")
    passage = draft.call.passages.get(index=1)  # type: ignore[union-attr]
    page = open_as(rep)
    page.goto(f"/inbox/{draft.pk}/")
    line = page.locator(f"#passage-{passage.pk}")
    expect(line.locator("mark")).to_have_text(passage.text)
    page.locator("#s1").click()
    expect(line).to_have_class("passage is-cited is-lit")
    expect(line).to_be_in_viewport()
    expect(page.locator("[data-spot]")).to_contain_text(f"“{passage.text}” Maya Reyes 0:05")
    page.keyboard.press("c")
    expect(page.locator(".passage:visible")).to_have_count(1)
    line.get_by_role("link").click()
    expect(page.locator("#s1")).to_be_focused()


def test_approve_stands_within_the_window_at_desk_width(rep: User, open_as: Open) -> None:
    draft = draft_for(rep, "Ada One")
    for width in (1024, 1280, 1440):
        page = open_as(rep, width=width)
        page.goto(f"/inbox/{draft.pk}/")
        expect(page.get_by_role("button", name="Approve", exact=True)).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_phone_shows_one_pane_at_a_time(rep: User, open_as: Open) -> None:
    draft = draft_for(rep, "Ada One")
    page = open_as(rep, width=390, height=844)
    page.get_by_role("link", name="Ada One").click()
    page.wait_for_url(f"**/inbox/{draft.pk}/**")
    mail, record = page.locator("#mail"), page.locator("#evidence")
    expect(mail).to_be_visible()
    expect(record).to_be_hidden()
    page.locator("#s1").click()
    expect(record).to_be_visible()
    expect(mail).to_be_hidden()
    page.go_back()
    expect(mail).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_everything_works_without_javascript(rep: User, open_as: Open) -> None:
    draft = draft_for(rep, "Ada One")
    page = open_as(rep, scripts=False)
    page.locator(".row").click()
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Subject").fill("A plainer subject")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Approve", exact=True).click()
    assert Message.objects.get().subject == "A plainer subject"
    page.get_by_role("link", name="On their way").click()
    page.locator(".row").click()
    page.get_by_role("button", name="Take it back").click()
    draft.refresh_from_db()
    assert draft.state == "ready"


def test_dropped_file_asks_who_is_who_and_becomes_a_call(rep: User, open_as: Open) -> None:
    page = open_as(rep)
    page.keyboard.press("n")
    page.wait_for_url("**/calls/new/")
    page.get_by_text("Write a note").click()
    carried = page.evaluate_handle(
        """text => { const data = new DataTransfer();
        data.items.add(new File([text], "call.vtt", {type: "text/vtt"})); return data; }""",
        VTT,
    )
    page.dispatch_event("body", "dragenter", {"dataTransfer": carried})
    page.dispatch_event("body", "drop", {"dataTransfer": carried})
    assert page.evaluate("document.getElementById('id_file').files[0].name") == "call.vtt"
    page.get_by_label("Name", exact=True).fill("Ada One")
    page.get_by_label("E-mail").fill("ada@theirs.example")
    page.get_by_label("Company").fill("Theirs")
    page.get_by_role("button", name="Write the follow-up").click()
    expect(page.get_by_role("heading", name="Who is who?")).to_be_visible()
    assert not Call.objects.exists()
    page.get_by_role("radiogroup", name="Unknown Caller").get_by_label("Theirs").check()
    page.get_by_role("button", name="Save and write the follow-up").click()
    page.wait_for_url("**/calls/*/")
    expect(page.get_by_text("Followup is reading the call.")).to_be_visible()
    call = Call.objects.get()
    assert call.participants.get(name="Unknown Caller").side == "theirs"

    Call.objects.filter(pk=call.pk).update(state="read", engine="rules")
    draft = make.draft(make.touch(call, state="drafted"))
    page.wait_for_url(f"**/inbox/{draft.pk}/**")


def test_session_that_ended_elsewhere_brings_the_whole_page_to_sign_in(
    rep: User, open_as: Open, tmp_path: Path
) -> None:
    draft_for(rep, "Ada One")
    draft_for(rep, "Bo Two", hours_old=1)
    page = open_as(rep)
    page.context.clear_cookies()
    page.get_by_role("link", name="Bo Two").click()
    page.wait_for_url("**/accounts/login/?next=*")
    expect(page.get_by_label("Password")).to_be_visible()


def test_note_becomes_a_call_without_javascript(rep: User, open_as: Open) -> None:
    page = open_as(rep, scripts=False)
    page.goto("/calls/new/")
    expect(page.get_by_label("Key points")).to_be_hidden()
    page.get_by_text("Write a note").click()
    page.get_by_label("Key points").fill("They run two depots.")
    page.get_by_label("Name", exact=True).fill("Ada One")
    page.get_by_label("E-mail").fill("ada@theirs.example")
    page.get_by_role("button", name="Write the follow-up").click()
    page.wait_for_url("**/calls/*/**")
    call = Call.objects.get()
    assert (call.source, call.title) == ("note", "Discovery with Theirs")
    draft = make.draft(make.touch(make.call(call.lead), state="drafted"))
    Draft.objects.filter(pk=draft.pk).update(call=call)
    page.wait_for_url(f"**/inbox/{draft.pk}/**", timeout=15_000)
