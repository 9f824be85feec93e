"""Days and ages as short as a line of a list needs them."""

from __future__ import annotations

from datetime import date, datetime

_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def age(moment: datetime | None, *, now: datetime) -> str:
    """How long ago: now, 5 min, 3 h, 2 d, then the day in the zone of `now`; nothing for none."""
    if moment is None:
        return ""
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return "now"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h"
    if minutes < 7 * 24 * 60:
        return f"{minutes // (24 * 60)} d"
    return f"{moment.astimezone(now.tzinfo):%-d %b}"


def named(day: date, *, today: date) -> str:
    """A day as people say it from today: today, tomorrow, Friday; else 4 Dec."""
    away = (day - today).days
    if away in _NEAR:
        return _NEAR[away]
    return f"{day:%A}" if 1 < away < 7 else f"{day:%-d %b}"
