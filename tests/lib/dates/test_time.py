"""Zones, changes of the clocks, leap days."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from followup.lib.dates import find


def _value(text: str, reference: datetime, zone: str = "UTC") -> str:
    return str(find(text, reference=reference, timezone=zone)[0].value)


def test_the_day_is_that_of_the_accounts_zone() -> None:
    late = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    assert _value("tomorrow", late, "America/New_York") == "2026-11-19"
    assert _value("tomorrow", late, "Asia/Tokyo") == "2026-11-20"


def test_hours_are_real_hours_across_a_change_of_the_clocks() -> None:
    before = datetime(2026, 3, 29, 0, 30)  # noqa: DTZ001 (wall clock)
    assert _value("in 2 hours", before, "Europe/Berlin") == "2026-03-29 03:30:00"
    autumn = datetime(2026, 10, 25, 1, 30)  # noqa: DTZ001 (wall clock)
    assert _value("in 2 hours", autumn, "Europe/Berlin") == "2026-10-25 02:30:00"


def test_days_keep_the_wall_clock_across_a_change_of_the_clocks() -> None:
    before = datetime(2026, 3, 28, 9, 0)  # noqa: DTZ001 (wall clock)
    assert _value("tomorrow at 10 am", before, "Europe/Berlin") == "2026-03-29 10:00:00"


def test_an_hour_that_the_clocks_skip_moves_forward() -> None:
    before = datetime(2026, 3, 28, 9, 0)  # noqa: DTZ001 (wall clock)
    assert _value("tomorrow at 2:30 am", before, "Europe/Berlin") == "2026-03-29 03:30:00"


def test_a_zone_that_is_said_is_converted() -> None:
    reference = datetime(2026, 11, 18, 9, 0)  # noqa: DTZ001 (wall clock)
    assert _value("Friday at 3 pm PST", reference, "Europe/London") == "2026-11-20 23:00:00"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("February 29", "2028-02-29"),
        ("in a year", "2025-02-28"),
        ("in four years", "2028-02-29"),
        ("in a month", "2024-03-29"),
        ("tomorrow", "2024-03-01"),
    ],
)
def test_leap_days_are_right(text: str, meant: str) -> None:
    leap = datetime(2024, 2, 29, 12, 0)  # noqa: DTZ001 (wall clock)
    reference = leap if text != "February 29" else datetime(2024, 3, 1, 12, 0)  # noqa: DTZ001
    assert _value(text, reference) == meant


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(Exception, match="Mars"):
        find("tomorrow", reference=datetime(2026, 1, 1, tzinfo=UTC), timezone="Mars/Base")
