"""The day something is due when a date phrase says when it will be done."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from followup.lib.dates.schema import Found, Interval


def deadline(found: Found) -> date | None:
    """The day by which something said "by/before/until/end of/on X" is due, or None.

    A day or moment is due that day; "before" a day means the day before it. A whole week
    ("next week", "by the end of next week") is due on its Friday, another stretch on its last day.
    None: no date, "after" or "since", a time of day without a day, and "by" a month, quarter or
    year ("by March"), which may mean its first day or its last.
    """
    value = found.value
    if value is None or found.day_assumed or found.bound in ("after", "since"):
        return None
    if isinstance(value, Interval):
        return _of_interval(value, found)
    if isinstance(value, datetime):
        return value.date()
    return value - timedelta(days=1) if found.bound == "before" else value


def _of_interval(value: Interval, found: Found) -> date | None:
    start = value.start.date() if isinstance(value.start, datetime) else value.start
    end = value.end.date() if isinstance(value.end, datetime) else value.end
    if found.bound == "before":
        return start - timedelta(days=1)
    if start.weekday() == 0 and (end - start).days == 6:
        return end - timedelta(days=2)
    return None if found.bound in ("by", "until") and (end - start).days > 20 else end
