"""Connecting a CRM: what is refused, what a test finds, and an address of the customer's own."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction
from django.test import override_settings
from django.utils import timezone
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from followup.lib import webhooks
from leads.crm import connections
from leads.crm.asking import Gone, Locked, Note, NotNow, Person
from leads.crm.rest import Rest
from leads.models import CrmConnection, CrmEntry, CrmSecret, Score
from tests import factories
from tests.leads.crm import making
from tests.leads.crm.hubspot_server import FakeHubSpot
from tests.roles import role

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NOTE = Note("Mail sent: Recap", "Hello.", datetime(2026, 11, 18, tzinfo=UTC), str(uuid.uuid4()))


@pytest.mark.django_db
def test_test_learns_the_account_and_writes_everybodys_score_once(hubspot: FakeHubSpot) -> None:
    lead = factories.lead()
    Score.objects.create(lead=lead, total=40, tier="warm", scored_at=timezone.now())
    connection = making.connected()
    assert (connection.portal, connection.test_problem) == ("42", "")
    assert set(connection.standing.values()) == {""}
    assert CrmEntry.objects.get().lead == lead


@pytest.mark.django_db
def test_scores_wait_for_their_fields_and_follow_them_to_other_ones(hubspot: FakeHubSpot) -> None:
    lead = factories.lead()
    hubspot.contact("501", lead.email)
    Score.objects.create(lead=lead, total=40, tier="warm", scored_at=timezone.now())
    connection = making.connected(make=False)
    assert making.write() == 0
    assert making.of(lead, "score").state == "waiting"
    with role("web"):
        connections.want(connection, "make", now=timezone.now())
    making.asked(connection)
    making.write()
    assert hubspot.contacts["501"]["followup_score"] == "40"
    hubspot.properties["lead_points"] = {"name": "lead_points", "type": "number"}
    with role("web"):
        connections.change(
            connection, fields={"score": "lead_points"}, notes=[], token="", now=timezone.now()
        )
    making.asked(connection)
    making.write()
    assert hubspot.contacts["501"]["lead_points"] == "40"


@pytest.mark.django_db
def test_token_that_does_not_work_is_said_and_nothing_is_written(hubspot: FakeHubSpot) -> None:
    connection = making.connected(token="wrong")
    assert "refuses the token" in connection.test_problem
    making.told(factories.lead())
    assert making.write() == 0


@pytest.mark.django_db
def test_token_of_another_account_is_refused(hubspot: FakeHubSpot) -> None:
    connection = making.connected()
    hubspot.portal = 43
    with role("web"):
        connections.want(connection, "test", now=timezone.now())
    assert "another HubSpot account (43)" in making.asked(connection).test_problem
    assert connection.portal == "42"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Followup Score", "hs_lead_status", "jobtitle", "1st", "a" * 101])
def test_field_that_people_fill_in_is_refused_as_ours(hubspot: FakeHubSpot, name: str) -> None:
    connection = making.connected()
    with pytest.raises(connections.Refused, match="Followup’s fields"):
        connections.change(
            connection, fields={"score": name}, notes=[], token="", now=timezone.now()
        )


@pytest.mark.django_db
def test_second_connection_and_one_without_a_token_are_refused(hubspot: FakeHubSpot) -> None:
    given = {"by": making.admin(), "now": timezone.now(), "address": ""}
    with pytest.raises(connections.Refused, match="token"):
        connections.connect(kind="hubspot", token="", **given)  # type: ignore[arg-type]
    making.connected()
    with pytest.raises(connections.Refused, match="connected already"):
        connections.connect(kind="hubspot", token="x", **given)  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["pat-eu1\u2013secret", "pat-eu1\nsecret"])
def test_token_that_no_request_can_carry_is_refused_where_it_is_typed(
    hubspot: FakeHubSpot, token: str
) -> None:
    given = {"by": making.admin(), "now": timezone.now(), "address": ""}
    with pytest.raises(connections.Refused, match="Copy it once more"):
        connections.connect(kind="hubspot", token=token, **given)  # type: ignore[arg-type]
    connection = making.connected()
    with pytest.raises(connections.Refused, match="Copy it once more"):
        connections.change(connection, fields={}, notes=[], token=token, now=timezone.now())


@pytest.mark.django_db
def test_web_process_cannot_read_what_opens_the_crm(hubspot: FakeHubSpot) -> None:
    making.connected()
    with pytest.raises(DatabaseError), transaction.atomic(), role("web"):
        CrmSecret.objects.get()


@pytest.mark.django_db
def test_address_that_is_not_public_is_refused() -> None:
    for address in ("http://crm.example.com/", "https://10.0.0.7/", "https://localhost/", ""):
        with pytest.raises(connections.Refused, match="cannot be asked"):
            connections.connect(
                kind="rest", address=address, token="", by=making.admin(), now=timezone.now()
            )
    assert not CrmConnection.objects.exists()


@pytest.mark.django_db
def test_address_of_our_own_is_signed_tested_and_told(httpserver: HTTPServer) -> None:
    told: list[dict[str, object]] = []
    kept: list[str] = []

    def answer(request: Request) -> Response:
        headers = dict(request.headers)
        webhooks.verify(
            "standard-webhooks",
            method="POST",
            url=request.url,
            headers=headers,
            body=request.data,
            secrets=kept,
            now=timezone.now(),
        )
        told.append(json.loads(request.data) | {"id": headers["Webhook-Id"]})
        return Response("{}", content_type="application/json")

    httpserver.expect_request("/crm").respond_with_handler(answer)
    by = making.admin()
    with override_settings(INSIDE_HOSTS=["localhost"]):
        with role("web"):
            secret = connections.connect(
                kind="rest",
                address=httpserver.url_for("/crm"),
                token="",
                by=by,
                now=timezone.now(),
            )
        kept.append(secret)
        connection = making.asked(CrmConnection.objects.get())
        assert connection.test_problem == ""
        lead = factories.lead()
        making.told(lead)
        Score.objects.create(lead=lead, total=40, tier="warm", scored_at=timezone.now())
        making.write()
    kinds = [one["type"] for one in told]
    assert kinds == ["connection.test", "person.find", "note.create", "person.write"]
    assert told[2]["id"] == f"msg_{making.of(lead, 'sent').mark}"


def rest(httpserver: HTTPServer) -> Rest:
    return Rest(SECRET, address=httpserver.url_for("/crm"), inside=["localhost"])


def test_person_the_endpoint_describes_is_read_with_care(httpserver: HTTPServer) -> None:
    said = {"id": 7, "name": "Ines\u0000 Park", "stage": ["x"], "owner": "O" * 900, "admin": True}
    httpserver.expect_request("/crm").respond_with_json({"person": said})
    found = rest(httpserver).find(email="ines@werk.example")
    assert found == Person("7", "ines@werk.example", "Ines Park", owner="O" * 200)


@pytest.mark.parametrize(
    ("status", "kind"), [(404, Gone), (503, NotNow), (302, Exception), (401, Locked)]
)
def test_endpoint_that_says_no_is_understood(
    httpserver: HTTPServer, status: int, kind: type[Exception]
) -> None:
    httpserver.expect_request("/crm").respond_with_data("no", status=status)
    with pytest.raises(kind):
        rest(httpserver).log(Person("7"), NOTE)


def test_same_note_comes_under_the_same_id(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/crm").respond_with_json({"id": "n1"})
    assert {rest(httpserver).log(Person("7"), NOTE) for _ in range(2)} == {"n1"}
    assert {r.headers["webhook-id"] for r, _ in httpserver.log} == {f"msg_{NOTE.mark}"}


def test_endpoint_on_a_private_machine_is_never_reached(httpserver: HTTPServer) -> None:
    crm = Rest(SECRET, address=httpserver.url_for("/crm"))
    with pytest.raises(Locked, match="Nothing was sent"):
        crm.log(Person("7"), NOTE)
    assert httpserver.log == []
