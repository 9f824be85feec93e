"""The script on a customer's own page: silent before the visitor agrees, truthful after."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer
from pytest_httpserver import HTTPServer

from leads.models import Delivery, Source
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = """<!doctype html><title>Prices</title><body style="height: 4000px">
<form method="post" action="{hook}"><input name="email"><button>Send</button></form>
<script src="{site}/static/site.js" data-source="{token}" defer></script></body>"""


@pytest.fixture
def source(transactional_db: None) -> Source:
    return Source.objects.create(name="Pages", kind="pages", owner=factories.user())


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, httpserver: HTTPServer, source: Source) -> Page:
    """A page of another site that carries the script."""
    form = Source.objects.create(name="Form", kind="form", owner=source.owner)
    html = PAGE.format(
        site=live_server.url, token=source.token, hook=f"{live_server.url}/hooks/{form.token}/"
    )
    httpserver.expect_request("/pricing").respond_with_data(html, content_type="text/html")
    page = browser.new_context().new_page()
    page.goto(httpserver.url_for("/pricing?secret=1"))
    return page


def told(page: Page, act: str) -> dict[str, object]:
    with page.expect_request("**/hooks/**") as sent:
        page.evaluate(act)
    found = sent.value.post_data
    assert found is not None
    body: dict[str, object] = json.loads(found)
    return body


def test_nothing_is_stored_or_told_before_the_visitor_agrees(page: Page) -> None:
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    assert page.evaluate("localStorage.length") == 0
    assert page.context.cookies() == []
    assert not Delivery.objects.exists()


def test_page_is_told_once_the_visitor_agrees_and_forgotten_when_they_no_longer_do(
    page: Page,
) -> None:
    body = told(page, "followup.consent(true); window.dispatchEvent(new Event('pagehide'))")
    assert [e["kind"] for e in body["events"]] == ["view", "scroll"]  # type: ignore[attr-defined]
    assert "secret" not in json.dumps(body)
    assert page.evaluate("localStorage.length") == 2
    page.evaluate("followup.consent(false)")
    assert page.evaluate("localStorage.length") == 0


def test_form_says_which_visitor_it_was(page: Page) -> None:
    told(page, "followup.consent(true); window.dispatchEvent(new Event('pagehide'))")
    visitor = page.evaluate("localStorage.getItem('fu_visitor')")
    page.fill("input[name=email]", "ines@werk.example")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    form = Delivery.objects.get(source__kind="form")
    assert json.loads(bytes(form.raw)) == {
        "email": "ines@werk.example",
        "_visitor": visitor,
        "_page": "/pricing",
    }


def test_script_is_smaller_than_three_kilobytes() -> None:
    from django.conf import settings

    assert (settings.BASE_DIR / "static" / "site.js").stat().st_size < 3000
