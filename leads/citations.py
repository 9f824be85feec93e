"""A record with its citations marked: which lines are cited, by what, and exactly which words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leads.models import Passage

# A longer call is shown around what is cited; the call's own page has all of it, in parts.
MOST_LINES = 700
AROUND = 3

# (passage id, start, length, footnote); a negative start cites the line but none of its words.
Span = tuple[int, int, int, int | None]


@dataclass(frozen=True, slots=True)
class Line:
    """One passage: its words in pieces, cited ones flagged, and the footnotes that cite it.

    `skipped` counts the passages left out before this one.
    """

    passage: Passage
    pieces: Sequence[tuple[str, bool]]
    numbers: Sequence[int]
    is_cited: bool
    skipped: int = 0


def lines(
    passages: Sequence[Passage], spans: Iterable[Span], *, most: int = MOST_LINES
) -> list[Line]:
    """The passages in order. With more than `most`, only what is cited and a few around it."""
    cited: dict[int, list[Span]] = {}
    for span in spans:
        cited.setdefault(span[0], []).append(span)
    near = _near(passages, set(cited)) if len(passages) > most else None
    shown: list[Line] = []
    skipped = 0
    for place, passage in enumerate(passages):
        if near is not None and place not in near:
            skipped += 1
            continue
        here = cited.get(passage.pk, [])
        numbers = sorted({number for *_, number in here if number is not None})
        cut = pieces(passage.text, [(start, length) for _, start, length, _ in here])
        shown.append(Line(passage, cut, numbers, bool(here), skipped))
        skipped = 0
    return shown


def pieces(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """Cut a text at (start, length) spans: what lies within any of them is flagged."""
    found: list[tuple[str, bool]] = []
    at = 0
    for start, length in sorted(s for s in spans if s[0] >= 0 and s[1] > 0):
        end = min(start + length, len(text))
        start = max(start, at)
        if end <= start:
            continue
        if start > at:
            found.append((text[at:start], False))
        found.append((text[start:end], True))
        at = end
    if at < len(text):
        found.append((text[at:], False))
    return found


def _near(passages: Sequence[Passage], cited: set[int]) -> set[int]:
    places = [place for place, passage in enumerate(passages) if passage.pk in cited] or [0]
    return {n for p in places for n in range(p - AROUND, p + AROUND + 1)}
