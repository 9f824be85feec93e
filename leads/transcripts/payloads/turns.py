"""Any other JSON that is plainly a list of turns: somebody, some words, perhaps times."""

from __future__ import annotations

from ..assembly import Oddities, Script, Turn
from .fields import (
    Record,
    in_milliseconds,
    in_seconds,
    items,
    moment,
    number,
    record,
    records,
    speaker,
    words,
)  # fmt: skip

_LISTS = ("utterances", "segments", "entries", "turns", "sentences", "transcript", "captions",
          "messages", "data", "results")  # fmt: skip
_OUTER = ("data", "transcript", "result")
_WORDS = ("text", "transcript", "sentence", "content", "body", "caption", "message", "spokenText")
_SPEAKERS = ("speaker_name", "speakerName", "speaker", "participant", "name", "user",
             "speaker_id", "speakerId")  # fmt: skip
_START_MS, _END_MS = ("start_ms", "startMs", "begin_ms", "offset_ms"), ("end_ms", "endMs")
_START = ("start", "start_time", "startTime", "start_timestamp", "begin", "offset",
          "timestamp", "time")  # fmt: skip
_END = ("end", "end_time", "endTime", "end_timestamp")


def read(data: object, oddities: Oddities) -> Script | None:
    """Turns from the first list that holds words; None when there is none."""
    body = record(data)
    lists = [data] if isinstance(data, list) else [body.get(key) for key in _LISTS]
    lists += [record(body.get(outer)).get(key) for outer in _OUTER for key in _LISTS]
    for entries in lists:
        found = [(n, entry) for n, entry in records(entries) if _text(entry)]
        if found and 2 * len(found) >= len(items(entries)):
            list(records(entries, oddities))
            return _script(body, found, oddities)
    return None


def _script(body: Record, found: list[tuple[int, Record]], oddities: Oddities) -> Script:
    title = words(body, "title", "name", "subject", "topic")
    began = moment(body.get("started_at") or body.get("start_time") or body.get("date"))
    script = Script("json", [], title=title, started_at=began)
    scale = _scale(found)
    if scale and scale != 1000:
        oddities.note("The unit of the times is not said; they were read as milliseconds")
    for entry_number, entry in found:
        start = _time(entry, _START_MS, _START, scale)
        end = _time(entry, _END_MS, _END, scale)
        script.turns.append(Turn(_name(entry), _text(entry) or "", start, end, entry_number))
    return script


def _text(entry: Record) -> str | None:
    spoken = words(entry, *_WORDS)
    if spoken:
        return spoken
    each = (
        words(word, "text", "word", "punctuated_word") for _, word in records(entry.get("words"))
    )
    return " ".join(word.strip() for word in each if word) or None


def _name(entry: Record) -> str | None:
    for key in _SPEAKERS:
        value = entry.get(key)
        if isinstance(value, dict):
            value = words(value, "name", "display_name", "displayName", "email")
        if name := speaker(value):
            return name
    return None


def _scale(found: list[tuple[int, Record]]) -> int | None:
    """Milliseconds in one unit of the bare numbers: whole and large ones are milliseconds."""
    values = [v for _, e in found for k in (*_START, *_END) if (v := e.get(k)) is not None]
    known = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    if not known:
        return None
    whole = all(isinstance(v, int) for v in known)
    return 1 if whole and max(number(v) or 0 for v in known) >= 36_000 else 1000


def _time(
    entry: Record, exact: tuple[str, ...], loose: tuple[str, ...], scale: int | None
) -> int | None:
    for key in exact:
        if entry.get(key) is not None:
            return in_milliseconds(entry[key])
    for key in loose:
        value = entry.get(key)
        if isinstance(value, dict):  # {"relative": 1.5, "absolute": ...}
            value = value.get("relative")
        if value is not None:
            return in_milliseconds(value) if scale == 1 else in_seconds(value)
    return None
