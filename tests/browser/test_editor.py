"""An admin builds a sequence in the browser, publishes it, edits it and publishes again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from leads.models import User
from sequences import enrollment
from sequences.models import Step, Variant, Version
from tests import factories as make
from tests.browser.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]


@pytest.fixture
def admin(transactional_db: None) -> User:
    return make.user(role="admin", name="Ines Castro", password=PASSWORD)


def add_step(page: Page, angle: str, *, days: int) -> None:
    page.get_by_label("What is it for?").fill(angle)
    page.get_by_label("Wait").fill(str(days))
    page.get_by_label("Unit").select_option("days")
    page.get_by_role("button", name="Add the step").click()
    expect(page.locator("h1")).to_contain_text(angle)


def publish(page: Page, note: str) -> None:
    page.get_by_label("What is new, and why?").fill(note)
    page.get_by_role("button", name="Ask for a review").click()
    page.get_by_role("button", name="Publish version").click()
    expect(page.get_by_role("status")).to_contain_text("is published")


def test_admin_builds_after_a_call_from_nothing_and_running_leads_stay_on_version_1(
    admin: User, open_as: Open
) -> None:
    tried_on = make.call(make.lead(name="Hannah Weir"), state="read", engine="rules")
    make.promise(tried_on)
    page = open_as(admin)
    page.emulate_media(reduced_motion="reduce")
    page.get_by_role("navigation", name="Queues").get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="New sequence").click()
    page.get_by_label("Name").fill("After a call")
    page.get_by_role("button", name="Begin").click()

    add_step(page, "Recap and next steps", days=0)
    page.get_by_role("link", name="All steps").click()
    add_step(page, "Something of use", days=3)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("no answer for 48 hours", exact=True)).to_be_visible()

    page.get_by_role("link", name="Add a wording").click()
    words = page.get_by_label("Words")
    words.fill("Hello again after our call on ")
    page.get_by_role("button", name="{call.day}").click()
    words.press_sequentially(".\n\nStill on my list:\n- {call.promise}")
    seen = page.locator("#preview")
    expect(seen).to_contain_text("Hello again after our call on 18 November.")
    expect(seen).to_contain_text("The call: 2026-11-18")
    expect(seen.locator(".s-supported")).to_contain_text("send the pricing breakdown by Friday")

    words.fill("I know you struggle at {acount.name}.")
    expect(seen).to_contain_text("Did you mean {account.name}")
    expect(seen).to_contain_text("states a guess about them as a fact")
    words.fill("Hello again after our call on {call.day}.")
    expect(seen).not_to_contain_text("Did you mean")
    page.get_by_role("button", name="Save the wording").click()
    page.get_by_role("link", name="All steps").click()
    publish(page, "The first one")

    first = Version.objects.get(number=1)
    running = enrollment.enroll_after_call(make.call(), now=timezone.now())
    page.get_by_role("button", name="Edit in a new draft").click()
    page.get_by_role("link", name="Edit “A”").click()
    page.get_by_label("Words").fill("Good day after our call on {call.day}.")
    expect(seen).to_contain_text("Good day after our call on 18 November.")
    page.get_by_role("button", name="Save the wording").click()
    page.get_by_role("link", name="All steps").click()
    page.get_by_role("button", name="Ask for a review").click()
    expect(page.locator("ins")).to_have_text("Good day")
    expect(page.locator("del")).to_have_text("Hello again")
    expect(page.get_by_text("1 person is in version 1")).to_be_visible()
    page.get_by_role("button", name="Publish version 2").click()
    expect(page.get_by_role("status")).to_contain_text("Version 2 is published")

    running.refresh_from_db()
    assert running.version == first
    assert [s.angle for s in first.steps.all()] == ["Recap and next steps", "Something of use"]
    assert Variant.objects.get(step__version=first).body.startswith("Hello again")
    following = enrollment.enroll_after_call(make.call(), now=timezone.now())
    assert following.version.number == 2


def test_editor_works_without_javascript(admin: User, open_as: Open) -> None:
    version = make.version(published=False)
    page = open_as(admin, scripts=False, width=390)
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"/settings/versions/{version.pk}/")
    add_step(page, "Call them", days=2)
    step = Step.objects.get(angle="Call them")
    page.get_by_label("Add a condition").select_option("tier")
    page.get_by_label("hot", exact=True).check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("they are hot", exact=True)).to_be_visible()
    page.get_by_role("link", name="Add a wording").click()
    page.get_by_label("Words").fill("Good day.")
    page.get_by_role("button", name="Save the wording").click()
    step.refresh_from_db()
    assert step.condition == [{"kind": "tier", "any_of": ["hot"]}]
    assert step.variants.get().body == "Good day."
    page.get_by_role("link", name="All steps").click()
    page.get_by_role("button", name="Move “Call them” up").click()
    assert Step.objects.get(angle="Call them").position < Step.objects.get(angle="Recap").position
