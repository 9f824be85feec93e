"""Gong: `POST /v2/calls/transcript`, with the parties of `/v2/calls/extensive` when merged in."""

from __future__ import annotations

from ..assembly import Oddities, Script, Turn
from ..schema import TranscriptError
from .fields import Record, in_milliseconds, items, moment, record, records, words


def read(data: object, oddities: Oddities) -> Script | None:
    """One sentence a turn; None when the data is not Gong's.

    Raises TranscriptError when the answer holds several calls: they must not become one.
    """
    body = record(data)
    calls = items(body.get("callTranscripts"))
    if "callTranscripts" not in body:
        return None
    if len(calls) != 1:
        raise TranscriptError(
            f"This file holds {len(calls)} calls. Upload one call at a time, so they stay apart."
        )
    call = record(calls[0])
    names = _names(body, call)
    meta = record(record(next(iter(items(body.get("calls"))), None)).get("metaData"))
    script = Script("gong", [], title=words(meta, "title"), started_at=moment(meta.get("started")))
    script.attendees = tuple(names.values())
    for number, block in records(call.get("transcript"), oddities):
        identity = str(block.get("speakerId") or "")
        if identity and identity not in names:
            oddities.note("A speaker is an id, not a name; say who it is", number)
        for _, sentence in records(block.get("sentences"), oddities):
            turn = Turn(names.get(identity, identity) or None, words(sentence, "text") or "")
            turn.start_ms = in_milliseconds(sentence.get("start"))
            turn.end_ms = in_milliseconds(sentence.get("end"))
            turn.line = number
            script.turns.append(turn)
    return script


def _names(body: Record, call: Record) -> dict[str, str]:
    """Speaker id to name, from wherever the parties were put."""
    parties = items(body.get("parties")) + items(call.get("parties"))
    for _, extensive in records(body.get("calls")):
        parties += items(extensive.get("parties"))
    found: dict[str, str] = {}
    for _, party in records(parties):
        name = words(party, "name", "emailAddress")
        if name and party.get("speakerId"):
            found[str(party["speakerId"])] = name
    return found
