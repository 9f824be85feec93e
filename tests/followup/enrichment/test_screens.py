"""The admin's screens of what outside services know."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ
from pytest_httpserver import HTTPServer

from followup import tasks
from leads.enrichment import desk
from leads.models import Enricher, EnricherKey, Lookup, Score, TrailEntry, User
from reviews.models import Memo
from tests import factories
from tests.leads.enriching.test_services import PERSON
from tests.leads.enrichment.test_running import heard_of
from tests.roles import role
from tests.rules.enrichment import enricher
from tests.rules.suppression import listed

pytestmark = pytest.mark.django_db
AT = "/settings/enrichment/"
LIMITS = {"per_day": "10", "per_month": "100", "keep_days": "30"}
APOLLO = {"key": "k3y", "asks_people": "on"} | LIMITS
OWN = {"name": "Ours", "url": "https://know.example.com/{domain}", "header": "X-Token"} | LIMITS


@pytest.fixture
def admin() -> User:
    return factories.user(role="admin", name="Ada Quist")


@pytest.fixture
def client(admin: User) -> Client:
    client = Client()
    client.force_login(admin)
    return client


def do(client: Client, path: str, **given: str) -> str:
    with role("web"):
        return str(client.post(AT + path, given, follow=True).content.decode())


def test_apollo_is_connected_agreed_to_and_switched_off_again(client: Client, admin: User) -> None:
    shown = do(client, "apollo/", **APOLLO)
    assert "Nothing is asked until you switch it on" in shown
    assert "The e-mail address of everybody who wrote to you" in shown
    of = Enricher.objects.get()
    assert (of.is_on, of.asks_people, of.per_day) == (False, True, 10)
    assert EnricherKey.objects.get().key == "k3y"
    assert "k3y" not in shown + client.get(f"{AT}apollo/").content.decode()
    assert "Say that you have read" in do(client, "apollo/switch/", to="on")
    shown = do(client, "apollo/switch/", to="on", agreed="yes")
    assert f"{admin.name}, " in shown
    of.refresh_from_db()
    assert (of.is_on, of.agreed_by) == (True, admin)
    do(client, "apollo/switch/", to="off")
    of.refresh_from_db()
    assert not of.is_on
    states = TrailEntry.objects.filter(table="leads_enricher").order_by("pk")
    assert [e.row["is_on"] for e in states] == [False, True, False]
    assert not any("k3y" in str(e.row) for e in states)


def test_asking_about_more_than_was_agreed_to_needs_a_new_agreement(client: Client) -> None:
    do(client, "apollo/", key="k3y", **LIMITS)
    do(client, "apollo/switch/", to="on", agreed="yes")
    do(client, "apollo/", **LIMITS | {"per_day": "20"})
    assert Enricher.objects.get().is_on
    assert "More leaves the house than before" in do(client, "apollo/", **APOLLO | {"key": ""})
    assert not Enricher.objects.get().is_on
    assert EnricherKey.objects.get().key == "k3y"


def test_service_of_our_own_says_what_leaves(client: Client) -> None:
    shown = do(client, "own/", **OWN)
    assert "https://know.example.com/{domain}" in shown
    assert "The e-mail address of everybody" not in shown
    shown = do(client, "own/", **OWN | {"url": "https://know.example.com/?who={email}"})
    assert "The e-mail address of everybody" in shown
    assert Enricher.objects.get().asks_people


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("apollo", APOLLO | {"key": ""}, "without a key"),
        ("apollo", APOLLO | {"per_day": "101"}, "no room for more than a month"),
        ("apollo", APOLLO | {"key": "k\u20acy"}, "plain letters"),
        ("own", OWN | {"url": "https://10.0.0.7/{domain}"}, "not public"),
        ("own", OWN | {"url": "http://know.example.com/{domain}"}, "https://"),
        ("own", OWN | {"url": "https://know.example.com/"}, "Write {email} or {domain}"),
        ("own", OWN | {"header": "X Token:"}, "valid value"),
    ],
)
def test_what_cannot_work_is_explained_and_not_kept(
    client: Client, kind: str, given: dict[str, str], said: str
) -> None:
    assert said in do(client, f"{kind}/", **given)
    assert not Enricher.objects.exists()


@pytest.mark.parametrize("who", ["rep", "manager"])
def test_nobody_but_an_admin_comes_in(who: str) -> None:
    enricher()
    client = Client()
    client.force_login(factories.user(role=who))
    for path in ("", "apollo/"):
        assert client.get(AT + path).status_code == 403
    for path in ("apollo/", "apollo/switch/", "apollo/try/"):
        assert client.post(AT + path, {"to": "off"}).status_code == 403
    assert Enricher.objects.get().is_on


@pytest.mark.parametrize("path", ["spy/", "spy/switch/", "own/switch/", "own/try/"])
def test_service_that_is_not_there_is_not_found(client: Client, path: str) -> None:
    enricher()
    assert client.post(AT + path, {"to": "on"}).status_code == 404


def test_one_address_is_tried_out_and_the_answer_shown(
    client: Client, httpserver: HTTPServer, settings: Any
) -> None:
    settings.APOLLO_URL, settings.INSIDE_HOSTS = httpserver.url_for("/"), ["localhost"]
    httpserver.expect_request("/people/match").respond_with_json({"person": PERSON})
    do(client, "apollo/", **APOLLO)
    assert "being asked" in do(client, "apollo/try/", address="Ines@werk.example")
    with role("worker"):
        tasks.enrich()
    shown = client.get(AT).content.decode()
    assert "ines@werk.example: something is known" in shown
    assert "Head of Operations" in shown
    assert "1 of 10 today, 1 of 100 this month" in shown


def test_address_that_wants_no_mail_is_not_tried_out(client: Client) -> None:
    do(client, "apollo/", **APOLLO)
    listed(value="no@werk.example")
    shown = do(client, "apollo/try/", address="no@werk.example")
    assert "Nobody is asked about an address that wants no mail" in shown
    assert not Lookup.objects.exists()


def test_refused_key_is_told_to_the_admins_by_mail_and_on_the_page(
    client: Client, admin: User, httpserver: HTTPServer, settings: Any
) -> None:
    settings.APOLLO_URL, settings.INSIDE_HOSTS = httpserver.url_for("/"), ["localhost"]
    httpserver.expect_request("/people/match").respond_with_data("", status=401)
    do(client, "apollo/", **APOLLO)
    do(client, "apollo/switch/", to="on", agreed="yes")
    heard_of()
    with role("worker"):
        tasks.enrich()
        tasks.enrich()
    memo = Memo.objects.get()
    assert (memo.user, memo.subject) == (admin, "Enrichment has stopped: Apollo")
    assert "refuses the key (401)" in memo.text
    assert "localhost refuses the key (401)" in client.get(AT).content.decode()
    shown = do(client, "apollo/switch/", to="on", agreed="yes")
    assert "Stopped" not in shown


def test_nobody_waits_for_a_service_and_the_score_follows_what_it_said(
    httpserver: HTTPServer, settings: Any
) -> None:
    settings.APOLLO_URL, settings.INSIDE_HOSTS = httpserver.url_for("/"), ["localhost"]
    httpserver.expect_request("/people/match").respond_with_json({"person": PERSON})
    desk.keep(enricher(asks_people=True), key="k3y", now=timezone.now())
    lead = heard_of()
    with role("worker"):
        tasks.answer_events(lead.events.get().pk)
        assert httpserver.log == []
        before = Score.objects.get(lead=lead).total
        OrmQ.objects.all().delete()
        tasks.enrich()
        (rung,) = [row.task for row in OrmQ.objects.all()]
        assert (rung["func"], rung["args"]) == ("followup.tasks.rescore", (lead.pk,))
        tasks.rescore(lead.pk)
    assert Score.objects.get(lead=lead).total == before + 15  # “head” in their title


def test_page_shows_nobodys_name_or_address(client: Client) -> None:
    of = enricher(asks_people=True)
    lead = heard_of()
    Lookup.objects.create(enricher=of, lead=lead, state="found", answered_at=timezone.now())
    shown = client.get(AT).content.decode()
    assert "1 with something" in shown
    assert lead.email not in shown
    assert lead.name not in shown
