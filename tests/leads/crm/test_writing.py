"""What happens here is written in the CRM: once, in the end, and nowhere it should not be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from leads import same
from leads.crm import connections, writing
from leads.crm.asking import Person
from leads.crm.hubspot import HubSpot
from leads.models import CrmEntry, CrmPerson, Lead, Score, StopEvent, TrailEntry
from tests import factories
from tests.leads.crm import making
from tests.leads.crm.hubspot_server import FakeHubSpot
from tests.roles import role

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def scored(lead: Lead, total: int, tier: str) -> None:
    with transaction.atomic():
        Score.objects.update_or_create(
            lead=lead,
            defaults={
                "total": total,
                "tier": tier,
                "reasons": [[total, "pricing page twice this week", "intent"]],
                "scored_at": timezone.now(),
            },
        )
        Lead.objects.filter(pk=lead.pk).update(tier=tier)


def test_mail_that_went_is_a_note_on_its_person(hubspot: FakeHubSpot) -> None:
    making.connected()
    lead = making.known(hubspot)
    making.told(lead)
    assert making.write() == 1
    (body,) = hubspot.notes_on("501")
    assert "Mail sent: Recap" in body
    entry = making.of(lead, "sent")
    assert (entry.state, entry.number, entry.attempts) == ("written", "9000", 0)
    assert making.write() == 0


def test_same_thing_is_told_once_however_often_it_is_reported(hubspot: FakeHubSpot) -> None:
    making.connected()
    lead = making.known(hubspot)
    assert making.told(lead).pk == making.told(lead).pk
    making.write()
    assert len(hubspot.notes_on("501")) == 1


def test_score_and_tier_are_written_with_their_reasons_and_only_when_they_change(
    hubspot: FakeHubSpot,
) -> None:
    making.connected()
    lead = making.known(hubspot, name="Ines Park")
    scored(lead, 72, "hot")
    making.write()
    assert hubspot.contacts["501"]["followup_score"] == "72"
    assert hubspot.contacts["501"]["followup_tier"] == "hot"
    assert hubspot.contacts["501"]["followup_tier_reason"] == "+72 pricing page twice this week"
    before = hubspot.count("PATCH", "/crm/v3/objects/contacts/501")
    scored(lead, 72, "hot")
    assert making.write() == 0
    scored(lead, 20, "cold")
    making.write()
    assert hubspot.contacts["501"]["followup_tier"] == "cold"
    assert hubspot.count("PATCH", "/crm/v3/objects/contacts/501") == before + 1


def test_person_of_ours_who_says_otherwise_is_named_as_the_reason(hubspot: FakeHubSpot) -> None:
    making.connected()
    lead = making.known(hubspot)
    lead.tier_overrides.create(tier="hot", reason="They rang.", by=lead.owner, at=timezone.now())
    Lead.objects.filter(pk=lead.pk).update(tier="hot")
    making.write()
    assert "Maya Reyes said so: They rang." in hubspot.contacts["501"]["followup_tier_reason"]


def test_score_that_changes_while_it_is_written_is_written_again(
    hubspot: FakeHubSpot, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.connected()
    lead = making.known(hubspot)
    scored(lead, 72, "hot")
    write = HubSpot.write

    def meanwhile(crm: HubSpot, person: Person, values: dict[str, str]) -> None:
        write(crm, person, values)
        if values["followup_score"] == "72":
            scored(lead, 10, "cold")

    monkeypatch.setattr(HubSpot, "write", meanwhile)
    with role("worker"):
        assert writing.write_one(now=timezone.now())
    assert making.of(lead, "score").state == "waiting"
    making.write()
    assert hubspot.contacts["501"]["followup_score"] == "10"
    assert making.of(lead, "score").state == "written"


def test_field_that_people_own_is_never_touched(hubspot: FakeHubSpot) -> None:
    making.connected()
    lead = making.known(hubspot)
    hubspot.contacts["501"] |= {"lifecyclestage": "lead", "jobtitle": "Head of Freight"}
    scored(lead, 72, "hot")
    making.write()
    ours = {"followup_score", "followup_tier", "followup_tier_reason"}
    assert set(hubspot.contacts["501"]) == ours | {"email", "lifecyclestage", "jobtitle"}
    assert hubspot.contacts["501"]["jobtitle"] == "Head of Freight"


def test_what_stops_a_conversation_is_told(hubspot: FakeHubSpot) -> None:
    making.connected()
    lead = making.known(hubspot)
    StopEvent.objects.create(lead=lead, kind="reply", source="<r@theirs.example>")
    StopEvent.objects.create(lead=lead, kind="crm", source="HubSpot itself")
    making.write()
    (body,) = hubspot.notes_on("501")
    assert "They replied" in body


def test_person_hubspot_does_not_have_yet_is_waited_for_and_then_left_out(
    hubspot: FakeHubSpot,
) -> None:
    making.connected()
    lead = factories.lead()
    making.told(lead)
    making.write()
    assert making.of(lead, "sent").state == "waiting"
    hubspot.contact("777", lead.email)
    making.write(after=HOUR)
    assert len(hubspot.notes_on("777")) == 1
    stranger = factories.lead()
    making.told(stranger, key="message:2", at=timezone.now() - timedelta(days=4))
    making.write()
    entry = making.of(stranger, "sent")
    assert entry.state == "left"
    assert stranger.email in entry.problem


def test_person_whom_hubspot_merged_is_found_by_the_address_again(hubspot: FakeHubSpot) -> None:
    making.connected()
    lead = making.known(hubspot)
    making.told(lead)
    making.write()
    hubspot.contacts["502"] = hubspot.contacts.pop("501")
    making.told(lead, key="message:2")
    making.write()
    making.write(after=HOUR)
    assert len(hubspot.notes_on("502")) == 1
    assert CrmPerson.objects.get().number == "502"


def test_what_happened_to_a_merged_row_is_written_on_who_they_are_now(
    hubspot: FakeHubSpot,
) -> None:
    making.connected()
    owner = factories.user()
    lead, into = making.known(hubspot, owner=owner), making.known(hubspot, "502", owner=owner)
    scored(lead, 72, "hot")
    same.merge(lead.pk, into.pk, by=owner, why="One phone")
    making.told(lead)
    making.write()
    assert (len(hubspot.notes_on("501")), len(hubspot.notes_on("502"))) == (0, 1)
    score = making.of(lead, "score")
    assert (score.state, "followup_score" in hubspot.contacts["501"]) == ("left", False)
    assert into.email in score.problem


def test_person_who_wants_no_more_mail_is_not_rated_any_more_but_that_is_told(
    hubspot: FakeHubSpot,
) -> None:
    making.connected()
    lead = making.known(hubspot)
    scored(lead, 72, "hot")
    StopEvent.objects.create(lead=lead, kind="unsubscribe", source="link")
    making.write()
    (body,) = hubspot.notes_on("501")
    assert "They unsubscribed" in body
    assert making.of(lead, "score").state == "left"
    assert "followup_score" not in hubspot.contacts["501"]


def test_what_was_written_stands_on_the_trail_without_the_words(hubspot: FakeHubSpot) -> None:
    making.connected()
    lead = making.known(hubspot)
    entry = making.told(lead)
    making.write()
    line = TrailEntry.objects.filter(table="leads_crmentry", row_id=entry.pk).get()
    assert (line.row["state"], "text" in line.row) == ("written", False)
    assert not TrailEntry.objects.filter(row__icontains="pat-eu1").exists()


def test_nothing_is_noted_while_no_crm_is_connected_and_what_waits_at_the_end_is_left(
    hubspot: FakeHubSpot,
) -> None:
    lead = making.known(hubspot)
    StopEvent.objects.create(lead=lead, kind="reply", source="<r@theirs.example>")
    assert not CrmEntry.objects.exists()
    connection = making.connected()
    making.told(lead)
    ada = making.admin()
    with role("web"):
        connections.end(connection, by=ada, now=timezone.now())
    assert making.write(after=HOUR) == 0
    assert making.of(lead, "sent").problem == "HubSpot was disconnected."
    connection.refresh_from_db()
    assert connection.secret.token == ""
