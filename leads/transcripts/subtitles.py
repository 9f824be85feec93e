"""SRT and SBV: the same cues as WebVTT, without its header and comments."""

from __future__ import annotations

import re

from .assembly import Oddities, Script, Turn
from .clock import milliseconds
from .cues import CUT_OFF, Cue, is_timing, read_cues
from .names import bare, looks_named
from .schema import TranscriptError
from .voices import by_labels
from .webvtt import script_of

_SBV = re.compile(r"\s*(-?\d{1,4}:[^\s,]{1,20}),(-?\d{1,4}:[^\s,]{1,20})\s*")
_HEAD_LINES = 40


def claims_srt(text: str) -> bool:
    """Whether an arrow between times stands early in the text, on a line of its own."""
    return any(is_timing(line) for line in text[:8000].split("\n")[:_HEAD_LINES])


def read_srt(text: str, oddities: Oddities) -> Script:
    """An SRT file, WebVTT that lost its header, or a Teams document saved as text.

    Raises TranscriptError when it is cut off in the middle of a cue.
    """
    lines = text.split("\n")
    cues = list(read_cues(enumerate(lines, start=1), oddities, comments=False))
    if _names_on_own_line(cues):
        return Script("teams_text", [_named_turn(cue) for cue in cues])
    script = script_of(cues, oddities)
    if "," in next((line for line in lines if is_timing(line)), ","):
        script.format = "srt"
    else:
        oddities.note("The file has no WEBVTT header; it was read as if it had")
    return script


def _names_on_own_line(cues: list[Cue]) -> bool:
    """Teams' document as text: times, then the name, then the words, and no cue numbers."""
    spoken = [cue for cue in cues if cue.lines]
    return bool(spoken) and all(
        len(c.lines) > 1 and not c.identifier and looks_named(bare(c.lines[0])) for c in spoken
    )


def _named_turn(cue: Cue) -> Turn:
    words = "\n".join(cue.lines[1:])
    return Turn(
        bare(cue.lines[0]) if cue.lines else None, words, cue.start_ms, cue.end_ms, cue.line
    )


def claims_sbv(text: str) -> bool:
    """Whether the text begins with a pair of times joined by a comma."""
    return _SBV.fullmatch(text.lstrip().split("\n", 1)[0]) is not None


def read_sbv(text: str, oddities: Oddities) -> Script:
    """A YouTube SBV file. Raises TranscriptError when it ends right behind a pair of times."""
    cues: list[Cue] = []
    inside = False
    for number, line in enumerate(text.split("\n"), start=1):
        times = _SBV.fullmatch(line)
        if times:
            start, end = milliseconds(times.group(1)), milliseconds(times.group(2))
            if start is None or end is None:
                oddities.note("A time could not be read; its words were kept", number)
            cues.append(Cue(number, start, end))
        elif line.strip() and inside:
            cues[-1].lines.append(line)
        elif line.strip():
            oddities.note("Words that stand under no time were left out", number)
        inside = bool(times) or (inside and bool(line.strip()))
    if inside and not cues[-1].lines:
        raise TranscriptError(CUT_OFF, line=cues[-1].line)
    return Script("sbv", by_labels(cues)[0])
