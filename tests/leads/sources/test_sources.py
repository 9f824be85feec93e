"""What each source's deliveries are read as."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from leads.sources import SOURCES, Unreadable, parse
from leads.sources.schema import LONGEST_ID

NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
OFFICIAL = Path(__file__).resolve().parents[4] / "shared/data/contracts/payloads"


def told(source: str, body: Any, **more: Any) -> Any:
    (one,) = parse(source, json.dumps(body).encode(), received_at=NOW, **more)
    return one


def response(*answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    fields = [{"id": a["field"]["id"], "title": a.pop("asked", "")} for a in answers]
    return {
        "event_type": "form_response",
        "form_response": {
            "form_id": "f1",
            "token": "t1",
            "submitted_at": "2026-11-18T13:59:00Z",
            "definition": {"title": "Talk to us", "fields": fields},
            "answers": list(answers),
            **more,
        },
    }


def test_typeform_answers_keep_their_questions_and_say_who_it_is() -> None:
    event = told(
        "typeform",
        response(
            {"type": "email", "email": "ines@werk.example", "field": {"id": "a"}, "asked": "Mail"},
            {"type": "text", "text": "Ines Park", "field": {"id": "b"}, "asked": "Your name?"},
            {"type": "choice", "choice": {"label": "Chat"}, "field": {"id": "c"}, "asked": "How?"},
            {
                "type": "choices",
                "choices": {"labels": ["Import", "Export"], "other": "Archive"},
                "field": {"id": "d"},
                "asked": "What for?",
            },
            {"type": "boolean", "boolean": False, "field": {"id": "e"}, "asked": "Already ours?"},
        ),
    )
    assert event.identifiers == {"email": "ines@werk.example"}
    assert event.person.name == "Ines Park"
    assert [(a.question, a.answer) for a in event.answers][2:] == [
        ("How?", "Chat"),
        ("What for?", "Import, Export, Archive"),
        ("Already ours?", "no"),
    ]


def test_typeform_response_is_known_by_its_token_however_often_it_comes() -> None:
    first, second = response(), response() | {"event_id": "another"}
    assert told("typeform", first).external_id == told("typeform", second).external_id == "t1"


def notice(**changed: Any) -> dict[str, Any]:
    return {
        "eventId": 1,
        "portalId": 7,
        "subscriptionId": 8,
        "objectId": 9,
        "occurredAt": 1763474400000,
        "subscriptionType": "contact.creation",
    } | changed


def test_hubspot_notice_tried_again_is_the_same_and_another_property_is_not() -> None:
    same = told("hubspot", [notice(eventId=2, attemptNumber=3)])
    assert same.external_id == told("hubspot", [notice()]).external_id
    named = notice(subscriptionType="contact.propertyChange", propertyName="email")
    other = told("hubspot", [named | {"propertyName": "phone"}])
    assert told("hubspot", [named]).external_id != other.external_id


def test_hubspot_change_of_address_tells_the_address() -> None:
    event = told(
        "hubspot",
        [
            notice(
                subscriptionType="contact.propertyChange",
                propertyName="email",
                propertyValue="ines@werk.example",
            )
        ],
    )
    assert (event.kind, event.identifiers) == (
        "contact_changed",
        {"email": "ines@werk.example", "hubspot_contact": "7:9"},
    )


def test_hubspot_deal_is_no_contact() -> None:
    event = told("hubspot", [notice(subscriptionType="deal.creation")])
    assert (event.kind, event.identifiers) == ("other", {})


def test_webhook_of_our_own_says_who_what_and_where() -> None:
    body = {
        "type": "demo.requested",
        "timestamp": "2026-11-18T13:00:00+01:00",
        "data": {
            "email": "ines@werk.example",
            "company": "Werk",
            "page": "/pricing",
            "seats": 40,
            "answers": {"What brings you here?": "Our renewals slip"},
        },
    }
    event = told("webhook", body, number="msg_1")
    assert (event.external_id, event.kind) == ("msg_1", "demo_requested")
    assert event.metadata["seats"] == 40
    assert event.answers[0].answer == "Our renewals slip"


def test_form_tells_who_from_questions_by_the_names_of_its_fields() -> None:
    event = told(
        "form",
        {
            "First name": "Ines",
            "Last name": "Park",
            "Work-Email": "ines@werk.example",
            "How can we help?": "Import our accounts",
            "_form": "book-a-demo",
        },
    )
    assert event.kind == "demo_requested"
    assert event.person.name == "Ines Park"
    assert event.identifiers["email"] == "ines@werk.example"
    assert [a.question for a in event.answers] == ["How can we help?"]


def test_form_sent_twice_by_a_double_click_is_one_submission() -> None:
    first = told("form", {"email": "ines@werk.example", "Why?": "Speed"})
    assert told("form", {"Why?": "Speed", "email": "ines@werk.example"}) == first
    assert told("form", {"Why?": "Price", "email": "ines@werk.example"}) != first


@pytest.mark.parametrize("raw", [b"[" * 200_000, b'{"a":' * 100_000], ids=["lists", "objects"])
def test_form_nested_without_end_is_refused_in_words(raw: bytes) -> None:
    with pytest.raises(Unreadable, match="not JSON"):
        parse("form", raw, received_at=NOW)


def test_form_with_half_a_character_can_be_kept() -> None:
    event = told("form", {"email": "ines@werk.example", "name": "Ines \ud800", "Why?": "\ud800"})
    assert (event.person.name, event.answers[0].answer) == ("Ines ?", "?")


@pytest.mark.parametrize(
    ("where", "intent"),
    [
        ("/pricing", "pricing"),
        ("/de/preise/", "pricing"),
        ("/book-demo", "demo"),
        ("/blog/pricingless", ""),
        ("/democracy", ""),
    ],
    ids=["pricing", "preise", "demo", "word-within", "longer-word"],
)
def test_page_intent_is_read_from_whole_words_of_the_path(where: str, intent: str) -> None:
    seen = {"id": "12345678", "kind": "view", "path": where, "at": "2026-11-18T13:00:00Z"}
    event = told("pages", {"visitor": "abcdefgh", "events": [seen]})
    assert event.metadata["intent"] == intent


def test_page_keeps_no_query_because_it_may_hold_a_secret() -> None:
    seen = {"id": "12345678", "kind": "view", "path": "/reset?token=abc", "at": "2026-11-18T13:00Z"}
    event = told("pages", {"visitor": "abcdefgh", "events": [seen]})
    assert "abc" not in json.dumps(dict(event.metadata))


def test_too_long_ids_are_shortened_without_two_becoming_one() -> None:
    stem = "communications/onlineMeetings('" + "x" * 400 + "')/transcripts('"
    ids = set()
    for end in ("a')", "b')"):
        value = [{"subscriptionId": "s", "changeType": "created", "resource": stem + end}]
        event = told("teams", {"value": value})
        assert event.kind == "transcript_ready"
        ids.add(event.external_id)
    assert len(ids) == 2
    assert all(len(i) <= LONGEST_ID for i in ids)


NO_DELIVERIES = {
    "empty": b"",
    "null": b"null",
    "object": b"{}",
    "numbers": b"[1]",
    "cut": b'{"a":',
    "bytes": b"\xff\xfe",
    "infinite": b'{"event": 1e400}',
}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("raw", NO_DELIVERIES)
def test_what_is_no_delivery_is_refused_in_words(source: str, raw: str) -> None:
    with pytest.raises(Unreadable, match=r"\w"):
        parse(source, NO_DELIVERIES[raw], received_at=NOW, number="msg_1")


EXAMPLES = {
    "hubspot/contact.creation.batch.json": ("hubspot", "contact_created"),
    "hubspot/prismatic.eventTypeSubscription.body.json": ("hubspot", "contact_created"),
    "typeform/form_response.activepieces.json": ("typeform", "form_submitted"),
    "calendly/invitee.created.json": ("calendly", "meeting_booked"),
    "calendly/invitee.canceled.json": ("calendly", "meeting_cancelled"),
    "calendly/routing_form_submission.created.json": ("calendly", "form_submitted"),
    "zoom/recording.transcript_completed.json": ("zoom", "transcript_ready"),
    "fireflies/webhook.v1.json": ("fireflies", "transcript_ready"),
    "fireflies/webhook.v2.meeting.transcribed.json": ("fireflies", "transcript_ready"),
    "msgraph/transcript.created.without_resource_data.json": ("teams", "transcript_ready"),
    "msgraph/transcript.created.with_resource_data.template.json": ("teams", "transcript_ready"),
}


@pytest.mark.skipif(not OFFICIAL.exists(), reason="the senders' own examples are not here")
@pytest.mark.parametrize("name", EXAMPLES)
def test_official_example_is_read(name: str) -> None:
    source, kind = EXAMPLES[name]
    (event,) = parse(source, (OFFICIAL / name).read_bytes(), received_at=NOW)
    assert event.kind == kind
    assert event.external_id
