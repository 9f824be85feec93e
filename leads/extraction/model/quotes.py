"""Where a quote stands in a passage, for models that copy almost exactly."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from leads.extraction.visible import hidden

CLOSE = 88.0  # of 100; below it too many paraphrases pass for copies
SHORTEST = 12  # characters; a shorter quote is near to almost anything
FOLDED = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-"}
)
UNSPACED = 0x2E80  # from here on, scripts that write words without blanks
CUT = re.compile(r"\s*(?:…|\[?\.\.\.\]?)\s*")


def align(quote: str, text: str, *, near: bool = True) -> tuple[int, int] | None:
    """The span of `text` that `quote` copies, or None.

    Case, white space, typographic marks and invisible characters do not count; parts joined
    by "…" give the span from the first to the last; with `near`, so does a span that differs in
    a few letters. The span, not the quote, is what was said.
    """
    folded, places = _fold(text)
    parts = [part for part in (_fold(p)[0].strip(' "') for p in CUT.split(quote)) if part]
    if not parts:
        return None
    span = _spelled(parts, folded)
    if span is None and near and len(parts) == 1 and len(parts[0]) >= SHORTEST:
        span = _near(parts[0], folded)
    if span is None or not _enough(folded[span[0] : span[1]], folded):
        return None
    return places[span[0]], places[span[1] - 1] + 1


def _fold(text: str) -> tuple[str, list[int]]:
    """The text without what does not count, and for each character where it came from."""
    kept: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character.isspace():
            if kept and kept[-1] != " ":
                kept.append(" ")
                places.append(place)
        elif not hidden(character):
            for letter in character.translate(FOLDED).casefold():
                kept.append(letter)
                places.append(place)
    return "".join(kept), places


def _spelled(parts: list[str], folded: str) -> tuple[int, int] | None:
    start, end = -1, 0
    for part in parts:
        found = folded.find(part, end)
        if found < 0:
            return None
        start, end = found if start < 0 else start, found + len(part)
    return _whole_words(start, end, folded)


def _near(part: str, folded: str) -> tuple[int, int] | None:
    if len(part) > len(folded):  # the shorter one is aligned within the longer one
        alike = fuzz.ratio(part, folded) >= CLOSE
        return (0, len(folded)) if alike and folded else None
    found = fuzz.partial_ratio_alignment(part, folded, score_cutoff=CLOSE)
    if found is None or found.score < CLOSE:
        return None
    return _whole_words(found.dest_start, found.dest_end, folded)


def _whole_words(start: int, end: int, folded: str) -> tuple[int, int]:
    """The span widened to the edges of the words it touches: half a word is not a quote."""
    while _inside(folded, start):
        start -= 1
    while _inside(folded, end):
        end += 1
    while start < end and folded[start] == " ":
        start += 1
    while start < end and folded[end - 1] == " ":
        end -= 1
    return start, end


def _inside(folded: str, place: int) -> bool:
    """Whether `place` is within a word, in scripts that put blanks between words."""
    around = folded[max(0, place - 1) : place + 1]
    return 0 < place < len(folded) and all(c.isalnum() and ord(c) < UNSPACED for c in around)


def _enough(span: str, folded: str) -> bool:
    """Whether a span says anything: a whole passage, two words, or a few ideographs."""
    if span and span == folded.strip():
        return True
    wide = any(ord(letter) > UNSPACED for letter in span)
    return len(span) >= 4 if wide else len(span.split()) >= 2
