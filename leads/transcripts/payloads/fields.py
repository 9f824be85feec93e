"""Reaching into JSON that somebody else wrote: what is missing or of another type is None."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime

from ..assembly import Oddities
from ..clock import milliseconds

Record = dict[str, object]
_LONGEST_MS = 10**11  # three years; beyond that a number is a moment, not an offset


def record(value: object) -> Record:
    """The value when it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[object]:
    """The value when it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def records(value: object, oddities: Oddities | None = None) -> Iterator[tuple[int, Record]]:
    """The objects of a list with their numbers from 1; anything else among them is noted."""
    for number, entry in enumerate(items(value), start=1):
        if isinstance(entry, dict):
            yield number, entry
        elif oddities is not None:
            oddities.note("An entry is not an object and was left out", number)


def words(source: Record, *keys: str) -> str | None:
    """The first of these keys that holds text."""
    return next((v for k in keys if isinstance(v := source.get(k), str) and v.strip()), None)


def number(value: object) -> float | None:
    """A finite number, also when it is written as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def in_seconds(value: object) -> int | None:
    """Seconds, as a number or text, or a clock time such as `01:02.5`, in milliseconds."""
    seconds = number(value)
    if seconds is None:
        return milliseconds(value) if isinstance(value, str) and len(value) < 40 else None
    return in_milliseconds(seconds * 1000)


def in_milliseconds(value: object) -> int | None:
    """Milliseconds as a whole number."""
    found = number(value)
    return round(found) if found is not None and abs(found) < _LONGEST_MS else None


def moment(value: object) -> datetime | None:
    """An aware moment from ISO text; None without a zone, because a guess would be wrong."""
    if not isinstance(value, str) or len(value) > 60:
        return None
    head, point, tail = value.partition(".")
    digits = len(tail) - len(tail.lstrip("0123456789"))
    text = head + point + tail[: min(digits, 6)] + tail[digits:] if point else value
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def speaker(value: object) -> str | None:
    """A name as it is; a number or a single letter, which only counts voices, as `Speaker 0`."""
    if isinstance(value, bool) or value is None:
        return None
    name = str(value).strip() if isinstance(value, str | int | float) else ""
    if not name or name.lower() in ("null", "none", "unknown"):
        return None
    return f"Speaker {name}" if len(name) <= 3 and (name.isdigit() or len(name) == 1) else name
