"""Transcripts of every platform, read by what is in them and not by what the file is called."""

from __future__ import annotations

from pathlib import PurePath

from . import document, payloads, plain, subtitles, webvtt, zoom_chat
from .assembly import Oddities, Script, assemble
from .decoding import LARGEST, text_of
from .note import NoteLine, read_note
from .schema import Transcript, TranscriptError, Utterance

__all__ = [
    "LARGEST",
    "NoteLine",
    "Transcript",
    "TranscriptError",
    "Utterance",
    "read",
    "read_note",
    "read_text",
]

MOST_LINES = 1_000_000  # bounds memory: a file may hold a line for each of its bytes


def read(data: bytes, *, name: str = "") -> Transcript:
    """The transcript in an uploaded file; `name` is used for its title when it has none.

    Raises TranscriptError, which says what is wrong, where, and what to do. What could be read
    in spite of an oddity is said in the transcript's `warnings`.
    """
    oddities = Oddities()
    if document.claims(data):
        script = document.read(data, oddities)
    else:
        script = _script_of(text_of(data, oddities), oddities)
    script.title = script.title or PurePath(name).stem
    return assemble(script, oddities)


def read_text(text: str) -> Transcript:
    """The transcript in text that somebody pasted. Raises TranscriptError as `read` does."""
    return read(text.encode("utf-8", errors="replace"))


def _script_of(text: str, oddities: Oddities) -> Script:
    if payloads.claims(text):
        oddities.unit = "entry"
        return payloads.read(text, oddities)
    if text.count("\n") > MOST_LINES:
        raise TranscriptError("The file has more lines than any transcript. Is it the right one?")
    if webvtt.claims(text):
        return webvtt.read(text, oddities)
    if subtitles.claims_srt(text):
        return subtitles.read_srt(text, oddities)
    if subtitles.claims_sbv(text):
        return subtitles.read_sbv(text, oddities)
    if zoom_chat.claims(text):
        return zoom_chat.read(text, oddities)
    return plain.read(text, oddities)
