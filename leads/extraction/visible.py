"""What a model gets to see of untrusted words: only what a person would see.

Zero-width, bidirectional, tag and control characters can carry instructions no reader of the
record notices. The record keeps them; the model does not get them.
"""

from __future__ import annotations

import unicodedata

LONGEST = 4_000  # characters of one passage; the rest of a longer one is not shown
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def hidden(character: str) -> bool:
    """Whether a character shows nothing: controls, formats, tags, variation selectors."""
    code = ord(character)
    return (
        unicodedata.category(character) in HIDDEN
        or 0xFE00 <= code <= 0xFE0F
        or 0xE0100 <= code <= 0xE01EF
    )


def visible(text: str, *, most: int = LONGEST) -> str:
    """One line of what a reader sees, at most `most` characters and "…" when there was more.

    A line break inside a passage becomes a blank: otherwise a passage could forge the next one.
    """
    head = text[: most * 2]
    kept = "".join(" " if c.isspace() else c for c in head if c.isspace() or not hidden(c))
    line = " ".join(kept.split())
    return line if len(line) <= most and len(text) == len(head) else f"{line[:most]}…"


def name(text: str) -> str:
    """A speaker's name as the model sees it: short, on one line, without our own markers."""
    plain = visible(text.translate(str.maketrans("", "", '<>[](){}:"\\')), most=60)
    return plain.strip()
