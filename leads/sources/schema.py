"""What every source's deliveries become: one shape for all, with nothing believed yet."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

# What an event can be. A source's own word for it is kept in the metadata.
FORM = "form_submitted"
DEMO = "demo_requested"
BOOKED = "meeting_booked"
CANCELLED = "meeting_cancelled"
PAGE = "page_viewed"
SCROLL = "page_scrolled"
CONTACT = "contact_created"
CHANGED = "contact_changed"
TRANSCRIPT = "transcript_ready"
OTHER = "other"
LONGEST_ID = 200
KINDS = (FORM, DEMO, BOOKED, CANCELLED, PAGE, SCROLL, CONTACT, CHANGED, TRANSCRIPT, OTHER)


class Unreadable(ValueError):
    """The delivery is not what its source sends; the text says where and what was expected."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One question of a form with what the person wrote; becomes a passage."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Person:
    """What the source says of the person; an empty string where it says nothing."""

    name: str = ""
    company: str = ""
    title: str = ""
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing a person did.

    `external_id` is the same for every delivery of the same thing and for nothing else of its
    source. `identifiers` are the keys by which the person can be known (email, phone, visitor,
    a source's own id). `metadata` is plain JSON.
    """

    external_id: str
    kind: str
    occurred_at: datetime
    identifiers: Mapping[str, str] = field(default_factory=dict)
    person: Person = Person()
    answers: tuple[Answer, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)


def _no_nul(value: object) -> object:
    return value.replace("\x00", "") if isinstance(value, str) else value


def _plain(value: object) -> object:
    return "" if value is None else _no_nul(value)


def _whole(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Text = Annotated[str, BeforeValidator(_plain)]  # null is an empty text
Number = Annotated[str, BeforeValidator(_whole)]  # an id that some senders write as a number


class Shape(BaseModel):
    """A sender's JSON: what we read must be there and of its type, the rest is let be."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class CamelShape(Shape):
    """The same for senders who write `subscriptionId`."""

    model_config = ConfigDict(alias_generator=to_camel)


S = TypeVar("S", bound=Shape)


def read(shape: type[S], raw: bytes) -> S:
    """The JSON body as a shape. Raises `Unreadable` naming the first field that is wrong."""
    try:
        return shape.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        raise Unreadable(f"{where}: {first['msg']}") from None


def numbered(external_id: str) -> str:
    """An id that fits its column: what is too long keeps its beginning and a hash of the whole."""
    if len(external_id) <= LONGEST_ID:
        return external_id
    return f"{external_id[:100]}:{hashlib.sha256(external_id.encode()).hexdigest()}"


def without_nul(value: Any) -> Any:
    """The same JSON without the one letter that a database cannot keep."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {without_nul(str(k)): without_nul(v) for k, v in value.items()}
    return [without_nul(v) for v in value] if isinstance(value, list) else value


def milliseconds(value: int) -> datetime:
    """A moment from Unix milliseconds. Raises `Unreadable` for one no calendar has."""
    try:
        return datetime.fromtimestamp(value / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        raise Unreadable(f"{value} is no moment in Unix milliseconds") from None


def known(**identifiers: str) -> dict[str, str]:
    """The identifiers that say something."""
    return {name: value.strip() for name, value in identifiers.items() if value.strip()}
