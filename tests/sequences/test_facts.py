"""What fills a slot: the record as it is, and nothing that would look odd or lead astray."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from leads.models import Account, Event, Lead, Passage, StopEvent
from sequences.facts import facts_of, standing_for, template
from sequences.models import Engagement, LibraryItem, Step, Variant
from sequences.slots import Facts, render
from tests import factories
from tests.rules.making import enrolled

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def facts(lead: Lead, *, event: Event | None = None, step: Step | None = None) -> Facts:
    step = step or factories.version(published=False).steps.get()
    call = None if event else factories.call(lead, time_zone="America/New_York")
    return facts_of(lead, step=step, rep=lead.owner, call=call, event=event, language="en")


def text(found: Facts, slot: str) -> str:
    values = found.values.get(slot, ())
    return values[0].text if values else ""


def test_record_fills_the_slots_and_says_where_from() -> None:
    account = Account.objects.create(name="Corvane", industry="logistics")
    found = facts(factories.lead(title="Head of supply", account=account))
    slots = ("lead.first_name", "lead.title", "account.name", "account.industry", "rep.first_name")
    assert [text(found, slot) for slot in slots] == [
        "Priya", "Head of supply", "Corvane", "logistics", "Maya",
    ]  # fmt: skip
    assert found.values["account.industry"][0].source == "The company's industry"
    assert text(found, "call.day") == "18 November"


@pytest.mark.parametrize("name", ["info@corvane.example", "1234", "{lead}", "[first name]", "-"])
def test_what_is_no_name_greets_nobody(name: str) -> None:
    assert text(facts(factories.lead(name=name)), "lead.first_name") == ""


@pytest.mark.parametrize("title", ["", "See https://evil.example", "Head {of} things", "x" * 200])
def test_title_that_would_look_odd_is_not_known(title: str) -> None:
    assert text(facts(factories.lead(title=title)), "lead.title") == ""


def test_hidden_characters_do_not_reach_the_mail() -> None:
    assert text(facts(factories.lead(title="Head\u200b of\nsupply")), "lead.title") == (
        "Head of supply"
    )


def test_answers_of_a_form_are_quoted_with_their_passage() -> None:
    lead = factories.lead()
    event = Event.objects.create(
        lead=lead, source="form", external_id="1", kind="form_submitted", occurred_at=NOW
    )
    said = ["Berlin", "We compare three tools for forty depots.", "Call www.evil.example at once"]
    for index, words in enumerate(said):
        Passage.objects.create(event=event, index=index, kind="answer", text=words)
    (value,) = facts(lead, event=event).values["event.said"]
    assert "We compare three tools for forty depots." in value.text
    assert value.evidence[0].quote == said[1]


def test_later_step_of_a_sequence_gets_other_words_of_the_library() -> None:
    admin = factories.user(role="admin")
    for number in (1, 2):
        LibraryItem.objects.create(
            kind="case_study", text=f"Case {number}.", approved_at=NOW, approved_by=admin
        )
    version = factories.version(published=False, steps=3)
    steps = list(version.steps.all())
    for step in steps:
        Variant.objects.create(step=step, label="A", body="{library.case_study}")
    found = [text(facts(factories.lead(), step=step), "library.case_study") for step in steps]
    assert found == ["Case 1.", "Case 2.", ""]


def test_wording_stands_in_the_frame_of_its_step_or_its_own() -> None:
    step = factories.version(published=False).steps.get()
    plain = Variant(step=step, label="A", body="Hello.")
    own = Variant(step=step, label="B", body="Hello.", greeting="Guten Tag {lead.name},")
    lead = factories.lead()
    bodies = [render(template(step, v), facts=facts(lead)).body for v in (plain, own)]
    assert bodies[0].startswith("Hi Priya,")
    assert bodies[1].startswith("Guten Tag Priya Nair,")


def test_standing_counts_what_was_heard_since_it_began() -> None:
    found = enrolled()
    lead = found.lead
    standing = standing_for(found, now=NOW)
    assert (standing.clicked, standing.meeting_booked, standing.replied_at) == (False, False, None)
    began = found.started_at
    for kind, at, automatic in (
        ("click", began - timedelta(days=1), False),
        ("click", began + timedelta(hours=1), True),
    ):
        Engagement.objects.create(
            lead=lead, kind=kind, at=at, is_automatic=automatic, label="scanner", source=str(at)
        )
    assert not standing_for(found, now=NOW).clicked
    Engagement.objects.create(lead=lead, kind="click", at=began + timedelta(hours=2), source="c")
    StopEvent.objects.create(lead=lead, kind="meeting", source="m")
    standing = standing_for(found, now=NOW)
    assert (standing.clicked, standing.meeting_booked) == (True, True)
