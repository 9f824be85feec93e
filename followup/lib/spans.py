"""Lengths of time in words."""

from __future__ import annotations

from datetime import timedelta

_UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


def span(length: timedelta) -> str:
    """In the largest unit that is reached twice, or once exactly: 3 seconds, 90 minutes, 4 days.

    Below one second it is that: less than a second.
    """
    seconds = max(0, round(length.total_seconds()))
    for size, unit in _UNITS:
        count, rest = divmod(seconds, size)
        if count >= 2 or (count == 1 and rest == 0):
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than a second"
