"""The hours in which somebody is written to: weekdays, quiet time, holidays, in their own zone.

A moment is open when the clock on the wall there says so; `is_open` is that definition. The
stretches of a day are found from it in UTC, piece by piece between the zone's changes of clock, so
that both nights of a year on which clocks change come out right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sequences.timing.calendars import holiday, is_weekend

Stretch = tuple[datetime, datetime]
DAY = timedelta(days=1)
PROBE = timedelta(hours=6)  # no zone has ever changed its clocks twice within so little time
FARTHEST = 400  # days: no public holiday and no weekend lasts longer


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is. `source` says how that is known; `is_known` is False for a guess."""

    zone: ZoneInfo
    source: str = ""
    country: str = ""
    region: str = ""
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Week:
    """What an organisation keeps to: hours by weekday (Monday first, None is a day off), a quiet
    stretch of every day (may cross midnight; the same time twice: none), and holidays or not."""

    days: tuple[tuple[time, time] | None, ...]
    quiet: tuple[time, time] = (time(0), time(0))
    keeps_holidays: bool = True


SHIPPED = Week(
    days=((time(9), time(17, 30)),) * 5 + (None, None),
    quiet=(time(20), time(8)),
)


class NeverOpen(ValueError):
    """No moment of any day is left by these hours."""


def is_open(moment: datetime, place: Place, week: Week) -> bool:
    """Whether people there are written to at that moment."""
    there = moment.astimezone(place.zone)
    hours = _hours(there.date(), place, week)
    return any(start <= _since_midnight(there) < end for start, end in hours)


def why_closed(day: date, place: Place, week: Week) -> str:
    """Why nobody is written to there on that day at all; empty when they are."""
    if week.keeps_holidays and (name := holiday(day, country=place.country, region=place.region)):
        return f"{_day(day)} is a holiday there ({name})."
    if week.days[day.weekday()] is None:
        return f"{day:%A} is a day off."
    if week.keeps_holidays and is_weekend(day, country=place.country):
        return f"{day:%A} is the weekend there."
    return ""


def openings(moment: datetime, place: Place, week: Week) -> Iterator[Stretch]:
    """The open stretches from `moment` on, in UTC, the first one beginning no earlier than it.

    Raises `NeverOpen` when there is none for more than a year.
    """
    start = moment.astimezone(UTC)
    first = start.astimezone(place.zone).date()
    empty = 0
    for n in range(-1, 100 * 366):  # a zone may go back a day; nobody plans a century ahead
        found = [s for s in of_day(first + n * DAY, place, week) if s[1] > start]
        empty = 0 if found else empty + 1
        if empty > FARTHEST:
            raise NeverOpen("There is no hour of the week in which people are written to.")
        yield from ((max(begin, start), end) for begin, end in found)


def next_opening(moment: datetime, place: Place, week: Week) -> datetime:
    """The first open moment at or after `moment`, in UTC. Raises `NeverOpen`."""
    return next(openings(moment, place, week))[0]


@lru_cache(maxsize=65536)
def of_day(day: date, place: Place, week: Week) -> tuple[Stretch, ...]:
    """The open stretches of one day there, in UTC, in order."""
    hours = _hours(day, place, week)
    if not hours:
        return ()
    found: list[Stretch] = []
    midnight = datetime.combine(day, time(0), tzinfo=UTC)
    for begin, end, offset in _pieces(place.zone, day):
        for opens, closes in hours:
            start = max(begin, midnight + opens - offset)
            until = min(end, midnight + closes - offset)
            if start < until:
                found.append((start, until))
    return tuple(_joined(found))


def wall(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, when the clock there shows that time: the first when it does so twice;
    when it never does, as many minutes after the jump as the time lies after it."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


@lru_cache(maxsize=65536)
def _hours(day: date, place: Place, week: Week) -> tuple[tuple[timedelta, timedelta], ...]:
    """From when to when on the wall clock of that day, as time since midnight."""
    opening = week.days[day.weekday()]
    if opening is None or why_closed(day, place, week):
        return ()
    return _without(tuple(map(_offset, opening)), tuple(map(_offset, week.quiet)))  # type: ignore[arg-type]


def _without(
    whole: tuple[timedelta, timedelta], quiet: tuple[timedelta, timedelta]
) -> tuple[tuple[timedelta, timedelta], ...]:
    (opens, closes), (hushed, woken) = whole, quiet
    loud = [(woken, hushed)] if hushed > woken else [(timedelta(0), hushed), (woken, DAY)]
    if hushed == woken:
        loud = [(timedelta(0), DAY)]
    parts = [(max(opens, a), min(closes, b)) for a, b in loud]
    return tuple((a, b) for a, b in parts if a < b)


def _pieces(zone: ZoneInfo, day: date) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """The time in which it may be that day there, cut where the zone changes its clocks: from,
    until (UTC) and the offset in between."""
    start = datetime.combine(day, time(0), tzinfo=UTC) - timedelta(hours=16)
    last = start + timedelta(hours=56)
    begin, offset = start, _utcoffset(start, zone)
    while start < last:
        end = min(start + PROBE, last)
        if _utcoffset(end, zone) != offset:
            low, high = start, end
            while high - low > timedelta(seconds=1):
                middle = (low + (high - low) / 2).replace(microsecond=0)
                low, high = (middle, high) if _utcoffset(middle, zone) == offset else (low, middle)
            yield begin, high, offset
            begin, offset = high, _utcoffset(high, zone)
        start = end
    yield begin, last, offset


def _joined(stretches: list[Stretch]) -> Iterator[Stretch]:
    """In order, and those that touch made one."""
    current: Stretch | None = None
    for begin, end in sorted(stretches):
        if current is not None and begin <= current[1]:
            current = (current[0], max(current[1], end))
            continue
        if current is not None:
            yield current
        current = (begin, end)
    if current is not None:
        yield current


def _utcoffset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _offset(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)


def _since_midnight(there: datetime) -> timedelta:
    return _offset(there.time()) + timedelta(microseconds=there.microsecond)


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
