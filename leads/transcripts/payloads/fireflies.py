"""Fireflies: the GraphQL `transcript`, wrapped as the API answers or bare, and its JSON export."""

from __future__ import annotations

from datetime import UTC, datetime

from ..assembly import Oddities, Script, Turn
from ..schema import TranscriptError
from .fields import Record, in_seconds, items, moment, number, record, records, speaker, words


def read(data: object, oddities: Oddities) -> Script | None:
    """One sentence a turn; None when the data is not Fireflies'."""
    body = _unwrapped(data)
    sentences = items(data) if isinstance(data, list) else items(body.get("sentences"))
    first = record(next(iter(sentences), None))
    if not (
        {"speaker_name", "speaker_id"} & first.keys()
        and {"text", "raw_text", "sentence"} & first.keys()
    ):
        return None
    script = Script("fireflies", [], title=words(body, "title"), started_at=_began(body))
    script.attendees = _attendees(body)
    for entry, sentence in records(sentences, oddities):
        turn = Turn(
            words(sentence, "speaker_name") or speaker(sentence.get("speaker_id")),
            words(sentence, "text", "raw_text", "sentence") or "",
        )
        turn.start_ms = in_seconds(sentence.get("start_time", sentence.get("startTime")))
        turn.end_ms = in_seconds(sentence.get("end_time", sentence.get("endTime")))
        turn.line = entry
        script.turns.append(turn)
    return script


def _unwrapped(data: object) -> Record:
    body = record(data)
    body = record(body.get("data")) or body
    several = items(body.get("transcripts"))
    if len(several) > 1:
        raise TranscriptError(
            f"This file holds {len(several)} calls. Upload one call at a time, so they stay apart."
        )
    return record(body.get("transcript")) or record(next(iter(several), None)) or body


def _began(body: Record) -> datetime | None:
    """`date` is milliseconds since 1970 or ISO text."""
    since_1970 = number(body.get("date"))
    if since_1970 is None:
        return moment(body.get("dateString")) or moment(body.get("date"))
    try:
        return datetime.fromtimestamp(since_1970 / 1000, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _attendees(body: Record) -> tuple[str, ...]:
    people = (
        words(p, "displayName", "name", "email") for _, p in records(body.get("meeting_attendees"))
    )
    found = tuple(person for person in people if person)
    return found or tuple(p for p in items(body.get("participants")) if isinstance(p, str))
