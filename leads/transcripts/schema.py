"""What every transcript parser gives back, whatever the platform wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Utterance:
    """One turn of one speaker. Times are milliseconds from the start of the recording."""

    index: int
    speaker: str | None
    start_ms: int | None
    end_ms: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """A parsed file: its format's name, its utterances in order, what was odd about it."""

    format: str
    utterances: tuple[Utterance, ...]
    language: str | None = None
    title: str | None = None
    started_at: datetime | None = None
    attendees: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def speakers(self) -> tuple[str, ...]:
        """Names in order of first appearance."""
        return tuple(dict.fromkeys(u.speaker for u in self.utterances if u.speaker))


class TranscriptError(ValueError):
    """A file that cannot be read: what is wrong, on which line, and what to do about it."""

    def __init__(self, reason: str, *, line: int | None = None) -> None:
        self.reason = reason
        self.line = line
        super().__init__(f"Line {line}: {reason}" if line else reason)
