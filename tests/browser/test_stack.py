"""The path a new user takes, with everything real: browser, web server, workers, database, SMTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from followup.lib import embedded_postgres, processes
from followup.run import children
from tests.followup.test_run import Site

pytestmark = [pytest.mark.browser, pytest.mark.stack, pytest.mark.timeout(600)]

ZOOM = (
    settings.BASE_DIR.parent
    / "shared/data/contracts/transcripts/zoom/zoomGroupStats/meeting001_transcript.vtt"
)
OURS = """WEBVTT

1
00:00:02.000 --> 00:00:08.000
Maya Okafor: Thanks for making time, Ivo. How is the depot in Leith coping?

2
00:00:09.000 --> 00:00:17.000
Ivo Brandt: Badly. We lose two hours a day re-typing delivery notes at the depot in Leith.

3
00:00:18.000 --> 00:00:25.000
Maya Okafor: I'll send you the price sheet for forty scanners by Thursday.

4
00:00:26.000 --> 00:00:34.000
Ivo Brandt: Good. I will send you the list of our drivers tomorrow.

5
00:00:35.000 --> 00:00:42.000
Maya Okafor: Shall we meet again next Tuesday at ten to go through it?

6
00:00:43.000 --> 00:00:47.000
Ivo Brandt: Yes, Tuesday at ten works for me.
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("stack") / "var")
    site.var.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOLD_SECONDS", "4")
        site.start()
    try:
        yield site
        site.stop()
    finally:
        processes.end_marked(children.MARK, str(site.var.resolve()), grace=0)
        embedded_postgres.stop(site.var / "postgres")


@pytest.fixture
def rep(site: Site, page: Page) -> Page:
    """The rep's page, signed in with the sample sign-in as a new user would."""
    page.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)
    page.goto(f"http://localhost:{site.port}/")
    page.get_by_role("button", name="rep@followup.example").click()
    page.wait_for_url("**/inbox/")
    return page


def bring_in(page: Page, file: Path, *, name: str, email: str) -> None:
    page.get_by_role("link", name="New call").click()
    page.locator("#id_file").set_input_files(file)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Company").fill("Brandt Haulage")
    page.get_by_role("button", name="Write the follow-up").click()


def mails_to(page: Page, email: str) -> int:
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + "/mailbox/")
    return page.get_by_role("listitem").filter(has_text=email).count()


def wait_until_sent(page: Page) -> None:
    page.get_by_role("link", name="Sent").click()
    for _ in range(60):
        if page.locator(".row", has_text="Brandt Haulage").count():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError("the mail was not sent")


def test_call_becomes_a_mail_that_was_read_edited_approved_and_arrives_once(
    rep: Page, tmp_path: Path
) -> None:
    file = tmp_path / "call.vtt"
    file.write_text(OURS)
    bring_in(rep, file, name="Ivo Brandt", email="ivo@brandt.example")
    rep.wait_for_url("**/inbox/*/**")
    expect(rep.locator(".mail")).to_contain_text("Hi Ivo,")
    assert mails_to(rep, "ivo@brandt.example") == 0
    rep.go_back()

    promise = rep.locator("a.s", has_text="price sheet")
    promise.click()
    expect(rep.locator(".passage.is-lit mark").first).to_contain_text("price sheet")
    expect(rep.locator("[data-spot]")).to_contain_text("Maya Okafor 0:18")

    rep.keyboard.press("e")
    body = rep.get_by_label("Mail", exact=True)
    body.fill(body.input_value().replace("Hi Ivo,", "Hello Ivo, good to talk."))
    rep.keyboard.press("Control+Enter")
    expect(rep.locator(".mail")).to_contain_text("Hello Ivo, good to talk.")
    words = rep.locator(".mail .s-person").first.inner_text()
    rep.keyboard.press("a")
    expect(rep.locator("[data-undo]")).to_contain_text("Goes to Ivo Brandt")
    wait_until_sent(rep)
    assert mails_to(rep, "ivo@brandt.example") == 1
    rep.get_by_role("listitem").filter(has_text="ivo@brandt.example").get_by_role("link").click()
    expect(rep.locator("[data-mail-text]")).to_contain_text(words)


@pytest.mark.skipif(not ZOOM.exists(), reason="the shared transcripts are not beside this folder")
def test_real_zoom_file_reaches_the_mailbox_in_the_reps_words(rep: Page) -> None:
    bring_in(rep, ZOOM, name="George Harrison", email="george@brandt.example")
    expect(rep.get_by_role("heading", name="Who is who?")).to_be_visible()
    rep.get_by_role("radiogroup", name="Andrew Knight").get_by_label("Ours").check()
    rep.get_by_role("button", name="Save and write the follow-up").click()
    rep.wait_for_url("**/inbox/*/**")
    edit = rep.get_by_role("link", name="Edit", exact=True)
    expect(edit.or_(rep.locator("#body"))).to_be_visible()
    if edit.is_visible():  # a draft; a brief has its empty page open already
        edit.click()
    rep.get_by_label("Subject").fill("Our talk")
    rep.locator("#body").fill("Hi George,\n\nthank you for the talk.\n\nBest regards,\nMaya Okafor")
    rep.locator("[data-save]").click()
    rep.get_by_role("button", name="Approve", exact=True).click()
    for _ in range(60):
        if mails_to(rep, "george@brandt.example"):
            break
        rep.wait_for_timeout(1000)
    assert mails_to(rep, "george@brandt.example") == 1
