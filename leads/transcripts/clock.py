"""Times as transcripts write them, in milliseconds."""

from __future__ import annotations

import re

# hours optional; unpadded parts, a comma or point before the fraction
STAMP = r"(?:\d{1,3}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,9})?"
_PARTS = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2})(?:[.,](\d{1,9}))?")
_DAY_MS = 24 * 3600 * 1000


def milliseconds(text: str) -> int | None:
    """`1:02:03.4`, `0:0:5.32`, `02:03,400` in milliseconds; None when it is not a time.

    A minus sign before any part makes the whole time negative, as Teams writes it for words
    said before its recording began.
    """
    text = text.strip()
    found = _PARTS.fullmatch(text.replace("-", ""))
    if not found:
        return None
    hours, minutes, seconds, fraction = found.groups()
    if int(seconds) > 59 or (hours and int(minutes) > 59):
        return None
    total = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    total = total * 1000 + int(((fraction or "") + "000")[:3])
    return -total if "-" in text else total


def since_first(times: list[int | None]) -> list[int | None]:
    """Times of day as time since the first of them; a call may pass midnight once."""
    first = next((t for t in times if t is not None), None)
    if first is None:
        return times
    return [None if t is None else t - first + (_DAY_MS if t < first else 0) for t in times]
