"""The cue blocks that WebVTT and SRT share: a line with an arrow, then the words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .assembly import Oddities
from .clock import milliseconds
from .schema import TranscriptError

_ARROW = re.compile(r"\s*(-?\d[^\s>]{0,40}?)\s*-->\s*([^\s>]{0,40})")
_UNFINISHED = re.compile(r"\s*\d[\d:.,]{0,40}\s*-{0,2}>?\s*")
_COMMENT = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)")
CUT_OFF = "The file ends in the middle of a cue: it was cut off. Export it again."


@dataclass(slots=True)
class Cue:
    """One block: where its arrow stands in the file, its times, its lines of words."""

    line: int
    start_ms: int | None
    end_ms: int | None
    identifier: str = ""
    lines: list[str] = field(default_factory=list)


def is_timing(line: str) -> bool:
    """Whether the line begins a cue, readable times or not."""
    return "-->" in line and _ARROW.match(line) is not None


def read_cues(
    numbered: Iterable[tuple[int, str]], oddities: Oddities, *, comments: bool
) -> Iterator[Cue]:
    """The cues of a file whose header has been read; `comments` as WebVTT has them.

    Comment, style and region blocks, and words that stand under no time, are never shown by a
    player, so they are left out and noted. Raises TranscriptError when the last cue is cut off.
    """
    cue: Cue | None = None
    loose: list[tuple[int, str]] = []  # lines since the last blank one that belong to no cue
    tail: tuple[int, str] | None = None  # the last written line, when it belongs to no cue
    hidden = False
    for number, line in numbered:
        if not line.strip():
            if cue:
                yield cue
            cue, hidden, loose = None, False, _note_loose(loose, oddities)
        elif hidden:
            if is_timing(line):
                oddities.note("A comment holds what looks like a cue; it was left out", number)
        elif is_timing(line):
            identifier = loose.pop()[1] if loose else _number_of_next(cue)
            loose, tail = _note_loose(loose, oddities), None
            if cue:
                yield cue
            cue = _begin(number, line, identifier.strip(), oddities)
        elif cue:
            cue.lines.append(line)
        elif comments and not loose and _COMMENT.match(line):
            hidden = True
        else:
            tail = (number, line)
            loose.append(tail)
    if tail and _UNFINISHED.fullmatch(tail[1]):
        raise TranscriptError(CUT_OFF, line=tail[0])
    if cue and not cue.lines:  # the file stops right behind an arrow, without even a line's end
        raise TranscriptError(CUT_OFF, line=cue.line)
    _note_loose(loose, oddities)
    if cue:
        yield cue


def _begin(number: int, line: str, identifier: str, oddities: Oddities) -> Cue:
    found = _ARROW.match(line)
    start, end = (milliseconds(t) for t in found.groups()) if found else (None, None)
    if start is None or end is None:
        oddities.note("A time could not be read; its words were kept", number)
    return Cue(number, start, end, identifier)


def _number_of_next(cue: Cue | None) -> str:
    """A cue number that follows the last words without a blank line is not one of the words."""
    if cue and len(cue.lines) > 1 and cue.identifier.isdecimal() and len(cue.identifier) < 10:
        successor = str(int(cue.identifier) + 1)
        if cue.lines[-1].strip() == successor:
            return cue.lines.pop()
    return ""


def _note_loose(loose: list[tuple[int, str]], oddities: Oddities) -> list[tuple[int, str]]:
    for number, _ in loose:
        oddities.note("Words that stand under no time were left out", number)
    return []
