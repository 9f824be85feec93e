"""The mailboxes page as people use it: connect, test, pause, resume, and nobody else's."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_q.models import OrmQ
from pytest_django.fixtures import Settings
from pytest_httpserver import HTTPServer

from followup import tasks
from leads.models import User
from sequences import autodetect
from sequences.models import Mailbox, MailboxSecret
from tests import factories
from tests.roles import role
from tests.sequences.deliverability.names import name_server
from tests.smtp import smtp_peer

pytestmark = pytest.mark.django_db
PAGE = "/settings/mailboxes/"


@pytest.fixture
def rep() -> User:
    return factories.user(name="Maya Reyes")


@pytest.fixture
def client(rep: User) -> Client:
    client = Client()
    client.force_login(rep)
    return client


def form(**changes: object) -> dict[str, object]:
    return {
        "address": "Maya@ours.example",
        "smtp_host": "127.0.0.1",
        "smtp_port": 2525,
        "smtp_security": "none",
        "imap_host": "",
        "imap_port": 993,
        "imap_security": "tls",
        "imap_folder": "INBOX",
        "must_read_within": 30,
        "daily_cap": 100,
        "time_zone": "Europe/Berlin",
        "password": "hunter2",
    } | changes


def test_person_connects_a_mail_server_and_it_is_tested(client: Client, rep: User) -> None:
    with smtp_peer(takes="hunter2") as peer:
        with role("web"):
            answer = client.post(f"{PAGE}new/smtp/", form(smtp_port=peer.port, warms_up="on"))
        assert answer.status_code == 302
        mailbox = Mailbox.objects.get()
        assert (mailbox.owner, mailbox.address, mailbox.daily_cap) == (
            rep,
            "maya@ours.example",
            100,
        )
        assert mailbox.ramp_started_on is not None
        assert "Being tested" in client.get(PAGE).content.decode()
        assert OrmQ.objects.count() == 1
        with role("worker"):
            assert tasks.test_mailbox(mailbox.pk) == 1
        assert peer.sign_ins == 1
        assert peer.accepted == []  # nothing is sent by testing
    page = client.get(PAGE).content.decode()
    assert "Works" in page
    assert "hunter2" not in page


def test_wrong_password_is_told_in_the_servers_words(client: Client) -> None:
    with smtp_peer(takes="right") as peer:
        client.post(f"{PAGE}new/smtp/", form(smtp_port=peer.port))
        tasks.test_mailbox(Mailbox.objects.get().pk)
    page = client.get(PAGE).content.decode()
    assert "Does not work" in page
    assert "refused our sign-in: 535" in page


@pytest.mark.parametrize("side", ["smtp", "imap"])
def test_stored_password_is_not_shown_to_another_server(rep: User, side: str) -> None:
    mailbox = factories.mailbox(rep, password="hers", imap_host="127.0.0.1")
    admin = Client()
    admin.force_login(factories.user(role="admin"))
    sent = form(address=mailbox.address, imap_host="127.0.0.1", password="")
    sent |= {"smtp_host": "127.0.0.1", f"{side}_host": "localhost"}
    with role("web"):
        answer = admin.post(f"{PAGE}{mailbox.pk}/", sent)
        assert "This is another server" in answer.content.decode()
        assert admin.post(f"{PAGE}{mailbox.pk}/", sent | {"password": "new"}).status_code == 302
    mailbox.refresh_from_db()
    assert getattr(mailbox, f"{side}_host") == "localhost"
    assert MailboxSecret.objects.get(mailbox=mailbox).password == "new"


def test_empty_password_keeps_the_stored_one(client: Client, rep: User) -> None:
    mailbox = factories.mailbox(rep, password="hunter2")
    with role("web"):
        client.post(f"{PAGE}{mailbox.pk}/", form(password="", daily_cap=50))
    assert MailboxSecret.objects.get().password == "hunter2"
    mailbox.refresh_from_db()
    assert (mailbox.daily_cap, mailbox.sign_in) == (50, "password")
    assert "hunter2" not in client.get(f"{PAGE}{mailbox.pk}/").content.decode()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"smtp_security": "none", "smtp_host": "mail.ours.example"}, "password would be read"),
        ({"time_zone": "Mars/Base"}, "Write a zone"),
        ({"daily_cap": 0}, "greater than or equal to 1"),
        ({"address": "nobody"}, "valid email"),
        ({"smtp_host": ""}, "required"),
    ],
)
def test_wrong_entry_is_refused_in_words(
    client: Client, changes: dict[str, object], says: str
) -> None:
    page = client.post(f"{PAGE}new/smtp/", form(**changes)).content.decode()
    assert "Nothing was saved yet" in page
    assert says in page
    assert not Mailbox.objects.exists()


def test_ports_other_than_those_of_mail_are_refused(client: Client, settings: Settings) -> None:
    settings.SAMPLE = False
    page = client.post(f"{PAGE}new/smtp/", form(smtp_port=6379)).content.decode()
    assert "Mail servers listen on" in page


def test_second_mailbox_to_send_from_is_refused(client: Client, rep: User) -> None:
    factories.mailbox(rep, address="first@ours.example")
    page = client.post(f"{PAGE}new/smtp/", form()).content.decode()
    assert "first@ours.example" in page
    assert "Switch that off" in page


def test_pause_resume_and_switch(client: Client, rep: User) -> None:
    mailbox = factories.mailbox(rep)
    with role("web"):
        client.post(f"{PAGE}{mailbox.pk}/pause/", {"reason": "Holidays"})
        assert "Holidays" in client.get(PAGE).content.decode()
        client.post(f"{PAGE}{mailbox.pk}/resume/")
        client.post(f"{PAGE}{mailbox.pk}/switch/", {"to": "off"})
    mailbox.refresh_from_db()
    assert (mailbox.paused_at, mailbox.is_active) == (None, False)


@pytest.mark.parametrize("act", ["", "test/", "pause/", "resume/", "switch/"])
def test_nobody_touches_the_mailbox_of_another(client: Client, act: str) -> None:
    theirs = factories.mailbox(address="secret@ours.example")
    answer = client.post(f"{PAGE}{theirs.pk}/{act}", form())
    assert answer.status_code == 404
    assert "secret@ours.example" not in client.get(PAGE).content.decode()


def test_admin_sees_all_and_adds_the_shared_one() -> None:
    factories.mailbox(address="maya@ours.example")
    client = Client()
    client.force_login(factories.user(role="admin"))
    given = {
        "service": "mailgun",
        "service_domain": "mg.ours.example",
        "daily_cap": 500,
        "time_zone": "UTC",
        "password": "key-1",
    }
    with role("web"):
        assert client.post(f"{PAGE}new/esp/", given).status_code == 302
    shared = Mailbox.objects.get(kind="esp")
    assert (shared.owner, shared.service) == (None, "mailgun")
    page = client.get(PAGE).content.decode()
    assert "maya@ours.example" in page
    assert "key-1" not in page


@pytest.mark.parametrize("kind", ["esp", "site"])
def test_rep_adds_nothing_that_everybody_shares(client: Client, kind: str) -> None:
    assert client.get(f"{PAGE}new/{kind}/").status_code == 403


def test_admin_caps_the_sites_own_connection() -> None:
    client = Client()
    client.force_login(factories.user(role="admin"))
    with role("web"):
        client.post(f"{PAGE}new/site/", {"daily_cap": 40, "time_zone": "UTC"})
    site = Mailbox.objects.get()
    assert (site.kind, site.owner, site.daily_cap) == ("site", None, 40)


def test_server_is_signed_in_to_by_token_where_one_is_given(client: Client) -> None:
    with role("web"):
        client.post(f"{PAGE}new/smtp/", form(password="", refresh_token="refresh-1"))
    assert Mailbox.objects.get().sign_in == "xoauth2"
    assert MailboxSecret.objects.get().refresh_token == "refresh-1"


def test_servers_are_found_by_who_takes_the_domains_mail(
    client: Client, settings: Settings
) -> None:
    with name_server({"acme-mail.io": {"MX": ["1 aspmx.l.google.com."]}}) as address:
        settings.DNS_SERVERS = [address]
        page = client.get(f"{PAGE}new/smtp/", {"address": "maya@acme-mail.io"}).content.decode()
    assert "smtp.gmail.com" in page


def test_page_takes_the_same_queries_for_many_mailboxes() -> None:
    client = Client()
    client.force_login(factories.user(role="admin"))

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    factories.mailbox()
    count()
    before = count()
    for _ in range(29):
        factories.mailbox()
    assert count() == before


def consent(httpserver: HTTPServer, settings: Settings, **token: Any) -> None:
    """Google, standing in: its token door answers with this."""
    claims = base64.urlsafe_b64encode(json.dumps({"email": "Maya@ours.example"}).encode())
    answer = {
        "access_token": "access-1",
        "refresh_token": "refresh-1",
        "expires_in": 3599,
        "scope": settings.MAIL_PROVIDERS["gmail"]["send_scope"],
        "id_token": f"x.{claims.decode().rstrip('=')}.y",
    }
    httpserver.expect_request("/token").respond_with_json(answer | token)
    settings.MAIL_PROVIDERS["gmail"] |= {"client_id": "id", "token": httpserver.url_for("/token")}


def test_person_connects_google(
    client: Client, rep: User, httpserver: HTTPServer, settings: Settings
) -> None:
    consent(httpserver, settings)
    with role("web"):
        page = client.post(f"{PAGE}connect/gmail/", {"reads": "yes"}).content.decode()
        assert "accounts.google.com" in page
        state = client.session["mailbox_consent"]["state"]
        back = client.get(f"{PAGE}back/gmail/", {"state": state, "code": "c-1"})
        assert "Connect this mailbox" in back.content.decode()
        assert not Mailbox.objects.exists()  # a GET changes nothing
        client.post(f"{PAGE}finish/gmail/", {"state": state, "code": "c-1"})
    mailbox = Mailbox.objects.get()
    assert (mailbox.owner, mailbox.address, mailbox.kind) == (rep, "maya@ours.example", "gmail")
    assert not mailbox.reads  # asked for, but not given
    assert MailboxSecret.objects.get().refresh_token == "refresh-1"
    asked = parse_qs(httpserver.log[0][0].get_data(as_text=True))
    assert asked["code"] == ["c-1"]
    assert len(asked["code_verifier"][0]) >= 43


def test_consent_of_another_session_is_refused(
    client: Client, httpserver: HTTPServer, settings: Settings
) -> None:
    consent(httpserver, settings)
    client.post(f"{PAGE}connect/gmail/")
    page = client.get(f"{PAGE}back/gmail/", {"state": "forged", "code": "c-1"}).content.decode()
    assert "does not belong" in page
    client.post(f"{PAGE}finish/gmail/", {"state": "forged", "code": "c-1"})
    assert httpserver.log == []
    assert not Mailbox.objects.exists()


def test_state_is_good_once(client: Client, httpserver: HTTPServer, settings: Settings) -> None:
    consent(httpserver, settings)
    client.post(f"{PAGE}connect/gmail/")
    state = client.session["mailbox_consent"]["state"]
    for _ in range(2):
        client.post(f"{PAGE}finish/gmail/", {"state": state, "code": "c-1"})
    assert len(httpserver.log) == 1


def test_provider_that_is_not_set_up_says_so(client: Client) -> None:
    answer = client.post(f"{PAGE}connect/graph/", follow=True).content.decode()
    assert "not set up on this site" in answer


@pytest.mark.parametrize(
    ("address", "exchangers", "host"),
    [
        ("maya@gmail.com", (), "smtp.gmail.com"),
        ("maya@acme.io", ("aspmx.l.google.com",), "smtp.gmail.com"),
        ("maya@acme.io", ("acme-io.mail.protection.outlook.com.",), "smtp.office365.com"),
        ("maya@acme.io", (), "smtp.acme.io"),
        ("maya@acme.io", ("notgoogle.com",), "smtp.acme.io"),
    ],
)
def test_servers_are_guessed_from_the_address(
    address: str, exchangers: tuple[str, ...], host: str
) -> None:
    guess = autodetect.guess(address, exchangers=exchangers)
    assert guess is not None
    assert guess.smtp_host == host


@pytest.mark.parametrize("address", ["", "maya", "maya@", "maya@localhost"])
def test_no_domain_no_guess(address: str) -> None:
    assert autodetect.guess(address) is None


def test_test_asked_for_again_meanwhile_is_done_again(rep: User) -> None:
    with smtp_peer() as peer:
        mailbox = factories.mailbox(rep, smtp_port=peer.port)
        assert tasks.test_mailbox(mailbox.pk) == 0  # nobody asked
        Mailbox.objects.update(test_wanted_at=timezone.now())
        assert tasks.test_mailbox(mailbox.pk) == 1
        assert tasks.test_mailbox(mailbox.pk) == 0
