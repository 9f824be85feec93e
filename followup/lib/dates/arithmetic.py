"""Calendar arithmetic on local wall-clock time: no parsing, no clock."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from followup.lib.dates.schema import Grain, When

DAY = timedelta(days=1)


def day(value: date) -> When:
    """A whole day."""
    start = datetime(value.year, value.month, value.day)  # noqa: DTZ001 (wall clock)
    return When(start, start + DAY, "day")


def stretch(start: datetime, end: datetime, grain: Grain = "range") -> When:
    """From `start` up to, not including, `end`."""
    return When(start, end, grain)


def add_months(start: datetime, months: int) -> datetime:
    """The same day `months` later; the last day of the month where that day does not exist."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(start.day, last))


def week_of(start: datetime) -> datetime:
    """Midnight of the Monday of that week."""
    return (start - start.weekday() * DAY).replace(hour=0, minute=0, second=0, microsecond=0)


def unit_at(start: datetime, unit: str, offset: int = 0, fiscal_start: int = 1) -> When:
    """The week, month, quarter, ... that holds `start`, moved by `offset` such units."""
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "day":
        return day((midnight + offset * DAY).date())
    if unit in ("week", "fortnight"):
        length = 7 if unit == "week" else 14
        first = week_of(midnight) + offset * length * DAY
        return When(first, first + length * DAY, "week" if unit == "week" else "range")
    if unit == "weekend":
        first = week_of(midnight) + (5 + 7 * offset) * DAY
        return When(first, first + 2 * DAY, "weekend")
    if unit == "month":
        first = add_months(midnight.replace(day=1), offset)
        return When(first, add_months(first, 1), "month")
    if unit == "quarter":
        back = (midnight.month - fiscal_start) % 3
        first = add_months(midnight.replace(day=1), 3 * offset - back)
        return When(first, add_months(first, 3), "quarter")
    if unit == "year":
        back = (midnight.month - fiscal_start) % 12
        first = add_months(midnight.replace(day=1), 12 * offset - back)
        return When(first, add_months(first, 12), "year")
    raise ValueError(f"no calendar unit: {unit}")


def shift(start: datetime, unit: str, count: int) -> datetime:
    """`start` moved by `count` calendar units (not working days, not hours)."""
    if unit == "fortnight":
        return start + 14 * count * DAY
    if unit in ("day", "week"):
        return start + (7 if unit == "week" else 1) * count * DAY
    return add_months(start, count * {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit])


def add_working_days(start: datetime, count: int, holidays: Collection[date]) -> datetime:
    """The `count`-th working day (Monday to Friday, no holiday) after, or before, `start`."""
    if abs(count) > 2000:
        raise ValueError("too many working days")
    step = DAY if count > 0 else -DAY
    current = start
    for _ in range(abs(count)):
        current += step
        while current.weekday() > 4 or current.date() in holidays:
            current += step
    return current


def nth_weekday(first: datetime, end: datetime, weekday: int, nth: int) -> datetime | None:
    """The nth such weekday in [first, end); negative counts from the end; None if there is none."""
    if nth > 0:
        found = first + ((weekday - first.weekday()) % 7 + 7 * (nth - 1)) * DAY
    else:
        last = end - DAY
        found = last - ((last.weekday() - weekday) % 7 + 7 * (-nth - 1)) * DAY
    return found if first <= found < end else None


def easter(year: int) -> date:
    """Western Easter Sunday (the anonymous Gregorian computus)."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap, skip = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - moon + 15) % 30
    sunday = (32 + 2 * skip + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * sunday) // 451
    month, before = divmod(epact + sunday - 7 * late + 114, 31)
    return date(year, month, before + 1)


def elapsed(start: datetime, seconds: float, zone: ZoneInfo) -> datetime:
    """`seconds` of real time after a local moment: right across a change of the clocks."""
    moment = start.replace(tzinfo=zone).astimezone(UTC) + timedelta(seconds=seconds)
    return moment.astimezone(zone).replace(tzinfo=None)


def existing(moment: datetime, zone: ZoneInfo) -> datetime:
    """A local moment that the clocks really show: an hour skipped in spring moves forward."""
    return elapsed(moment, 0, zone)
