"""Our own webhook, in the form of Standard Webhooks: `{"type", "timestamp", "data": {…}}`.

`data` names the person (`email`, `phone`, `name`, `company`, `title`, `time_zone`, `visitor`) and
says what they did: `answers` as `{question: answer}` or `[{"question", "answer"}]`, `page`,
and anything else, which is kept as it came.
"""

from __future__ import annotations

from typing import Any

from pydantic import AwareDatetime, Field

from leads.sources.schema import (
    DEMO,
    FORM,
    KINDS,
    OTHER,
    PAGE,
    Answer,
    Incoming,
    Person,
    Shape,
    Text,
    Unreadable,
    known,
    read,
)

WORDS = {
    "form.submitted": FORM,
    "lead.created": FORM,
    "demo.requested": DEMO,
    "page.viewed": PAGE,
}
NAMED = {"email", "phone", "name", "company", "title", "time_zone", "visitor", "answers"}


class Data(Shape):
    email: Text = ""
    phone: Text = ""
    name: Text = ""
    company: Text = ""
    title: Text = ""
    time_zone: Text = ""
    visitor: Text = ""
    page: Text = ""
    answers: dict[str, Any] | list[dict[str, Any]] = Field(default_factory=dict)


class Delivery(Shape):
    type: str = Field(min_length=1, max_length=100)
    timestamp: AwareDatetime
    data: dict[str, Any]


def parse(raw: bytes, *, external_id: str) -> list[Incoming]:
    """One event; `external_id` is the delivery's `webhook-id`. Raises `Unreadable`."""
    if not external_id:
        raise Unreadable("the header webhook-id is missing; it tells one event from the next")
    delivery = read(Delivery, raw)
    try:
        data = Data.model_validate(delivery.data)
    except ValueError:
        raise Unreadable("data: email, name, company, title and the like are texts") from None
    kind = WORDS.get(delivery.type, delivery.type if delivery.type in KINDS else OTHER)
    rest = {k: v for k, v in delivery.data.items() if k not in NAMED}
    return [
        Incoming(
            external_id=external_id,
            kind=kind,
            occurred_at=delivery.timestamp,
            identifiers=known(email=data.email, phone=data.phone, visitor=data.visitor),
            person=Person(data.name, data.company, data.title, data.time_zone),
            answers=_answers(data.answers),
            metadata={"type": delivery.type, **({"path": data.page} if data.page else {}), **rest},
        )
    ]


def _answers(given: dict[str, Any] | list[dict[str, Any]]) -> tuple[Answer, ...]:
    if isinstance(given, dict):
        pairs = [(k, v) for k, v in given.items()]
    else:
        pairs = [(str(a.get("question", "")), a.get("answer")) for a in given]
    return tuple(Answer(q, str(v).strip()) for q, v in pairs if v is not None and str(v).strip())
