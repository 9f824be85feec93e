"""Deliveries are kept as they came and end in the same state in every order."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads import intake, meetings
from leads.models import Delivery, Event, Identifier, Lead, Passage, Source, StopEvent
from tests import factories

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)


def source(kind: str = "webhook") -> Source:
    return Source.objects.create(name=f"The {kind}", kind=kind, owner=factories.user())


def asked(email: str = "ines@werk.example", **data: Any) -> bytes:
    told = {"email": email, "name": "Ines Park", "company": "Werk"} | data
    body = {"type": "form.submitted", "timestamp": "2026-11-18T13:00:00Z", "data": told}
    return json.dumps(body).encode()


def received(of: Source, raw: bytes, *, number: str = "msg_1") -> None:
    intake.receive(of, raw, now=NOW, number=number)
    intake.understand(now=NOW)


def test_form_makes_a_lead_with_its_company_owner_and_words() -> None:
    of = source()
    received(of, asked(answers={"What brings you here?": "Renewals slip through"}))
    lead = Lead.objects.get()
    assert (lead.name, lead.account.domain, lead.owner, lead.source) == (
        "Ines Park",
        "werk.example",
        of.owner,
        "The webhook",
    )
    assert Passage.objects.get().text == "Renewals slip through"
    assert lead.record_epoch == 1


def test_delivery_that_comes_twice_is_kept_once() -> None:
    of = source()
    assert intake.receive(of, asked(), now=NOW, number="msg_1").is_new
    assert not intake.receive(of, asked(), now=NOW, number="msg_1").is_new
    assert intake.understand(now=NOW) == 1
    assert Event.objects.count() == 1


def test_event_told_by_two_deliveries_is_one() -> None:
    of = source("typeform")
    response = {"form_id": "f", "token": "t1", "submitted_at": "2026-11-18T13:00:00Z"}
    for attempt in ("1", "2"):
        body = {"event_id": attempt, "event_type": "form_response", "form_response": response}
        received(of, json.dumps(body).encode())
    event = Event.objects.get()
    assert event.tellings.count() == 2


def test_what_cannot_be_read_is_kept_with_the_reason_and_understood_once_mended() -> None:
    of = source()
    answer = intake.receive(of, b'{"type": "form.submitted"}', now=NOW, number="msg_1")
    assert "timestamp" in answer.problem
    delivery = Delivery.objects.get()
    assert (delivery.state, intake.understand(now=NOW)) == ("failed", 0)
    assert intake.again(delivery, now=NOW)
    assert intake.understand(now=NOW) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.problem) == ("failed", answer.problem)


def test_pages_read_before_the_form_belong_to_whoever_sends_it_from_that_browser() -> None:
    pages, form = source("pages"), source()
    seen = {"id": "12345678", "kind": "view", "path": "/pricing", "at": "2026-11-18T12:00:00Z"}
    received(pages, json.dumps({"visitor": "browser-1", "events": [seen]}).encode())
    assert Event.objects.get().lead is None
    received(form, asked(visitor="browser-1"))
    assert {e.lead for e in Event.objects.all()} == {Lead.objects.get()}


def test_shared_browser_does_not_make_two_people_one() -> None:
    form = source()
    received(form, asked(visitor="browser-1"), number="1")
    received(form, asked("omar@werk.example", visitor="browser-1", name="Omar Field"), number="2")
    assert Lead.objects.count() == 2
    assert Identifier.objects.get(kind="visitor").lead.email == "ines@werk.example"


@pytest.mark.parametrize(
    "spelled",
    ["INES.PARK@gmail.com", "inespark+demo@gmail.com", "inespark@googlemail.com"],
    ids=["case-and-dots", "plus", "other-domain"],
)
def test_other_spelling_of_one_mailbox_is_the_same_person(spelled: str) -> None:
    form = source()
    received(form, asked("ines.park@gmail.com"), number="1")
    received(form, asked(spelled), number="2")
    assert Lead.objects.count() == 1


def test_plus_means_nothing_where_the_provider_is_not_known() -> None:
    form = source()
    received(form, asked("ines+a@werk.example"), number="1")
    received(form, asked("ines+b@werk.example"), number="2")
    assert Lead.objects.count() == 2


def test_people_with_free_mail_share_no_company() -> None:
    form = source()
    received(form, asked("ines@gmail.com", company=""), number="1")
    received(form, asked("omar@gmail.com", company=""), number="2")
    one, other = Lead.objects.all()
    assert one.account_id != other.account_id


def told(event: str, invitee: str, hour: int, **payload: Any) -> bytes:
    body = {
        "event": f"invitee.{event}",
        "created_at": "2026-11-18T13:00:00Z",
        "payload": {
            "uri": invitee,
            "email": "ines@werk.example",
            "name": "Ines Park",
            "scheduled_event": {"uri": f"m{hour}", "start_time": f"2026-11-25T{hour:02}:00:00Z"},
            **payload,
        },
    }
    return json.dumps(body).encode()


STORY = [
    told("created", "one", 9),
    told("canceled", "one", 9, rescheduled=True, new_invitee="two"),
    told("created", "two", 10, old_invitee="one"),
    told("created", "three", 15),
    told("canceled", "three", 15),
    told("created", "two", 10, old_invitee="one"),
]


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.permutations(STORY))
def test_meetings_end_the_same_in_every_order(order: list[bytes]) -> None:
    with transaction.atomic():
        of = source("calendly")
        for raw in order:
            received(of, raw, number="")
        lead = Lead.objects.get()
        assert [b.invitee for b in meetings.of(lead)] == ["two"]
        stops = StopEvent.objects.filter(lead=lead).values_list("kind", "source")
        assert set(stops) == {("meeting", i) for i in ("one", "two", "three")}
        assert set(Event.objects.values_list("lead", flat=True)) == {lead.pk}
        transaction.set_rollback(True)


def test_answer_stands_beside_the_question_it_answers() -> None:
    received(source(), asked(answers={"Why now?": "The board meets", "How many?": "40"}))
    told = Passage.objects.select_related("event").order_by("index")
    assert [(p.asked, p.text) for p in told] == [
        ("Why now?", "The board meets"),
        ("How many?", "40"),
    ]


def test_clock_starts_when_a_delivery_stands_at_the_door() -> None:
    of = source()
    intake.receive(of, asked(), now=NOW, number="msg_1")
    intake.understand(now=NOW + timedelta(minutes=5))
    assert Event.objects.get().received_at == NOW


def test_people_understood_together_are_found_as_each_other() -> None:
    of = source()
    for number, email in enumerate(("jo.park+x@gmail.com", "ana@werk.example", "jopark@gmail.com")):
        intake.receive(of, asked(email, answers={"Why?": "Because."}), now=NOW, number=str(number))
    assert intake.understand(now=NOW) == 3
    assert Lead.objects.count() == 2
    assert Event.objects.filter(lead__email="jo.park+x@gmail.com").count() == 2


def test_delivery_that_meets_a_fault_holds_up_no_other() -> None:
    of = source()
    for number in range(3):
        email = f"ana{number}@werk{number}.example"
        intake.receive(of, asked(email), now=NOW, number=str(number))

    def fault(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('INSERT INTO "leads_lead"') and "ana1@werk1.example" in params:
            raise DatabaseError("the disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fault):
        assert intake.understand(now=NOW) == 3
    assert [d.state for d in Delivery.objects.order_by("pk")] == ["done", "received", "done"]
    assert Lead.objects.count() == 2
    assert intake.understand(now=NOW + timedelta(minutes=1)) == 1
    assert Lead.objects.count() == 3
