"""The admin's screens of where leads come in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads import intake, keys
from leads.models import ApiKey, Delivery, Event, Fetch, Lead, Source, User
from tests import factories
from tests.followup.hooks.test_events import ASKED, post
from tests.roles import role

pytestmark = pytest.mark.django_db
AT = "/settings/events/"


@pytest.fixture
def admin() -> User:
    return factories.user(role="admin")


@pytest.fixture
def client(admin: User) -> Client:
    client = Client()
    client.force_login(admin)
    return client


def do(client: Client, path: str, **given: Any) -> Any:
    with role("web"):
        return client.post(AT + path, given, follow=True)


def connect(client: Client, kind: str, **given: Any) -> Any:
    return do(
        client, f"sources/new/?kind={kind}", name=f"Our {kind}", owner=factories.user().pk, **given
    )


def test_secret_is_shown_once_and_opens_the_door(client: Client) -> None:
    page = connect(client, "webhook").content.decode()
    source = Source.objects.get()
    assert source.secret in page
    assert f"/hooks/{source.token}/" in page
    assert source.secret not in client.get(f"{AT}sources/{source.pk}/").content.decode()
    assert post(source, "{}").status_code == 401  # signed with another key


def test_renewed_secret_leaves_the_old_one_valid(client: Client) -> None:
    connect(client, "webhook")
    old = Source.objects.get().secret
    page = do(client, f"sources/{Source.objects.get().pk}/secret/").content.decode()
    source = Source.objects.get()
    assert source.old_secret == old
    assert source.secret in page
    assert old not in page


def test_secret_of_the_senders_choice_is_asked_for(client: Client) -> None:
    assert "Without it nobody can tell" in connect(client, "hubspot").content.decode()
    assert not Source.objects.exists()
    page = connect(client, "hubspot", secret="their client secret").content.decode()
    assert "their client secret" not in page
    assert Source.objects.get().secret == "their client secret"


def test_saving_without_a_secret_keeps_the_one_there_is(client: Client) -> None:
    connect(client, "zoom", secret="s", access_token="t")
    source = Source.objects.get()
    do(client, f"sources/{source.pk}/", name="Zoom", owner=source.owner_id, is_active="on")
    source.refresh_from_db()
    assert (source.name, source.secret, source.access_token) == ("Zoom", "s", "t")


def test_stored_token_is_not_sent_to_another_server(client: Client) -> None:
    connect(client, "zoom", secret="s", access_token="t")
    source = Source.objects.get()
    named = {"name": "Zoom", "owner": source.owner_id, "is_active": "on"}
    named["api"] = "https://api.evil.example"
    page = do(client, f"sources/{source.pk}/", **named).content.decode()
    assert "This is another server" in page
    source.refresh_from_db()
    assert not source.settings.get("api")
    do(client, f"sources/{source.pk}/", **named, access_token="for there")
    source.refresh_from_db()
    assert (source.settings["api"], source.access_token) == (named["api"], "for there")


def test_script_of_pages_names_its_source_and_listed_sites(client: Client) -> None:
    page = connect(client, "pages", origins="https://www.ours.example/a").content.decode()
    source = Source.objects.get()
    assert f"data-source=&quot;{source.token}&quot;" in page
    assert source.settings["origins"] == ["https://www.ours.example"]


def test_delivery_that_failed_is_shown_with_its_reason_and_tried_again(client: Client) -> None:
    source = Source.objects.create(name="Hook", kind="webhook", owner=factories.user())
    intake.receive(source, b'{"type": "a<b>"}', now=timezone.now(), number="1")
    failed = Delivery.objects.get()
    page = client.get(f"{AT}deliveries/{failed.pk}/").content.decode()
    assert "&quot;a&lt;b&gt;&quot;" in page
    assert failed.problem in client.get(AT).content.decode()
    do(client, f"deliveries/{failed.pk}/again/")
    failed.refresh_from_db()
    assert failed.state == "received"


def test_everything_of_a_source_is_tried_again_at_once(client: Client) -> None:
    source = Source.objects.create(name="Hook", kind="webhook", owner=factories.user())
    for number in "12":
        intake.receive(source, b"{}", now=timezone.now(), number=number)
    do(client, f"sources/{source.pk}/again/")
    assert Delivery.objects.filter(state="received").count() == 2


def test_list_asks_as_often_for_thirty_deliveries_as_for_one(client: Client) -> None:
    asked = []
    for number in range(30):
        source = Source.objects.create(name=f"H{number}", kind="webhook", owner=factories.user())
        intake.receive(source, ASKED.encode(), now=timezone.now(), number=str(number))
        if number in {0, 29}:
            client.get(AT)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(AT)
            asked.append(len(queries))
    assert asked[0] == asked[1]


def test_key_is_shown_once_works_and_is_revoked(client: Client) -> None:
    rep = factories.user()
    page = do(client, "keys/", name="Shop", acts_as=rep.pk, scope=["leads:read"]).content.decode()
    found = re.search(r"fu_[0-9a-f]{8}_[\w-]+", page)
    assert found
    assert keys.find(found[0], now=timezone.now())
    assert found[0] not in client.get(f"{AT}keys/").content.decode()
    do(client, f"keys/{ApiKey.objects.get().pk}/revoke/")
    assert keys.find(found[0], now=timezone.now()) is None


def test_key_for_an_admin_or_without_a_scope_is_not_made(client: Client, admin: User) -> None:
    do(client, "keys/", name="Shop", acts_as=admin.pk, scope=["leads:read"])
    page = do(client, "keys/", name="Shop", acts_as=factories.user().pk).content.decode()
    assert "at least one thing" in page
    assert not ApiKey.objects.exists()


def test_file_is_looked_at_then_brought_in(client: Client) -> None:
    data = b"Name,Email\nInes Park,ines@werk.example\nNobody,none\n"
    file = SimpleUploadedFile("fair.csv", data)
    page = do(client, "import/", file=file).content.decode()
    assert "1 new" in page
    assert "Line 3" in page
    assert not Lead.objects.exists()
    found = re.search(r'name="kept" value="([^"]+)"', page)
    assert found
    rep = factories.user()
    sent = {"kept": found[1], "name": "fair", "column": ["name", "email"], "owner": rep.pk}
    errors = do(client, "import/", act="errors", **sent)
    assert errors["Content-Type"].startswith("text/csv")
    said = do(client, "import/", act="do", **sent).content.decode()
    assert "gets no sequence" in said
    lead = Lead.objects.get()
    assert (lead.owner, lead.source) == (rep, "fair")


def test_transcript_of_nobody_is_filed_under_a_new_lead(client: Client) -> None:
    source = Source.objects.create(name="Zoom", kind="zoom", owner=factories.user())
    event = Event.objects.create(
        source="zoom:1", external_id="1", kind="transcript_ready", occurred_at=timezone.now()
    )
    fetch = Fetch.objects.create(
        event=event,
        source=source,
        state="unplaced",
        title="Demo",
        words=b"Ines Park: We need it before the board meets.\nMaya Reyes: You get it on Friday.",
        file_name="zoom.txt",
        guests=["ines@werk.example"],
    )
    assert "Say whose call it is" in client.get(AT).content.decode()
    page = client.get(f"{AT}transcripts/{fetch.pk}/").content.decode()
    assert "ines@werk.example" in page
    do(client, f"transcripts/{fetch.pk}/", guest="stranger@evil.example")
    assert not Lead.objects.exists()
    do(client, f"transcripts/{fetch.pk}/", guest="ines@werk.example")
    fetch.refresh_from_db()
    assert fetch.call is not None
    assert fetch.call.lead.email == "ines@werk.example"


@pytest.mark.parametrize("who", ["rep", "manager"])
@pytest.mark.parametrize("path", ["", "keys/", "import/", "sources/new/?kind=webhook"])
def test_only_an_admin_comes_in(who: str, path: str) -> None:
    client = Client()
    client.force_login(factories.user(role=who))
    assert client.get(AT + path).status_code == 403
