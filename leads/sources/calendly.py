"""Calendly: who booked, who cancelled. A move is both at once, in any order.

The identity of an invitee is its address at Calendly (`uri`); each is booked once and cancelled
at most once, so the state of a meeting follows from the set of its events, whatever their order.
"""

from __future__ import annotations

from typing import Any

from pydantic import AwareDatetime, Field

from leads.sources.schema import (
    BOOKED,
    CANCELLED,
    FORM,
    OTHER,
    Answer,
    Incoming,
    Person,
    Shape,
    Text,
    known,
    read,
)


class Question(Shape):
    question: Text = ""
    answer: Text = ""


class Tracking(Shape):
    utm_source: Text = ""
    utm_medium: Text = ""
    utm_campaign: Text = ""


class Meeting(Shape):
    uri: Text = ""
    name: Text = ""
    start_time: AwareDatetime | None = None
    end_time: AwareDatetime | None = None


class Invitee(Shape):
    uri: str = Field(min_length=1)
    email: Text = ""
    name: Text = ""
    first_name: Text = ""
    last_name: Text = ""
    timezone: Text = ""
    created_at: AwareDatetime | None = None
    updated_at: AwareDatetime | None = None
    event: Text = ""
    scheduled_event: Meeting = Meeting()
    rescheduled: bool = False
    old_invitee: Text = ""
    new_invitee: Text = ""
    text_reminder_number: Text = ""
    questions_and_answers: list[Question] = Field(default_factory=list)
    tracking: Tracking = Tracking()
    cancellation: dict[str, Any] = Field(default_factory=dict)
    submitter: Text = ""


class Delivery(Shape):
    event: str
    created_at: AwareDatetime
    payload: Invitee


KIND = {
    "invitee.created": BOOKED,
    "invitee.canceled": CANCELLED,
    "routing_form_submission.created": FORM,
}


def parse(raw: bytes) -> list[Incoming]:
    """One event. Raises `Unreadable`."""
    delivery = read(Delivery, raw)
    who = delivery.payload
    return [
        Incoming(
            external_id=f"{delivery.event}:{who.uri}",
            kind=KIND.get(delivery.event, OTHER),
            occurred_at=delivery.created_at,
            identifiers=known(email=who.email, phone=who.text_reminder_number),
            person=Person(
                name=who.name or f"{who.first_name} {who.last_name}".strip(),
                time_zone=who.timezone,
            ),
            answers=tuple(
                Answer(q.question, q.answer) for q in who.questions_and_answers if q.answer.strip()
            ),
            metadata=_meeting(who),
        )
    ]


def _meeting(who: Invitee) -> dict[str, Any]:
    starts = who.scheduled_event.start_time
    return {
        "invitee": who.uri,
        "meeting": who.event or who.scheduled_event.uri,
        "title": who.scheduled_event.name,
        "starts_at": starts.isoformat() if starts else "",
        "replaces": who.old_invitee,
        "replaced_by": who.new_invitee,
        "is_moved": who.rescheduled,
        "reason": str(who.cancellation.get("reason") or "")[:500],
        "campaign": who.tracking.utm_campaign,
        "utm_source": who.tracking.utm_source,
    }
