"""Signing in and out, and what a session is worth afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from leads.models import SignIn, User
from sequences.models import Message
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def quick_hashing(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def rep() -> User:
    return factories.user(password=PASSWORD)


def sign_in(person: User, client: Client | None = None, password: str = PASSWORD) -> Client:
    client = client or Client()
    post(client, "/accounts/login/", login=person.email, password=password)
    return client


def post(client: Client, path: str, **fields: str) -> Any:
    with role("web"):
        return client.post(path, fields)


def is_in(client: Client) -> bool:
    with role("web"):
        return bool(client.get("/inbox/").status_code == 200)


def live(person: User) -> list[SignIn]:
    now = timezone.now()
    return [s for s in SignIn.objects.filter(user=person) if s.is_live(now=now)]


def test_sign_in_begins_a_session_on_record(rep: User) -> None:
    assert is_in(sign_in(rep))
    (found,) = live(rep)
    assert found.expires_at - found.started_at == timedelta(days=14)


def test_address_may_be_written_in_capitals(rep: User) -> None:
    client = Client()
    post(client, "/accounts/login/", login=rep.email.upper(), password=PASSWORD)
    assert is_in(client)


@pytest.mark.parametrize("who", ["known", "unknown"])
def test_wrong_password_and_unknown_address_look_the_same(rep: User, who: str) -> None:
    address = rep.email if who == "known" else "nobody@ours.example"
    response = post(Client(), "/accounts/login/", login=address, password="wrong")
    assert response.status_code == 200
    assert "not correct" in response.content.decode()
    assert not live(rep)


def test_session_gets_a_new_key_at_sign_in(rep: User) -> None:
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    sign_in(rep, client)
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["sessionid"] = planted or ""
    assert not is_in(thief)


def test_sign_out_ends_the_session_here_and_on_record(rep: User) -> None:
    client = sign_in(rep)
    stolen = Client()
    stolen.cookies["sessionid"] = client.cookies["sessionid"].value
    post(client, "/accounts/logout/")
    assert not live(rep)
    assert not is_in(client)
    assert not is_in(stolen)


def test_looking_at_the_sign_out_page_signs_nobody_out(rep: User) -> None:
    client = sign_in(rep)
    with role("web"):
        client.get("/accounts/logout/")
    assert live(rep)


def test_signing_in_again_ends_the_earlier_session_of_this_browser(rep: User) -> None:
    client = sign_in(rep)
    client.force_login(rep)
    assert SignIn.objects.filter(user=rep).count() == 2
    assert len(live(rep)) == 1


def test_password_change_ends_every_other_session(rep: User) -> None:
    here, elsewhere = sign_in(rep), sign_in(rep)
    new = "another horse battery"
    post(here, "/accounts/password/change/", oldpassword=PASSWORD, password1=new, password2=new)
    assert is_in(here)
    assert not is_in(elsewhere)
    (left,) = live(rep)
    assert str(left.token) == here.session["sign_in"]
    assert is_in(sign_in(rep, password=new))


def test_person_who_left_is_out_at_once_and_stays_out(rep: User) -> None:
    client = sign_in(rep)
    User.objects.filter(pk=rep.pk).update(is_active=False)
    assert not is_in(client)
    again = sign_in(rep)
    assert not is_in(again)
    assert SignIn.objects.filter(user=rep).count() == 1


def test_sample_people_are_refused_outside_the_sample_mode(settings: Settings) -> None:
    person = factories.user(password=PASSWORD, is_sample=True)
    settings.SAMPLE = False
    response = post(Client(), "/accounts/login/", login=person.email, password=PASSWORD)
    assert response.status_code == 403
    assert not live(person)


def test_sample_session_does_not_outlive_the_sample_mode(settings: Settings) -> None:
    person = factories.user(password=PASSWORD, is_sample=True)
    client = sign_in(person)
    assert is_in(client)
    settings.SAMPLE = False
    assert not is_in(client)


def test_nobody_signs_up(rep: User) -> None:
    fields = {"email": "new@ours.example", "password1": PASSWORD, "password2": PASSWORD}
    post(Client(), "/accounts/signup/", **fields)
    assert User.objects.get() == rep


def test_approval_in_a_session_that_was_ended_elsewhere_sends_nothing(rep: User) -> None:
    call = factories.call(factories.lead(rep))
    draft = factories.draft(factories.touch(call, state="drafted"))
    client = sign_in(rep)
    SignIn.objects.filter(user=rep).update(ended_at=timezone.now())
    post(client, f"/inbox/{draft.pk}/approve/", seen=factories.seen(draft, rep))
    assert not Message.objects.exists()
    assert is_in(client)
    draft.refresh_from_db()
    assert draft.state == "ready"


def test_nobody_makes_the_site_write_to_a_stranger(
    rep: User, mailoutbox: list[EmailMessage]
) -> None:
    """Every mail to somebody outside needs an approval; this page asks for none."""
    for address in ("victim@stranger.example", rep.email):
        post(Client(), "/accounts/password/reset/", email=address)
    assert [mail.to for mail in mailoutbox] == [[rep.email]]
