"""The sentences of a passage with their places in it. Linear in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s)|\n+")


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """(start, sentence) for each, without the blanks around it."""
    begin = 0
    for end in [m.end() for m in _END.finditer(text)] + [len(text)]:
        piece = text[begin:end]
        words = piece.strip()
        if words:
            yield begin + piece.index(words), words
        begin = end
