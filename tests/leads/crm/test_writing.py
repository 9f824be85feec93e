"""What happens here is written in the CRM: once, in the end, and nowhere it should not be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections as databases
from django.db import transaction
from django.utils import timezone

from leads import same
from leads.crm import connections, entries, writing
from leads.crm.asking import Person
from leads.crm.hubspot import HubSpot
from leads.models import CrmEntry, CrmPerson, Lead, Score, StopEvent, TrailEntry
from tests import factories
from tests.leads.crm import making
from tests.leads.crm.hubspot_server import FakeHubSpot
from tests.roles import role

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def known(hubspot: FakeHubSpot, number: str = "501", **fields: Any) -> Lead:
    """A lead who is in HubSpot as well."""
    lead = factories.lead(**fields)
    hubspot.contact(number, lead.email)
    return lead


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
    lead = known(hubspot)
    making.told(lead)
    assert making.write() == 1
    (body,) = hubspot.notes_on("501")
    assert "Mail sent: Recap" in body
    entry = making.of(lead, "sent")
    assert (entry.state, entry.number, entry.attempts) == ("written", "9000", 0)
    assert making.write() == 0


def test_same_thing_is_told_once_however_often_it_is_reported(hubspot: FakeHubSpot) -> None:
    making.connected()
    lead = known(hubspot)
    assert making.told(lead).pk == making.told(lead).pk
    making.write()
    assert len(hubspot.notes_on("501")) == 1


def test_score_and_tier_are_written_with_their_reasons_and_only_when_they_change(
    hubspot: FakeHubSpot,
) -> None:
    making.connected()
    lead = known(hubspot, name="Ines Park")
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
    lead = known(hubspot)
    lead.tier_overrides.create(tier="hot", reason="They rang.", by=lead.owner, at=timezone.now())
    Lead.objects.filter(pk=lead.pk).update(tier="hot")
    making.write()
    assert "Maya Reyes said so: They rang." in hubspot.contacts["501"]["followup_tier_reason"]


def test_score_that_changes_while_it_is_written_is_written_again(
    hubspot: FakeHubSpot, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.connected()
    lead = known(hubspot)
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
    lead = known(hubspot)
    hubspot.contacts["501"] |= {"lifecyclestage": "lead", "jobtitle": "Head of Freight"}
    scored(lead, 72, "hot")
    making.write()
    ours = {"followup_score", "followup_tier", "followup_tier_reason"}
    assert set(hubspot.contacts["501"]) == ours | {"email", "lifecyclestage", "jobtitle"}
    assert hubspot.contacts["501"]["jobtitle"] == "Head of Freight"


def test_what_stops_a_conversation_is_told(hubspot: FakeHubSpot) -> None:
    making.connected()
    lead = known(hubspot)
    StopEvent.objects.create(lead=lead, kind="reply", source="<r@theirs.example>")
    StopEvent.objects.create(lead=lead, kind="crm", source="HubSpot itself")
    making.write()
    (body,) = hubspot.notes_on("501")
    assert "They replied" in body


def test_answer_that_is_lost_on_the_way_does_not_make_a_second_note(hubspot: FakeHubSpot) -> None:
    connection = making.connected()
    lead = known(hubspot)
    connection.people.create(lead=lead, number="501", seen_at=timezone.now())
    making.told(lead)
    hubspot.lost = [504]
    making.write()
    entry = making.of(lead, "sent")
    assert (entry.state, len(hubspot.notes_on("501"))) == ("waiting", 1)
    assert "504" in entry.problem
    making.write(after=HOUR)
    entry.refresh_from_db()
    assert (entry.state, entry.number, len(hubspot.notes_on("501"))) == ("written", "9000", 1)


class Killed(BaseException):
    """The process is gone in the middle of it."""


def test_worker_that_dies_between_the_request_and_the_commit_does_not_write_twice(
    hubspot: FakeHubSpot, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.connected()
    lead = known(hubspot)
    making.told(lead)

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("leads.crm.writing._done", die)
        with pytest.raises(Killed):
            making.write()
    assert len(hubspot.notes_on("501")) == 1
    assert making.write() == 0  # its lease still holds
    assert making.write(after=HOUR) == 1
    assert making.of(lead, "sent").state == "written"
    assert len(hubspot.notes_on("501")) == 1


def test_hubspot_that_is_away_is_left_alone_for_a_while_and_nothing_is_lost(
    hubspot: FakeHubSpot,
) -> None:
    connection = making.connected()
    lead = known(hubspot)
    for number in range(3):
        making.told(lead, key=f"message:{number}")
    hubspot.answers = [503]
    assert making.write() == 1
    connection.refresh_from_db()
    assert (connection.misses, connection.paused_at) == (1, None)
    assert making.write() == 0
    assert making.write(after=HOUR) == 3
    connection.refresh_from_db()
    assert (connection.misses, connection.rests_until) == (0, None)
    assert len(hubspot.notes_on("501")) == 3


def test_hubspot_that_asks_us_to_wait_is_obeyed(hubspot: FakeHubSpot) -> None:
    connection = making.connected()
    making.told(known(hubspot))
    hubspot.answers, hubspot.retry_after = [429], "1800"
    making.write()
    connection.refresh_from_db()
    assert connection.rests_until is not None
    assert connection.rests_until > timezone.now() + timedelta(minutes=29)
    assert making.write(after=timedelta(minutes=20)) == 0


def test_entry_that_alone_does_not_go_ends_with_its_reason_and_is_tried_again_by_a_person(
    hubspot: FakeHubSpot,
) -> None:
    connection = making.connected()
    lead = known(hubspot)
    making.told(lead)
    hubspot.answers = [400]
    making.write()
    entry = making.of(lead, "sent")
    assert entry.state == "failed"
    assert "400" in entry.problem
    with role("web"):
        assert entries.again(connection, now=timezone.now()) == 1
    making.write()
    entry.refresh_from_db()
    assert (entry.state, entry.problem) == ("written", "")


def test_outage_of_days_fails_nothing_while_a_poisoned_entry_ends(hubspot: FakeHubSpot) -> None:
    connection = making.connected()
    lead = known(hubspot)
    entry = making.told(lead)
    connection.people.create(lead=lead, number="501", seen_at=timezone.now())
    for _ in range(14):
        CrmEntry.objects.filter(pk=entry.pk).update(retry_at=timezone.now())
        type(connection).objects.update(rests_until=None, heard_at=timezone.now() - HOUR * 3)
        hubspot.answers = [500]
        making.write()
    entry.refresh_from_db()
    assert (entry.state, entry.attempts) == ("waiting", 14)
    CrmEntry.objects.filter(pk=entry.pk).update(retry_at=timezone.now())
    type(connection).objects.update(rests_until=None, heard_at=timezone.now())
    hubspot.answers = [500]
    making.write()
    entry.refresh_from_db()
    assert entry.state == "failed"


def test_token_that_is_refused_pauses_and_a_new_one_takes_everything_up_again(
    hubspot: FakeHubSpot,
) -> None:
    connection = making.connected()
    lead = known(hubspot)
    making.told(lead)
    connection.secret.token = "revoked"
    connection.secret.save()
    making.write()
    connection.refresh_from_db()
    assert connection.paused_at is not None
    assert "Give the connection a new one" in connection.pause_reason
    assert making.write(after=HOUR) == 0
    with role("web"):
        connections.change(
            connection,
            fields=connection.fields,
            notes=connection.notes,
            token="pat-eu1-right",
            now=timezone.now(),
        )
    assert making.asked(connection).paused_at is None
    assert making.write(after=HOUR) == 1
    assert len(hubspot.notes_on("501")) == 1


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
    lead = known(hubspot)
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
    lead, into = known(hubspot, owner=owner), known(hubspot, "502", owner=owner)
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
    lead = known(hubspot)
    scored(lead, 72, "hot")
    StopEvent.objects.create(lead=lead, kind="unsubscribe", source="link")
    making.write()
    (body,) = hubspot.notes_on("501")
    assert "They unsubscribed" in body
    assert making.of(lead, "score").state == "left"
    assert "followup_score" not in hubspot.contacts["501"]


def test_what_was_written_stands_on_the_trail_without_the_words(hubspot: FakeHubSpot) -> None:
    making.connected()
    lead = known(hubspot)
    entry = making.told(lead)
    making.write()
    line = TrailEntry.objects.filter(table="leads_crmentry", row_id=entry.pk).get()
    assert (line.row["state"], "text" in line.row) == ("written", False)
    assert not TrailEntry.objects.filter(row__icontains="pat-eu1").exists()


def test_nothing_is_noted_while_no_crm_is_connected_and_what_waits_at_the_end_is_left(
    hubspot: FakeHubSpot,
) -> None:
    lead = known(hubspot)
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


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_entry(hubspot: FakeHubSpot) -> None:
    making.connected()
    lead = known(hubspot)
    for number in range(12):
        making.told(lead, key=f"message:{number}")

    def work() -> int:
        done = 0
        try:
            while writing.write_one(now=timezone.now()):
                done += 1
        finally:
            databases.close_all()
        return done

    with ThreadPoolExecutor(3) as workers:
        shares = list(workers.map(lambda _: work(), range(3)))
    assert sum(shares) == 12
    assert len(hubspot.notes_on("501")) == len(set(hubspot.notes_on("501"))) == 12
