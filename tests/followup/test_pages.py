"""Every page: strict about scripts, kind about errors."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from leads.models import User
from tests import factories as make

pytestmark = pytest.mark.django_db
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=|javascript:", re.I)


@pytest.fixture
def rep() -> User:
    return make.user()


def test_no_page_carries_inline_script_or_style(rep: User) -> None:
    call = make.call(make.lead(rep), state="read", engine="rules")
    draft = make.draft(make.touch(call, state="drafted"))
    client = Client()
    login = client.get("/accounts/login/")
    client.force_login(rep)
    paths = [
        "/inbox/", "/inbox/reading/", f"/inbox/{draft.pk}/", f"/inbox/{draft.pk}/edit/",
        "/calls/new/", f"/calls/{call.pk}/", f"/leads/{call.lead_id}/", "/mailbox/",
        "/accounts/password/change/", "/accounts/2fa/", "/accounts/logout/", "/nowhere/",
    ]  # fmt: skip
    for answer in [login, *(client.get(path) for path in paths)]:
        assert not INLINE.findall(answer.content.decode()), answer.request["PATH_INFO"]
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy


def test_missing_page_says_so_and_leads_back(rep: User) -> None:
    client = Client()
    client.force_login(rep)
    answer = client.get("/inbox/999999/")
    assert answer.status_code == 404
    assert b"There is nothing here" in answer.content
    assert b'href="/inbox/"' in answer.content


def test_form_of_an_older_session_is_refused_with_the_way_out(rep: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(rep)
    answer = client.post("/calls/new/", {})
    assert answer.status_code == 403
    assert b"This page is out of date" in answer.content


def test_error_page_needs_nothing_but_itself() -> None:
    assert "Something went wrong here" in render_to_string("500.html")


def test_first_page_leads_to_the_inbox_and_the_inbox_to_sign_in(rep: User) -> None:
    assert Client().get("/", follow=True).redirect_chain[-1][0].startswith("/accounts/login/")
    client = Client()
    client.force_login(rep)
    assert client.get("/").headers["Location"] == "/inbox/"


def test_sign_in_page_offers_the_samples_only_in_the_sample_mode(settings: object) -> None:
    assert b"rep@followup.example" in Client().get("/accounts/login/").content
    settings.SAMPLE = False  # type: ignore[attr-defined]
    assert b"rep@followup.example" not in Client().get("/accounts/login/").content


def test_pages_travel_compressed(rep: User) -> None:
    client = Client(headers={"accept-encoding": "gzip"})
    client.force_login(rep)
    assert client.get("/inbox/").headers["Content-Encoding"] == "gzip"


def test_admin_is_told_why_the_inbox_is_empty_and_brings_in_no_call() -> None:
    make.draft()
    client = Client()
    client.force_login(make.user(role="admin"))
    page = client.get("/inbox/").content.decode()
    assert "No drafts come to an admin" in page
    assert "/calls/new/" not in page
    answer = client.get("/calls/new/")
    assert answer.status_code == 403
    assert "An admin has no leads." in answer.content.decode()


def test_password_comes_after_the_address_when_tabbing() -> None:
    page = Client().get("/accounts/login/").content.decode()
    assert page.index('id="id_password"') < page.index("Forgotten?")


@pytest.mark.parametrize("path", ["/inbox/?q=%00", "/inbox/?after=a%00b", "/leads/1/?x=%00"])
def test_nul_in_an_address_is_a_bad_request(rep: User, path: str) -> None:
    client = Client()
    client.force_login(rep)
    assert client.get(path).status_code == 400


@pytest.mark.parametrize("field", ["subject", "cc", "body"])
def test_nul_in_a_form_is_a_bad_request(rep: User, field: str) -> None:
    client = Client()
    client.force_login(rep)
    draft = make.draft(make.touch(make.call(make.lead(rep)), state="drafted"))
    words = {"revision": draft.revision, "subject": "s", "cc": "", "body": "b"}
    answer = client.post(f"/inbox/{draft.pk}/save/", words | {field: "a\0b"})
    assert answer.status_code == 400


def test_nul_in_a_cookie_is_a_bad_request() -> None:
    client = Client()
    client.cookies["sessionid"] = "aaaaaaaaaa\0"
    assert client.get("/inbox/").status_code == 400


def test_an_expired_session_on_a_page_without_an_address_leads_to_sign_in() -> None:
    answer = Client().get("/inbox/", headers={"HX-Request": "true", "HX-Current-URL": "http://["})
    assert answer.headers["HX-Redirect"] == "/accounts/login/"
