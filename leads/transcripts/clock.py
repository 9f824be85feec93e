"""Times as transcripts write them, in milliseconds."""

from __future__ import annotations

import re

# hours optional; unpadded parts, a comma or point before the fraction
STAMP = r"(?:\d{1,3}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,9})?"
_PARTS = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2})(?:[.,](\d{1,9}))?")
DAY_MS = 24 * 3600 * 1000


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
