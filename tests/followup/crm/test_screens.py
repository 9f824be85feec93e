"""The admin's page of the CRM, and what a rep sees of it on a lead."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_httpserver import HTTPServer

from followup import tasks
from leads.crm import connections
from leads.models import CrmConnection, CrmEntry, CrmSecret, User
from reviews.models import Memo
from tests import factories
from tests.leads.crm.hubspot_server import TOKEN, FakeHubSpot
from tests.roles import role

pytestmark = pytest.mark.django_db


@pytest.fixture
def hubspot(httpserver: HTTPServer) -> Iterator[FakeHubSpot]:
    found = FakeHubSpot(httpserver)
    with override_settings(HUBSPOT_URL=found.url):
        yield found


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def page(client: Client, **query: str) -> str:
    with role("web"):
        response = client.get("/settings/crm/", query)
    assert response.status_code == 200
    return response.content.decode()


def post(client: Client, act: str, **given: object) -> str:
    with role("web"):
        return client.post(f"/settings/crm/{act}/", given, follow=True).content.decode()


def work() -> None:
    """The worker does what it is rung for."""
    with role("worker"):
        for found in CrmConnection.objects.asked():
            tasks.ask_crm(found.pk)
        tasks.write_crm()


def connected(hubspot: FakeHubSpot) -> Client:
    ada = signed_in(factories.user(role="admin"))
    post(ada, "connect", kind="hubspot", token=TOKEN)
    work()
    post(ada, "ask", wish="make")
    work()
    return ada


def test_admin_connects_hubspot_has_the_fields_made_and_sees_what_was_written(
    hubspot: FakeHubSpot,
) -> None:
    ada = signed_in(factories.user(role="admin"))
    shown = post(ada, "connect", kind="hubspot", token=TOKEN)
    assert "Being tested" in shown
    work()
    shown = page(ada)
    assert "account 42" in shown
    assert "It is not there yet." in shown
    post(ada, "ask", wish="make")
    work()
    assert "It is not there yet." not in page(ada)
    lead = factories.lead(name="Ines Park")
    hubspot.contact("501", lead.email)
    lead.stop_events.create(kind="reply", source="<r@x>")
    work()
    shown = page(ada)
    assert "Ines Park" in shown
    assert "1 written, 0 waiting" in shown
    assert TOKEN not in shown


def test_token_that_does_not_work_is_said(hubspot: FakeHubSpot) -> None:
    ada = signed_in(factories.user(role="admin"))
    post(ada, "connect", kind="hubspot", token="wrong")
    work()
    shown = page(ada)
    assert "Does not work" in shown
    assert "refuses the token" in shown


def test_what_was_not_written_says_why_and_is_tried_again(hubspot: FakeHubSpot) -> None:
    ada = connected(hubspot)
    lead = factories.lead(name="Ines Park")
    hubspot.contact("501", lead.email)
    lead.stop_events.create(kind="reply", source="<r@x>")
    hubspot.answers = [400]
    work()
    entry = CrmEntry.objects.get()
    assert entry.problem in page(ada, state="failed")
    assert "None like that" in page(ada, state="written")
    post(ada, f"again/{entry.pk}")
    work()
    assert "1 written" in page(ada)


def test_fields_and_notes_are_the_admins_and_a_field_of_peoples_own_is_refused(
    hubspot: FakeHubSpot,
) -> None:
    ada = connected(hubspot)
    shown = post(ada, "change", field_score="jobtitle", notes=["heard"])
    assert "Nothing was saved" in shown
    post(ada, "change", field_score="lead_points", field_tier="", notes=["heard", "rumour"])
    connection = CrmConnection.objects.get()
    assert (connection.fields, connection.notes) == ({"score": "lead_points"}, ["heard"])
    work()
    assert "It is not there yet." in page(ada)


def test_own_address_shows_its_secret_once_and_a_private_one_is_refused() -> None:
    ada = signed_in(factories.user(role="admin"))
    shown = post(ada, "connect", kind="rest", address="https://10.0.0.7/crm")
    assert "This address is not public" in shown
    assert not CrmConnection.objects.exists()
    shown = post(ada, "connect", kind="rest", address="https://bridge.example.com/crm")
    secret = CrmSecret.objects.get().token
    assert secret in shown
    assert secret not in page(ada)


def test_disconnecting_forgets_the_token(hubspot: FakeHubSpot) -> None:
    ada = connected(hubspot)
    assert "HubSpot is disconnected" in post(ada, "end")
    assert CrmSecret.objects.get().token == ""
    assert "Connect and test" in page(ada)


def test_admins_are_written_to_once_when_the_crm_lets_us_in_no_more(
    hubspot: FakeHubSpot,
) -> None:
    connected(hubspot)
    found = CrmConnection.objects.get()
    connections.pause(found, "HubSpot refuses the token (401).", now=timezone.now())
    with role("worker"):
        tasks.sweep()
        tasks.sweep()
    memo = Memo.objects.get()
    assert "has to be seen to" in memo.subject
    assert "/settings/crm/" in memo.text


def test_lead_page_says_what_was_written_and_what_stands_against_it(hubspot: FakeHubSpot) -> None:
    lead = factories.lead(factories.user())
    rep = signed_in(lead.owner)
    with role("web"):
        assert "in-crm" not in rep.get(f"/leads/{lead.pk}/").content.decode()
    connected(hubspot)
    hubspot.contact("501", lead.email, lifecyclestage="opportunity", hubspot_owner_id="7")
    lead.stop_events.create(kind="reply", source="<r@x>")
    work()
    lead.stop_events.create(kind="bounce", source="b1")
    hubspot.answers = [400]
    work()
    with role("web"):
        shown = rep.get(f"/leads/{lead.pk}/").content.decode()
    assert "Written to HubSpot" in shown
    assert "opportunity" in shown
    assert "Olga Ruiz" in shown
    assert "HubSpot answered 400" in shown


@pytest.mark.parametrize("who", ["rep", "manager"])
def test_nobody_but_an_admin_opens_or_changes_it(hubspot: FakeHubSpot, who: str) -> None:
    connected(hubspot)
    client = signed_in(factories.user(role=who))
    assert client.get("/settings/crm/").status_code == 403
    for act in ("connect", "change", "ask", "end", "again", "again/1"):
        given = {"kind": "hubspot", "wish": "test"}
        assert client.post(f"/settings/crm/{act}/", given).status_code == 403
    assert CrmConnection.objects.get().is_on


def test_list_asks_as_much_at_thirty_rows_as_at_one(hubspot: FakeHubSpot) -> None:
    ada, counts = connected(hubspot), []
    for many in (1, 29):
        for _ in range(many):
            factories.lead().stop_events.create(kind="reply", source="<r@x>")
        with CaptureQueriesContext(connection) as asked:
            ada.get("/settings/crm/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
