"""Shorter ways to look at what was read."""

from __future__ import annotations

from pathlib import Path

from leads.transcripts import Transcript, read

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "contracts" / "transcripts"


def read_str(text: str) -> Transcript:
    """A file with this text."""
    return read(text.encode())


def said(found: Transcript) -> list[tuple[str | None, str]]:
    """Who said what."""
    return [(u.speaker, u.text) for u in found.utterances]


def timed(found: Transcript) -> list[tuple[str | None, int | None, str]]:
    """Who said what when."""
    return [(u.speaker, u.start_ms, u.text) for u in found.utterances]
