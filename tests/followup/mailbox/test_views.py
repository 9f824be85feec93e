"""The mailbox in the browser: for people who are signed in, in the sample mode, as text."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from followup.mailbox import folder
from leads.models import User

HOSTILE = (
    b"From: <script>alert(1)</script>@x.test\r\nSubject: <b>bold</b>\r\n"
    b"Content-Type: text/plain\r\n\r\n<img src=x onerror=alert(1)>\r\n"
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def key(settings: Settings, tmp_path: Path) -> str:
    settings.MAILBOX_DIR = tmp_path
    return folder.deliver(tmp_path, HOSTILE, sender="x@x.test", recipients=["y@y.test"])


@pytest.fixture
def signed_in(client: Client, django_user_model: type[User]) -> Client:
    client.force_login(django_user_model.objects.create(email="rep@ours.test", name="Rep"))
    return client


@pytest.mark.parametrize("path", ["", "{key}/", "{key}/raw/"])
def test_stranger_is_sent_to_sign_in(client: Client, key: str, path: str) -> None:
    response = client.get("/mailbox/" + path.format(key=key))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", ["", "{key}/", "{key}/raw/"])
def test_there_is_no_mailbox_outside_the_sample_mode(
    signed_in: Client, settings: Settings, key: str, path: str
) -> None:
    settings.SAMPLE = False
    assert signed_in.get("/mailbox/" + path.format(key=key)).status_code == 404


def test_list_and_message_show_markup_as_text(signed_in: Client, key: str) -> None:
    listed = signed_in.get("/mailbox/").content.decode()
    shown = signed_in.get(f"/mailbox/{key}/").content.decode()
    assert "&lt;b&gt;bold&lt;/b&gt;" in listed
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    for page in (listed, shown):
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_message_is_handed_out_as_a_file_only(signed_in: Client, key: str) -> None:
    response = signed_in.get(f"/mailbox/{key}/raw/")
    assert response.content.endswith(HOSTILE)
    assert response["Content-Disposition"] == f'attachment; filename="{key}.eml"'
    assert response["Content-Type"] == "application/octet-stream"


def test_unknown_message_is_not_found(signed_in: Client, key: str) -> None:
    assert signed_in.get("/mailbox/nothing/").status_code == 404
    assert signed_in.get("/mailbox/nothing/raw/").status_code == 404
