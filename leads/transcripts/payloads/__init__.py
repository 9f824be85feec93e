"""Transcripts as JSON: each platform's own shape, then anything that looks like turns."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from ..assembly import Oddities, Script
from ..schema import TranscriptError
from . import assemblyai, deepgram, fireflies, gong, meet, rev, turns, whisper

_READERS: tuple[Callable[[object, Oddities], Script | None], ...] = (
    gong.read,
    fireflies.read,
    meet.read,
    deepgram.read,
    rev.read,
    assemblyai.read,
    whisper.read,
    turns.read,
)
_MOST_PARTS = 1_500_000  # bounds memory: an object takes fifty times its two brackets
_UNKNOWN = (
    "This JSON is not a transcript in a form Followup knows. "
    "Export the transcript as .vtt, .docx or text and upload that."
)


def claims(text: str) -> bool:
    """Whether the text can only be JSON; `[00:12] Jane: hello` is not."""
    return re.match(r'\s*(?:\{|\[\s*(?:[{"\]]|$))', text[:2000]) is not None


def read(text: str, oddities: Oddities) -> Script:
    """A JSON transcript. Raises TranscriptError for broken JSON and for JSON of another kind."""
    if text.count("{") + text.count("[") > _MOST_PARTS or text.count(",") > 4 * _MOST_PARTS:
        raise TranscriptError("The JSON has more parts than any transcript. Is it the right one?")
    data = _parsed(text)
    for read_as in _READERS:
        script = read_as(data, oddities)
        if script is not None:
            return script
    raise TranscriptError(_UNKNOWN)


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        lines = _json_lines(text)
        if lines is not None:
            return lines
        if error.pos >= len(text.rstrip()) or "Unterminated" in error.msg:
            raise TranscriptError(
                "The JSON ends too early: the file was cut off. Export it again.", line=error.lineno
            ) from error
        raise TranscriptError(
            f"The JSON is broken at column {error.colno}. Export the transcript again.",
            line=error.lineno,
        ) from error
    except (ValueError, RecursionError) as error:
        raise TranscriptError("The JSON is too deep or holds an impossible number.") from error


def _json_lines(text: str) -> list[object] | None:
    """One JSON object a line, all of them whole, or None."""
    try:
        found = [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError):
        return None
    return found if len(found) > 1 else None
