"""Timing against the slow way: all zones of the world, twenty years, any hours."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sequences.timing import (
    Delay,
    Load,
    Other,
    Place,
    Rules,
    Week,
    is_open,
    next_opening,
    planned,
)
from sequences.timing.delays import advance
from sequences.timing.hours import of_day
from tests.sequences.timing import slow

ZONES = sorted(z for z in available_timezones() if not z.startswith(("posix/", "right/")))
FIRST, LAST = datetime(2016, 1, 1), datetime(2036, 1, 1)  # noqa: DTZ001 (wall clock)
DAY = timedelta(days=1)
NIGHT = Week(days=((time(0, 20), time(4, 40)),) * 7, quiet=(time(1, 15), time(2, 10)))
thorough = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],  # a busy machine is no fault of the code
)

minutes = st.integers(0, 1439).map(lambda m: time(m // 60, m % 60))
hours = st.tuples(minutes, minutes).filter(lambda h: h[0] < h[1])
weeks = st.builds(
    Week,
    days=st.tuples(*[st.none() | hours] * 7).filter(any),
    quiet=st.tuples(minutes, minutes) | st.just((time(20), time(8))),
    keeps_holidays=st.booleans(),
)
places = st.builds(
    Place,
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    country=st.sampled_from(["", "DE", "US", "SA", "JP", "GB", "IN"]),
)
moments = st.datetimes(FIRST, LAST).map(lambda m: m.replace(second=0, microsecond=0, tzinfo=UTC))


@thorough
@given(moment=moments, place=places, week=weeks)
def test_next_opening_is_the_first_open_minute(moment: datetime, place: Place, week: Week) -> None:
    expected = slow.next_opening(moment, place, week, most=12 * 1440)
    assume(expected is not None)
    assert next_opening(moment, place, week) == expected


@thorough
@given(data=st.data(), start=moments, to=places, rep=places, week=weeks)
def test_a_moment_is_the_first_one_that_nothing_stands_against(
    data: st.DataObject, start: datetime, to: Place, rep: Place, week: Week
) -> None:
    near = st.integers(-1440, 4 * 1440).map(lambda m: Other(start + m * timedelta(minutes=1)))
    people, company = (sorted(data.draw(st.lists(near, max_size=3))) for _ in range(2))
    delay = Delay(data.draw(st.integers(0, 48)), "hours")
    usual = data.draw(minutes)
    rules = Rules(
        week=week,
        usual=usual,
        person_gap=timedelta(minutes=data.draw(st.integers(0, 1800))),
        company_gap=timedelta(minutes=data.draw(st.integers(0, 300))),
        mails_a_day=1,
        drafts_a_day=10**6,
    )
    full = [start.date() + n * DAY for n in data.draw(st.sets(st.integers(0, 4), max_size=3))]
    expected = slow.planned(
        start + timedelta(hours=delay.amount), to=to, rep=rep, rules=rules, people=people,
        company=company, full=full, usual=usual, most=8 * 1440,
    )  # fmt: skip
    assume(expected is not None)
    load = Load(person=people, company=company, mails=Counter(full))
    found = planned(
        start, delay, now=start, after="the call", to=to, rep=rep, rules=rules, load=load
    )
    assert found.due_at == expected
    assert found.opens_at is not None
    assert found.closes_at is not None
    assert start <= found.draft_from <= found.due_at == found.opens_at < found.closes_at
    assert found.why[0]


@thorough
@given(start=moments, place=places, week=weeks, amount=st.integers(0, 30), usual=minutes)
def test_working_days_are_those_on_which_people_work(
    start: datetime, place: Place, week: Week, amount: int, usual: time
) -> None:
    quiet_off = Week(week.days, keeps_holidays=week.keeps_holidays)
    found = advance(start, Delay(amount), place=place, week=quiet_off, usual=usual)
    day = start.astimezone(place.zone).date()
    if amount:
        expected = slow.working_days_later(day, amount, place, quiet_off)
        assume(expected is not None)
        assert found.astimezone(place.zone).date() == expected
    assert found >= start


@pytest.mark.parametrize("part", range(4))
def test_a_day_of_every_zone_is_what_its_wall_clock_says(part: int) -> None:
    for name in ZONES[part::4]:
        place = Place(ZoneInfo(name))
        seed = crc32(name.encode())
        _agrees((FIRST + (seed % 7305) * DAY).replace(tzinfo=UTC), place, NIGHT, minutes=20)


@pytest.mark.parametrize("part", range(4))
def test_both_nights_of_changing_clocks_in_every_zone(part: int) -> None:
    seen = 0
    for name in ZONES[part::4]:
        place = Place(ZoneInfo(name))
        year = 2016 + crc32(name.encode()) % 20
        for change in _changes(place.zone, year):
            seen += 1
            _agrees(change, place, NIGHT, minutes=10)
    assert seen > 50


def _changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """Days of a year in whose course the zone's offset changes."""
    days = [datetime(year, 1, 1, tzinfo=UTC) + n * DAY for n in range(366)]
    return [
        d for d in days if d.astimezone(zone).utcoffset() != (d + DAY).astimezone(zone).utcoffset()
    ]


def _agrees(around: datetime, place: Place, week: Week, *, minutes: int) -> None:
    """The stretches of the days around a moment hold exactly what the wall clock calls open."""
    date = around.astimezone(place.zone).date()
    stretches = [s for n in range(-1, 4) for s in of_day(date + n * DAY, place, week)]
    for n in range(0, 2 * 1440, minutes):
        moment = around + n * timedelta(minutes=1)
        expected = slow.is_open(moment, place, week)
        assert is_open(moment, place, week) == expected, (place, moment)
        assert any(a <= moment < b for a, b in stretches) == expected, (place, moment)
    for begin, end in stretches:  # to the minute, however coarse the look above was
        assert slow.is_open(begin, place, week)
        assert slow.is_open(end - slow.MINUTE, place, week)
        assert not slow.is_open(begin - slow.MINUTE, place, week)
        assert not slow.is_open(end, place, week)
