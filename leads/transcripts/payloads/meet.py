"""Google Meet API: `transcriptEntries` of conferenceRecords, with participants when merged in."""

from __future__ import annotations

from datetime import datetime

from ..assembly import Oddities, Script, Turn
from ..language import from_tag
from .fields import items, moment, record, records, words


def read(data: object, oddities: Oddities) -> Script | None:
    """One entry a turn, times counted from the earliest entry; None when it is not Meet's."""
    body = record(data)
    entries = items(data) if isinstance(data, list) else items(body.get("transcriptEntries"))
    first = record(next(iter(entries), None))
    if not ("transcriptEntries" in body or {"participant", "startTime", "text"} <= first.keys()):
        return None
    if body.get("nextPageToken"):
        oddities.note("This is one page of several: the rest of the call is not in this file")
    names = _names(body.get("participants"))
    moments = [moment(record(e).get("startTime")) for e in entries]
    began = min((m for m in moments if m), default=None)
    script = Script("meet_api", [], started_at=began, attendees=tuple(names.values()))
    for number, entry in records(entries, oddities):
        resource = words(entry, "participant") or ""
        if resource and resource not in names:
            oddities.note("A speaker is an id, not a name; say who it is", number)
        turn = Turn(names.get(resource, resource) or None, words(entry, "text") or "")
        turn.start_ms = _offset(moment(entry.get("startTime")), began)
        turn.end_ms = _offset(moment(entry.get("endTime")), began)
        turn.line = number
        script.turns.append(turn)
        script.language = script.language or from_tag(entry.get("languageCode"))
    return script


def _offset(at: datetime | None, began: datetime | None) -> int | None:
    return round((at - began).total_seconds() * 1000) if at and began else None


def _names(participants: object) -> dict[str, str]:
    """Resource name to display name, whichever way the person joined."""
    found: dict[str, str] = {}
    for _, person in records(participants):
        resource = words(person, "name")
        for how in ("signedinUser", "anonymousUser", "phoneUser"):
            name = words(record(person.get(how)), "displayName")
            if resource and name:
                found[resource] = name
    return found
