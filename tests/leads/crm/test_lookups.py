"""A HubSpot event that names only a number is somebody's as soon as HubSpot says whose."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from leads import intake
from leads.crm import lookups
from leads.models import CrmLookup, CrmPerson, Event, Identifier, Lead, Source, StopEvent
from tests import factories
from tests.leads.crm import making
from tests.leads.crm.hubspot_server import FakeHubSpot
from tests.roles import role

pytestmark = pytest.mark.django_db
AT = 1795000000000  # 18 November 2026, in milliseconds


def source() -> Source:
    return Source.objects.create(name="HubSpot", kind="hubspot", owner=factories.user())


def notice(kind: str, number: int = 501, at: int = AT, **fields: Any) -> dict[str, Any]:
    return {
        "eventId": 1,
        "subscriptionId": 7,
        "portalId": 42,
        "occurredAt": at,
        "subscriptionType": f"contact.{kind}",
        "objectId": number,
    } | fields


def moved(what: str, value: str, **fields: Any) -> dict[str, Any]:
    return notice("propertyChange", propertyName=what, propertyValue=value, **fields)


def arrives(of: Source, *notices: dict[str, Any]) -> None:
    with role("web"):
        intake.receive(of, json.dumps(notices).encode(), now=timezone.now())
    with role("worker"):
        intake.understand(now=timezone.now())


def test_new_contact_without_an_address_becomes_a_lead_once_hubspot_tells_who_it_is(
    hubspot: FakeHubSpot,
) -> None:
    making.connected()
    hubspot.contact(
        "501",
        "ines@werk.example",
        firstname="Ines",
        lastname="Park",
        company="Werk",
        jobtitle="Head of Freight",
        lifecyclestage="lead",
        hubspot_owner_id="7",
    )
    of = source()
    arrives(of, notice("creation"))
    assert not Lead.objects.exists()
    assert making.look_up().state == "found"
    lead = Lead.objects.get()
    assert (lead.name, lead.title, lead.account.name, lead.owner) == (
        "Ines Park",
        "Head of Freight",
        "Werk",
        of.owner,
    )
    assert Event.objects.get().lead == lead
    assert Identifier.objects.filter(lead=lead, value="42:501").exists()
    person = CrmPerson.objects.get()
    assert (person.number, person.owner, person.stage) == ("501", "Olga Ruiz", "lead")


def test_change_of_somebody_known_by_address_is_theirs(hubspot: FakeHubSpot) -> None:
    making.connected()
    lead = factories.lead()
    hubspot.contact("501", lead.email)
    arrives(source(), notice("propertyChange", propertyName="jobtitle", propertyValue="CFO"))
    making.look_up()
    assert Event.objects.get().lead == lead
    assert Lead.objects.count() == 1


def test_change_of_a_stranger_makes_nobody_a_lead(hubspot: FakeHubSpot) -> None:
    making.connected()
    hubspot.contact("501", "ines@werk.example")
    arrives(source(), moved("jobtitle", "CFO"))
    assert making.look_up().state == "nobody"
    assert not Lead.objects.exists()


def test_hubspot_that_is_away_is_asked_again_and_the_event_waits(hubspot: FakeHubSpot) -> None:
    making.connected()
    hubspot.contact("501", "ines@werk.example")
    hubspot.answers = [503]
    arrives(source(), notice("creation"))
    wanted = making.look_up()
    assert (wanted.state, "503" in wanted.problem) == ("waiting", True)
    assert making.look_up(after=timedelta(hours=1)).state == "found"
    assert Event.objects.get().lead == Lead.objects.get()


def test_number_of_another_account_is_not_asked_about(hubspot: FakeHubSpot) -> None:
    making.connected()
    arrives(source(), notice("creation", portalId=43))
    assert not CrmLookup.objects.exists()


def test_contact_without_an_address_is_nobody_and_asked_about_once(hubspot: FakeHubSpot) -> None:
    making.connected()
    hubspot.contact("501", "")
    arrives(source(), moved("jobtitle", "CFO"))
    assert making.look_up().state == "nobody"
    arrives(source_again(), moved("jobtitle", "CEO", at=AT + 1))
    assert CrmLookup.objects.get().state == "nobody"


def source_again() -> Source:
    return Source.objects.get()


def test_what_was_told_before_hubspot_was_connected_is_asked_about_then(
    hubspot: FakeHubSpot,
) -> None:
    hubspot.contact("501", "ines@werk.example")
    arrives(source(), notice("creation"))
    connection = making.connected()
    with role("worker"):
        assert lookups.earlier(connection, now=timezone.now()) == 1
    making.look_up()
    assert Event.objects.get().lead == Lead.objects.get()


def test_person_who_is_found_gets_what_waited_for_them(hubspot: FakeHubSpot) -> None:
    making.connected()
    lead = factories.lead()
    making.told(lead)
    making.write()
    hubspot.contact("501", lead.email)
    arrives(source(), notice("creation"))
    making.look_up()
    making.write()
    assert len(hubspot.notes_on("501")) == 1


@pytest.mark.parametrize(
    ("what", "value"), [("lifecyclestage", "customer"), ("hubspot_owner_id", "9")]
)
def test_stage_or_owner_that_changes_in_hubspot_stops_what_is_planned_here(
    hubspot: FakeHubSpot, what: str, value: str
) -> None:
    making.connected()
    lead = factories.lead()
    hubspot.contact("501", lead.email)
    arrives(source(), moved(what, value))
    making.look_up()
    lead.refresh_from_db()
    assert (StopEvent.objects.get().kind, lead.stop_epoch) == ("crm", 1)


def test_stage_of_somebody_known_stops_at_once_and_once(hubspot: FakeHubSpot) -> None:
    lead, of = factories.lead(), source()
    Identifier.objects.create(lead=lead, kind="hubspot_contact", value="42:501", source="HubSpot")
    change = moved("lifecyclestage", "opportunity")
    arrives(of, change)
    arrives(of, change | {"attemptNumber": 2})
    assert [s.lead for s in StopEvent.objects.filter(kind="crm")] == [lead]
    arrives(of, moved("jobtitle", "CFO"))
    assert StopEvent.objects.count() == 1


def test_first_stage_and_owner_of_a_new_contact_are_no_change(hubspot: FakeHubSpot) -> None:
    making.connected()
    hubspot.contact("501", "ines@werk.example")
    first = moved("lifecyclestage", "lead", at=AT + 3)
    arrives(source(), moved("hubspot_owner_id", "7"), first, notice("creation"))
    making.look_up()
    assert Event.objects.filter(lead=Lead.objects.get()).count() == 3
    assert not StopEvent.objects.exists()
    arrives(source_again(), moved("lifecyclestage", "customer", at=AT + 600_000))
    assert StopEvent.objects.get().kind == "crm"


def test_contact_that_we_stumble_over_waits_and_what_stands_behind_it_goes_on(
    hubspot: FakeHubSpot,
) -> None:
    making.connected()
    hubspot.contact("501", "ines@werk.example")
    answer, nameless = hubspot.of, hubspot.json({"properties": {"email": "ines@werk.example"}})
    hubspot.of = lambda number: nameless  # type: ignore[method-assign]
    arrives(source(), notice("creation"))
    assert "stumbled" in making.look_up().problem
    assert not Lead.objects.exists()
    with role("worker"):
        assert not lookups.run_one(now=timezone.now())
    hubspot.of = answer  # type: ignore[method-assign]
    assert making.look_up(after=timedelta(hours=8)).state == "found"
