"""What each source sends, read into one shape. Pure: no clock, no network, no database.

`parse` is the one question for every source. What it answers is as untrusted as the delivery:
a signature says who sent it, not that it is true.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from leads.sources import calendly, form, generic, hubspot, pages, recordings, typeform
from leads.sources.schema import Answer, Incoming, Person, Unreadable, numbered, without_nul

__all__ = ["SOURCES", "Answer", "Incoming", "Person", "Unreadable", "parse"]


def _form(raw: bytes, *, received_at: datetime) -> list[Incoming]:
    """A form posted as JSON; the doorway hands the fields of a browser's form over as JSON too."""
    try:
        fields = json.loads(raw)
    except (ValueError, RecursionError) as error:  # anybody may send anything here
        raise Unreadable(f"the body is not JSON: {error}") from None
    if not isinstance(fields, dict):
        raise Unreadable("the body: an object of fields was expected")
    texts = {_whole(k): _whole(v) for k, v in fields.items() if isinstance(v, str)}
    return form.parse(texts, received_at=received_at)


def _whole(text: str) -> str:
    """JSON can spell half a character, which no database keeps and nobody can read."""
    return text.encode("utf-8", "replace").decode()


_Reader = Callable[[bytes, str, datetime], list[Incoming]]
_READERS: Mapping[str, _Reader] = {
    "hubspot": lambda raw, number, at: hubspot.parse(raw),
    "typeform": lambda raw, number, at: typeform.parse(raw),
    "calendly": lambda raw, number, at: calendly.parse(raw),
    "webhook": lambda raw, number, at: generic.parse(raw, external_id=number),
    "api": lambda raw, number, at: generic.parse(raw, external_id=number),
    "form": lambda raw, number, at: _form(raw, received_at=at),
    "pages": lambda raw, number, at: pages.parse(raw),
    "zoom": lambda raw, number, at: recordings.zoom(raw),
    "fireflies": lambda raw, number, at: recordings.fireflies(raw, received_at=at),
    "teams": lambda raw, number, at: recordings.msgraph(raw, received_at=at),
    "meet": lambda raw, number, at: recordings.meet(raw, received_at=at),
    "gong": lambda raw, number, at: recordings.gong(raw, received_at=at),
}
SOURCES = tuple(_READERS)


def parse(source: str, raw: bytes, *, received_at: datetime, number: str = "") -> list[Incoming]:
    """What a delivery of one of `SOURCES` tells.

    `number` is the delivery's own id where it travels in a header (`webhook-id`). Raises
    `Unreadable` with a sentence naming the field, and KeyError for a source nobody knows.
    """
    found = _READERS[source](raw, number, received_at)
    return [
        replace(
            one,
            external_id=numbered(without_nul(one.external_id)),
            identifiers=without_nul(dict(one.identifiers)),
            metadata=without_nul(dict(one.metadata)),
            answers=tuple(
                Answer(without_nul(a.question), without_nul(a.answer)) for a in one.answers
            ),
        )
        for one in found
    ]
