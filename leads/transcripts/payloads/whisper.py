"""Whisper and its relatives: OpenAI's verbose and diarised JSON, WhisperX, whisper.cpp."""

from __future__ import annotations

from ..assembly import Oddities, Script, Turn
from ..language import from_tag
from .fields import in_milliseconds, in_seconds, items, record, records, speaker, words
from .spoken_words import Word, turns_of


def read(data: object, oddities: Oddities) -> Script | None:
    """One segment a turn; None when the data is not Whisper's."""
    body = record(data)
    if "transcription" in body and isinstance(body["transcription"], list):
        return _whisper_cpp(body, oddities)
    segments = items(body.get("segments"))
    first = record(next(iter(segments), None))
    bare = not segments and isinstance(body.get("text"), str)
    if not (bare or {"start", "end", "text"} <= first.keys()):
        return None
    script = Script("whisper", [], language=from_tag(body.get("language")))
    for number, segment in records(segments, oddities):
        start, end = in_seconds(segment.get("start")), in_seconds(segment.get("end"))
        name = speaker(segment.get("speaker"))
        script.turns.append(Turn(name, words(segment, "text") or "", start, end, number))
    if bare:
        script.turns = list(turns_of(_words(body) or [Word(words(body, "text") or "")]))
    return script


def _words(body: dict[str, object]) -> list[Word]:
    return [
        Word(
            words(word, "word", "text") or "",
            in_seconds(word.get("start")),
            in_seconds(word.get("end")),
            speaker(word.get("speaker")),
        )
        for _, word in records(body.get("words"))
    ]


def _whisper_cpp(body: dict[str, object], oddities: Oddities) -> Script:
    language = from_tag(record(body.get("result")).get("language"))
    script = Script("whisper", [], language=language)
    for number, piece in records(body["transcription"], oddities):
        at = record(piece.get("offsets"))
        start, end = in_milliseconds(at.get("from")), in_milliseconds(at.get("to"))
        name = speaker(piece.get("speaker"))
        script.turns.append(Turn(name, words(piece, "text") or "", start, end, number))
    return script
