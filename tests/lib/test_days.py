"""Days and ages as a line of a list says them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from followup.lib.days import age, named

NOW = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=-5), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(minutes=5), "5 min"),
        (timedelta(hours=3, minutes=59), "3 h"),
        (timedelta(days=6, hours=23), "6 d"),
        (timedelta(days=7), "13 Nov"),
    ],
)
def test_age_is_said_in_the_largest_unit_and_then_as_a_day(ago: timedelta, said: str) -> None:
    assert age(NOW - ago, now=NOW) == said


def test_age_names_the_day_of_the_zone_that_looks() -> None:
    assert age(NOW - timedelta(days=8), now=NOW.astimezone(ZoneInfo("Asia/Tokyo"))) == "13 Nov"
    assert age(None, now=NOW) == ""


def test_day_is_named_as_people_say_it() -> None:
    today = date(2026, 11, 20)
    said = [named(today + timedelta(days=n), today=today) for n in (-2, -1, 0, 1, 2, 6, 7)]
    assert said == ["18 Nov", "yesterday", "today", "tomorrow", "Sunday", "Thursday", "27 Nov"]
