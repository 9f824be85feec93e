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

from leads.models import Enricher, User
from reviews.models import Draft
from tests import factories as make
from tests.browser.conftest import PASSWORD
from tests.followup.test_access import EVERY, Team
from tests.rules import crm, intake, routes
from tests.rules.making import alert, variant

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Two opposite looks of each page; with FOLLOWUP_LOOKS=all the other two as well.
LOOKS = [(1440, "light"), (390, "dark")]
if os.environ.get("FOLLOWUP_LOOKS") == "all":
    LOOKS += [(1440, "dark"), (390, "light")]
# Colours that are still turning are no colours to judge; what turns for ever is not waited for.
# Two frames: the page has been painted, and whatever it starts to turn has begun.
SETTLED = """new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  .then(() => Promise.allSettled(document.getAnimations()
    .filter((one) => one instanceof CSSTransition).map((one) => one.finished)))"""
# It answers with what it found and nothing else.
AXE: str = Axe().axe_script
RUN = """axe.run(document, {resultTypes: ["violations"]}).then((found) => found.violations
  .flatMap((one) => one.nodes.slice(0, 3).map((node) => `${one.id}: ${node.html.slice(0, 160)}`)))"""
PARTS = 4  # of the walk, so that several processes share it
# What only a machine reads, signs out, or leads elsewhere.
NO_PAGE = re.compile(r"^/(api|mailbox|healthz|hooks)|logout|download|export|\.csv")
# Where a word of the address chooses the page: those it may be, behind a question mark too.
CHOSEN = {
    "/pipeline/rows/x/": ["/pipeline/rows/sent/", "/pipeline/rows/loose/"],
    "/settings/enrichment/x/": [f"/settings/enrichment/{kind}/" for kind in Enricher.Kind.values],
    "/settings/mailboxes/new/x/": [
        f"/settings/mailboxes/new/{k}/" for k in ("smtp", "esp", "site")
    ],
    "/settings/events/sources/new/": ["/settings/events/sources/new/?kind=webhook"],
    "/inbox/": [f"/inbox/?queue={name}" for name in ("ready", "needs", "sent")],
}
# What answers with a page only for a moment, on a way that is walked elsewhere, or never here: a
# second factor that is set up, an account that is signed in otherwise, a token of somebody's mail.
PASSING = re.compile(r"^/accounts/|^/(l|o|u)/x|^/settings/mailboxes/back/|^/calls/<int:pk>/draft/")


class Ours(Team):
    """The team, and a row for each page of the settings that shows one."""

    def __init__(self) -> None:
        super().__init__()
        told = intake.delivery()
        in_crm = crm.connection(standing={"followup_score": "It is not there yet."})
        crm.entry(in_crm, lead=self.lead, state="failed", problem="HubSpot answered 400.")
        self.rows = {
            "/settings/events/deliveries/<int:pk>/": told.pk,
            "/settings/events/sources/<int:pk>/": told.source_id,
            "/settings/events/transcripts/<int:pk>/": intake.fetch(state="unplaced", words=b"x").pk,
            "/settings/mailboxes/<int:pk>/": make.mailbox(self.rep).pk,
            "/settings/people/<int:pk>/": self.rep.pk,
            "/settings/privacy/people/<int:pk>/": self.lead.pk,
            "/settings/routing/rules/<int:pk>/": routes.rule(owners=[self.rep]).pk,
            "/settings/wordings/<int:pk>/": variant().pk,
        }


@pytest.fixture
def ours(transactional_db: None) -> Ours:
    """A team whose pages are not empty: drafts in several states, a brief, a note, an alert."""
    team = Ours()
    for person in (team.rep, team.manager, team.admin):
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    for changed in ({"kind": "brief"}, {"note": "They replied."}, {"asked_by": team.rep}):
        touch = make.touch(make.call(make.lead(team.rep)), state="drafted")
        Draft.objects.filter(pk=make.draft(touch).pk).update(**changed)
    alert(team.lead, text="A follow-up is ready.")
    return team


def addresses(ours: Ours, path: str) -> list[str]:
    """Where a path leads: to a row of its own, to each page a word of it chooses, or as it is."""
    if NO_PAGE.search(path) or not path.startswith("/"):
        return []
    if row := ours.rows.get(path):
        return [path.replace("<int:pk>", str(row))]
    found = CHOSEN.get(path) or [ours.at(path)]
    return [address for address in found if "<" not in address]


def pages(ours: Ours, person: User, paths: list[str]) -> list[str]:
    """The addresses of these paths that answer this person with a page."""
    client = Client()
    client.force_login(person)
    found = []
    for address in (one for path in paths for one in addresses(ours, path)):
        answer = client.get(address)
        if answer.status_code == 200 and b"<main" in answer.content:
            found.append(address)
    return found


def problems(page: Page, address: str) -> list[str]:
    """What axe-core says of one page in every look, each with the element it means. In a tab of
    its own: nothing that the page before still does gets in the way."""
    found: list[str] = []
    page = page.context.new_page()
    for (
        width,
        scheme,
    ) in LOOKS:  # loaded anew: neither page nor axe keeps a colour of the other look
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.goto(address)
        page.evaluate(SETTLED)
        page.evaluate(AXE)
        found += [f"{address} {width} {scheme} {problem}" for problem in page.evaluate(RUN)]
    page.close()
    return found


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("role", ["rep", "manager", "admin"])
def test_axe_finds_nothing_on_any_page(
    role: str, part: int, ours: Ours, open_as: Callable[..., Page]
) -> None:
    assert settings.ROOT_URLCONF == "followup.urls"
    person: User = getattr(ours, role)
    paths = EVERY[part::PARTS]
    found = pages(ours, person, paths)
    if role != "rep":  # the same pages as a rep's look the same
        seen = set(pages(ours, ours.rep, paths))
        found = [path for path in found if path not in seen or path == "/inbox/?queue=ready"]
    assert found
    page = open_as(person)
    assert [problem for address in found for problem in problems(page, address)] == []


def test_every_page_of_the_site_is_among_those_walked(ours: Ours) -> None:
    """An address that answers nobody with a page is no page: it takes a POST, or leads on."""
    people = [ours.admin, ours.manager, ours.rep]
    walked = {address for person in people for address in pages(ours, person, EVERY)}
    missed = [
        path
        for path in EVERY
        if (found := addresses(ours, path)) and not walked & set(found) and not PASSING.match(path)
    ]
    client = Client()
    client.force_login(ours.admin)
    answers = {path: client.get(addresses(ours, path)[0]).status_code for path in missed}
    assert {path: code for path, code in answers.items() if code in {403, 404}} == {}


def test_axe_finds_nothing_before_sign_in(page: Page, live_server: Any) -> None:
    for path in ("/accounts/login/", "/accounts/password/reset/", "/nowhere/"):
        assert problems(page, f"{live_server.url}{path}") == []
