"""A long call in pieces a model can read, overlapping so that no exchange is cut in two."""

from __future__ import annotations

from collections.abc import Sequence

from leads.extraction.schema import Line
from leads.extraction.visible import LONGEST

MOST_LINES = 160  # ids in one enumeration; strict schemas stop at a few hundred
MOST_CHARACTERS = 16_000  # about 4,000 tokens, half of a small context
OVERLAP = 10
SMALLEST = 6


def windows(lines: Sequence[Line]) -> tuple[range, ...]:
    """Ranges over `lines`, in order, that together cover every line."""
    found: list[range] = []
    start = 0
    while start < len(lines):
        end, size = start, 0
        while end < len(lines) and end - start < MOST_LINES:
            size += min(len(lines[end].text), LONGEST) + 40
            if end > start and size > MOST_CHARACTERS:
                break
            end += 1
        found.append(range(start, end))
        if end == len(lines):
            break
        # Half a window at most: with a larger overlap the walk would not get on.
        start = end - min(OVERLAP, (end - start) // 2)
    return tuple(found)


def halves(window: range) -> tuple[range, range] | None:
    """The window in two overlapping parts, or None when it is too small to cut."""
    if len(window) < SMALLEST:
        return None
    middle = (window.start + window.stop) // 2
    return range(window.start, middle + 1), range(middle - 1, window.stop)
