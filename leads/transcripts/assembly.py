"""From what a format's parser found to a `Transcript`: cleaned, numbered, with its warnings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from .cleaning import hides_something, visible
from .clock import DAY_MS
from .language import guess
from .schema import Transcript, TranscriptError, Utterance

_NAME_LENGTH = 200  # a longer "name" is text in the wrong place, and would fill the reviewer's page
_LINES_SHOWN = 5


@dataclass(slots=True)
class Turn:
    """Words as the file holds them. `line` is the file's line, or for JSON the entry's number."""

    speaker: str | None
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    line: int | None = None


def count_from_first(turns: list[Turn]) -> None:
    """Makes times of day times since the first of them; a call may pass midnight once."""
    first = next((t.start_ms for t in turns if t.start_ms is not None), None)
    for turn in turns:
        if turn.start_ms is not None and first is not None:
            turn.start_ms += (DAY_MS if turn.start_ms < first else 0) - first


@dataclass(slots=True)
class Script:
    """What one parser found in one file, before cleaning."""

    format: str
    turns: list[Turn]
    language: str | None = None
    title: str | None = None
    started_at: datetime | None = None
    attendees: tuple[str, ...] = ()


@dataclass(slots=True)
class Oddities:
    """What was odd about a file; the same oddity on many lines becomes one warning."""

    unit: str = "line"
    found: dict[str, list[int | None]] = field(default_factory=dict)

    def note(self, what: str, at: int | None = None) -> None:
        """Keep a full sentence without its full stop, and the line it is about."""
        self.found.setdefault(what, []).append(at)

    def warnings(self) -> tuple[str, ...]:
        """One sentence for each kind of oddity, in the order they were first met."""
        return tuple(what + self._places(places) for what, places in self.found.items())

    def _places(self, places: list[int | None]) -> str:
        known = [str(p) for p in places if p is not None]
        if not known:
            return "." if len(places) == 1 else f" ({len(places)} times)."
        more = len(known) - _LINES_SHOWN
        shown = ", ".join(known[:_LINES_SHOWN]) + (f" and {more} more" if more > 0 else "")
        return f" ({self.unit}{'s' if len(known) > 1 else ''} {shown})."


def assemble(script: Script, oddities: Oddities) -> Transcript:
    """Number and clean the turns. Raises TranscriptError when nobody says anything."""
    utterances: list[Utterance] = []
    for turn in script.turns:
        if hides_something(turn.text) or hides_something(turn.speaker or ""):
            oddities.note("Invisible characters were taken out of the text", turn.line)
        text = visible(turn.text)
        if not text:
            oddities.note("A turn without words was left out", turn.line)
            continue
        speaker = visible(turn.speaker or "")[:_NAME_LENGTH] or None
        if turn.start_ms is not None and turn.end_ms is not None and turn.end_ms < turn.start_ms:
            oddities.note("A turn ends before it begins", turn.line)
        utterances.append(Utterance(len(utterances), speaker, turn.start_ms, turn.end_ms, text))
    if not any(c.isalpha() for u in utterances for c in u.text):
        raise TranscriptError(
            "Nobody says anything in this file. Is it the transcript? If so, export it again."
        )
    _note_missing_speakers(utterances, oddities)
    return Transcript(
        format=script.format,
        utterances=tuple(utterances),
        language=script.language or guess(u.text for u in utterances),
        title=visible(script.title or "")[:_NAME_LENGTH] or None,
        started_at=script.started_at,
        attendees=tuple(dict.fromkeys(filter(None, map(visible, script.attendees)))),
        warnings=oddities.warnings(),
    )


def _note_missing_speakers(utterances: list[Utterance], oddities: Oddities) -> None:
    nameless = sum(u.speaker is None for u in utterances)
    if nameless == len(utterances):
        oddities.note("No speaker is named: nobody's promises can be told apart")
    elif nameless:
        oddities.note(f"{nameless} of {len(utterances)} turns name no speaker")
