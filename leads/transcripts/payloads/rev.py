"""Rev and Rev AI: monologues made of text and punctuation elements, in seconds."""

from __future__ import annotations

from collections.abc import Iterator

from ..assembly import Oddities, Script
from ..language import from_tag
from .fields import Record, in_seconds, record, records, speaker, words
from .spoken_words import Word, turns_of


def read(data: object, oddities: Oddities) -> Script | None:
    """One monologue a turn, long ones by sentences; None when the data is not Rev's."""
    body = record(data)
    if "monologues" not in body:
        return None
    names = {
        str(s.get("id")): name
        for _, s in records(body.get("speakers"))
        if (name := words(s, "name"))
    }
    script = Script("rev", [], language=from_tag(body.get("language")))
    for number, monologue in records(body.get("monologues"), oddities):
        identity = monologue.get("speaker")
        own = words(record(monologue.get("speaker_info")), "display_name", "name")
        name = own or names.get(str(identity)) or speaker(identity)
        script.turns += turns_of(_words(monologue, name), line=number)
    return script


def _words(monologue: Record, name: str | None) -> Iterator[Word]:
    """Elements come with their own spaces, so every one is glued except after a full sentence."""
    ended = False
    for _, element in records(monologue.get("elements")):
        value = element.get("value")
        if not isinstance(value, str):
            continue
        is_word = element.get("type") == "text"
        start = in_seconds(element.get("ts")) if is_word else None
        end = in_seconds(element.get("end_ts")) if is_word else None
        yield Word(value, start, end, name, glued=not (is_word and ended))
        ended = (not is_word and value.strip() in (".", "?", "!")) or (ended and not value.strip())
