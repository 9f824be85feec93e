"""What is asked of HubSpot is what its API takes, and what it answers is understood."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leads.crm.asking import Field, Gone, Locked, Note, NotNow, Person, Refused
from leads.crm.connections import OURS
from leads.crm.hubspot import HubSpot
from tests.leads.crm.hubspot_server import TOKEN, FakeHubSpot, spec, violations

FIELDS = list(OURS.values())
AT = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
NOTE = Note(title="Mail sent: <Recap>", text="One & two\nthree", at=AT, mark="0b7d-mark")


def crm(of: FakeHubSpot, token: str = TOKEN) -> HubSpot:
    return HubSpot(token, api=of.url)


@pytest.mark.skipif(spec() is None, reason="the specification is not at hand")
def test_specification_refuses_what_hubspot_would_refuse() -> None:
    notes, contact = "/crm/v3/objects/notes", "/crm/v3/objects/contacts/1"
    assert violations("POST", notes, set(), b'"a bare string"')
    assert violations("POST", notes, set(), b'{"properties": {"hs_timestamp": 5}}')
    assert violations("POST", notes, set(), b'{"associations": []}')
    assert violations("PATCH", contact, set(), b'{"properties": {"a": "1"}, "id": "1"}')
    assert violations("PATCH", contact, {"force"}, b'{"properties": {"a": "1"}}')
    assert violations("POST", "/crm/v3/objects/note", set(), b"{}")
    assert violations("POST", "/crm/v3/properties/contacts", set(), b'{"name": "x"}')
    assert not violations("PATCH", contact, set(), b'{"properties": {"a": "1"}}')


def test_test_tells_the_account_and_which_fields_are_missing(hubspot: FakeHubSpot) -> None:
    told = crm(hubspot).test(FIELDS)
    assert told.portal == "42"
    assert set((told.fields or {}).values()) == {"It is not there yet."}


def test_fields_are_made_once_and_can_then_be_written(hubspot: FakeHubSpot) -> None:
    for _ in range(2):
        crm(hubspot).make(FIELDS)
    assert hubspot.count("POST", "/crm/v3/properties/contacts") == 5  # group twice, three fields
    assert set((crm(hubspot).test(FIELDS).fields or {}).values()) == {""}
    choices = [one["value"] for one in hubspot.properties["followup_tier"]["options"]]
    assert choices == ["hot", "warm", "cold"]


@pytest.mark.parametrize(
    ("there", "why"),
    [
        ({"hubspotDefined": True}, "HubSpot’s own fields"),
        ({"modificationMetadata": {"readOnlyValue": True}}, "nobody write"),
        ({"type": "date"}, "of the type date"),
        ({"type": "enumeration", "options": [{"value": "hot"}]}, "lack cold, warm"),
    ],
)
def test_field_that_is_not_ours_to_write_is_said(
    hubspot: FakeHubSpot, there: dict[str, object], why: str
) -> None:
    hubspot.properties["rating"] = {"name": "rating", "type": "enumeration"} | there
    field = Field("rating", "Tier", "choice", ("hot", "warm", "cold"))
    assert why in (crm(hubspot).test([field]).fields or {})["rating"]


def test_person_is_found_by_number_and_by_address(hubspot: FakeHubSpot) -> None:
    hubspot.contact(
        "501",
        "ines+a@werk.example",
        firstname="Ines",
        lastname="Park\u202e",
        company="Werk",
        jobtitle="Head of\nFreight",
        hubspot_owner_id="7",
        lifecyclestage="opportunity",
    )
    by_number = crm(hubspot).find(number="501")
    assert by_number == crm(hubspot).find(email="ines+a@werk.example")
    assert by_number == Person(
        number="501",
        email="ines+a@werk.example",
        name="Ines Park",
        company="Werk",
        title="Head of Freight",
        owner="Olga Ruiz",
        stage="opportunity",
    )
    assert crm(hubspot).find(email="nobody@werk.example") is None
    assert crm(hubspot).find(number="9/../../owners") is None


def test_note_hangs_on_its_person_escaped_and_is_recognised(hubspot: FakeHubSpot) -> None:
    hubspot.contact("501", "ines@werk.example")
    person = Person(number="501")
    assert crm(hubspot).written(person, NOTE.mark) is None
    number = crm(hubspot).log(person, NOTE)
    (body,) = hubspot.notes_on("501")
    assert "Mail sent: &lt;Recap&gt;" in body
    assert "One &amp; two<br>three" in body
    assert crm(hubspot).written(person, NOTE.mark) == number
    assert crm(hubspot).written(person, "another") is None


def test_note_is_recognised_among_more_than_a_page_of_them(hubspot: FakeHubSpot) -> None:
    hubspot.contact("501", "ines@werk.example")
    for number in range(600):
        old = {"hs_note_body": f"An old one, {number}"}
        hubspot.notes[str(number)] = {"on": "501", "properties": old}
    ours = crm(hubspot).log(Person(number="501"), NOTE)
    assert crm(hubspot).written(Person(number="501"), NOTE.mark) == ours


@pytest.mark.parametrize(
    ("status", "kind"),
    [(429, NotNow), (503, NotNow), (423, NotNow), (400, Refused), (404, Gone), (403, Locked)],
)
def test_trouble_says_whether_it_passes(
    hubspot: FakeHubSpot, status: int, kind: type[Exception]
) -> None:
    hubspot.contact("501", "ines@werk.example")
    hubspot.answers, hubspot.retry_after = [status], "11"
    with pytest.raises(kind, match=str(status)) as caught:
        crm(hubspot).log(Person(number="501"), NOTE)
    assert getattr(caught.value, "after", 11) == 11
    assert not hubspot.notes


def test_wrong_token_locks_us_out(hubspot: FakeHubSpot) -> None:
    with pytest.raises(Locked, match="Give the connection a new one"):
        crm(hubspot, "wrong").test(FIELDS)


def test_server_that_is_away_is_asked_again_later() -> None:
    with pytest.raises(NotNow, match="could not be asked"):
        HubSpot(TOKEN, api="http://127.0.0.1:9").find(number="501")
