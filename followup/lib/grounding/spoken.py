"""A line of a transcript as it is written down, "Maya: I'll send it", as a passage."""

from __future__ import annotations

import re

from followup.lib.grounding.schema import Side, Source

_SPOKEN = re.compile(r"\s*\[?([^\W\d_][\w .'’()&|-]{0,60}?)\]?:\s+(?=\S)")
_HEADERS = frozenset(("subject", "dear", "note", "ps", "re", "fwd", "date", "warning", "price"))
_SIDES: dict[str, Side] = {"ours": "ours", "theirs": "theirs"}


def source_of(raw: object) -> Source:
    """A source line (`"Maya: I'll send it"`) or object (`text`, `speaker`, `side`) as a Source.

    Raises ValueError when it is neither.
    """
    if isinstance(raw, str):
        found = _SPOKEN.match(raw[:80])
        if found and len(found[1].split()) <= 4 and found[1].lower() not in _HEADERS:
            return Source(raw[found.end() :], found[1].strip())
        return Source(raw)
    if isinstance(raw, dict) and isinstance(raw.get("text"), str):
        speaker = raw.get("speaker")
        side = _SIDES.get(str(raw.get("side")), "unknown")
        return Source(raw["text"], speaker if isinstance(speaker, str) else None, side)
    raise ValueError("a source must be a string or an object with “text”")
