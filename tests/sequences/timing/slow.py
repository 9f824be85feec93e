"""The rules of timing once more, the slow way: minute by minute, off the wall clock. Shares
nothing with the code it is compared with but the shape of its arguments."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import holidays

from sequences.timing import Other, Place, Rules, Week

MINUTE = timedelta(minutes=1)


def minute_of(at: time) -> int:
    return at.hour * 60 + at.minute


@cache
def holidays_of(country: str, region: str) -> holidays.HolidayBase:
    """The library's table, which adds a year when it is asked for a day of it."""
    return holidays.country_holidays(country, subdiv=region or None)


def is_resting(day: date, place: Place, week: Week) -> bool:
    """A day off, a weekend or a holiday, asked of the library day by day."""
    if week.days[day.weekday()] is None:
        return True
    if not (week.keeps_holidays and place.country):
        return False
    table = holidays_of(place.country, place.region)
    with warnings.catch_warnings():  # some tables end before our twenty years do, and say so
        warnings.simplefilter("ignore")
        is_holiday = day in table
    return is_holiday or day.weekday() in table.weekend


def is_open(moment: datetime, place: Place, week: Week) -> bool:
    there = moment.astimezone(place.zone)
    hours = week.days[there.weekday()]
    if hours is None:
        return False
    now, (opens, closes) = there.hour * 60 + there.minute, map(minute_of, hours)
    hushed, woken = map(minute_of, week.quiet)
    quiet = hushed <= now < woken if hushed <= woken else now >= hushed or now < woken
    return opens <= now < closes and not quiet and not is_resting(there.date(), place, week)


def next_opening(moment: datetime, place: Place, week: Week, *, most: int) -> datetime | None:
    """The first open minute, looking at `most` of them."""
    for _ in range(most):
        if is_open(moment, place, week):
            return moment
        moment += MINUTE
    return None


def planned(
    moment: datetime, *, to: Place, rep: Place, rules: Rules, people: Sequence[Other],
    company: Sequence[Other], full: Sequence[date], usual: time, most: int,
) -> datetime | None:  # fmt: skip
    """The first minute from `moment` that nothing stands against. A new day there begins with the
    usual time, when that is open, and with midnight otherwise."""
    day = moment.astimezone(to.zone).date()
    for _ in range(most):
        there = moment.astimezone(to.zone)
        if there.date() != day:
            day = there.date()
            wanted = datetime.combine(day, usual, tzinfo=to.zone).astimezone(UTC)
            if wanted >= moment and is_open(wanted, to, rules.week):
                moment = wanted
        if (
            is_open(moment, to, rules.week)
            and all(abs(moment - o.at) >= rules.person_gap for o in people)
            and all(abs(moment - o.at) >= rules.company_gap for o in company)
            and moment.astimezone(rep.zone).date() not in full
        ):
            return moment
        moment += MINUTE
    return None


def working_days_later(day: date, count: int, place: Place, week: Week) -> date | None:
    """None where nobody ever works: the hours are all on days the country rests."""
    for _ in range(700 if count else 0):
        day += timedelta(days=1)
        count -= not is_resting(day, place, week)
        if not count:
            break
    return None if count else day
