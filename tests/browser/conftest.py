"""A signed-in rep in a real browser, and the browser's own complaints."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from leads.models import User
from tests import factories as make

PASSWORD = "a-long-enough-word"


@pytest.fixture
def rep(transactional_db: None) -> User:
    return make.user(name="Maya Reyes", password=PASSWORD)


@pytest.fixture
def open_as(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Sign a person in; `open_as(rep, width=390)` gives their page. Whatever the browser
    complains of (a script error, a refused style) fails the test at its end."""
    opened: list[BrowserContext] = []
    complaints: list[str] = []

    def complain(said: str) -> None:
        """A change of pages that is not faded, because the machine was slow, breaks nothing."""
        if not said.startswith("Transition was"):
            complaints.append(said)

    def open_page(
        person: User, *, width: int = 1440, height: int = 900, scripts: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            java_script_enabled=scripts,
        )
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complain(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.goto("/accounts/login/?next=/inbox/")
        page.fill("#id_login", person.email)
        page.fill("#id_password", PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/inbox/")
        return page

    yield open_page
    for context in opened:
        context.close()
    assert complaints == []
