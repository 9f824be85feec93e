"""Every page a person can open, light and dark, at a desk and on a phone: axe-core finds nothing.

The pages are walked from the addresses of the site, so that a new one is looked at by itself.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from leads.models import User
from reviews.models import Draft
from tests import factories as make
from tests.browser.conftest import PASSWORD
from tests.followup.test_access import EVERY, Team
from tests.rules.making import alert

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Two opposite looks of each page; with FOLLOWUP_LOOKS=all the other two as well.
LOOKS = [(1440, "light"), (390, "dark")]
if os.environ.get("FOLLOWUP_LOOKS") == "all":
    LOOKS += [(1440, "dark"), (390, "light")]
# Colours that are still turning are no colours to judge; what turns for ever is not waited for.
# Two frames: the new look has been painted, and whatever it starts to turn has begun.
SETTLED = """new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  .then(() => Promise.allSettled(document.getAnimations()
    .filter((one) => one instanceof CSSTransition).map((one) => one.finished)))"""
PARTS = 4  # of the walk, so that several processes share it
# What only a machine reads, signs out, or leads elsewhere.
NO_PAGE = re.compile(r"^/(api|mailbox|healthz|hooks)|logout|download|export|\.csv")


@pytest.fixture
def ours(transactional_db: None) -> Team:
    """A team whose pages are not empty: drafts in several states, a brief, a note, an alert."""
    team = Team()
    for person in (team.rep, team.manager, team.admin):
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    for changed in ({"kind": "brief"}, {"note": "They replied."}, {"asked_by": team.rep}):
        touch = make.touch(make.call(make.lead(team.rep)), state="drafted")
        Draft.objects.filter(pk=make.draft(touch).pk).update(**changed)
    alert(team.lead, text="A follow-up is ready.")
    return team


def pages(ours: Team, person: User, paths: list[str]) -> list[str]:
    """Those of the paths that answer this person with a page."""
    client = Client()
    client.force_login(person)
    found = []
    for path in paths:
        address = ours.at(path)
        if NO_PAGE.search(path) or "<" in address or not path.startswith("/"):
            continue
        answer = client.get(address)
        if answer.status_code == 200 and b"<main" in answer.content:
            found.append(address)
    return found


def problems(page: Page, address: str) -> list[str]:
    """What axe-core says of one page in every look, each with the element it means. In a tab of
    its own: nothing that the page before still does gets in the way."""
    found: list[str] = []
    page = page.context.new_page()
    page.goto(address)
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.evaluate(SETTLED)
        answer: dict[str, Any] = Axe().run(page).response
        found += [
            f"{address} {width} {scheme} {one['id']}: {node['html'][:160]}"
            for one in answer["violations"]
            for node in one["nodes"][:3]
        ]
    page.close()
    return found


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("role", ["rep", "manager", "admin"])
def test_axe_finds_nothing_on_any_page(
    role: str, part: int, ours: Team, open_as: Callable[..., Page]
) -> None:
    assert settings.ROOT_URLCONF == "followup.urls"
    person: User = getattr(ours, role)
    paths = EVERY[part::PARTS]
    found = pages(ours, person, paths)
    if role != "rep":  # the same pages as a rep's look the same
        seen = set(pages(ours, ours.rep, paths))
        found = [path for path in found if path not in seen or path == "/inbox/"]
    assert found
    page = open_as(person)
    assert [problem for address in found for problem in problems(page, address)] == []


def test_axe_finds_nothing_before_sign_in(page: Page, live_server: Any) -> None:
    for path in ("/accounts/login/", "/accounts/password/reset/", "/nowhere/"):
        assert problems(page, f"{live_server.url}{path}") == []
