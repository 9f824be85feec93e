"""Moments that people would choose, and the sentences that say why."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from sequences.timing import (
    SHIPPED,
    Delay,
    Load,
    Other,
    Place,
    Planned,
    Rules,
    Week,
    against,
    habit,
    next_opening,
    place_of,
    planned,
)
from sequences.timing.calendars import holiday
from sequences.timing.hours import NeverOpen, wall

BERLIN = place_of(phone="+49 30 901820")
NEW_YORK = place_of(lead_zone="America/New_York")


def plan(start: datetime, delay: Delay, to: Place = BERLIN, **fields: object) -> Planned:
    given: dict[str, object] = {"rep": BERLIN, "rules": Rules(), "load": Load()}
    return planned(start, delay, now=start, after="the call", to=to, **given | fields)  # type: ignore[arg-type]


def test_the_answer_says_zone_holiday_and_what_else_they_got() -> None:
    friday = datetime(2027, 3, 26, 9, 0, tzinfo=UTC)  # Good Friday; Easter Monday follows
    company = [Other(datetime(2027, 3, 30, 7, 0, tzinfo=UTC))]
    found = plan(friday, Delay(1), load=Load(company=company))
    assert found.why == (
        "Tuesday 30 March, 13:00 in their time (Europe/Berlin, from the phone number).",
        "1 working day after the call.",
        "Monday 29 March is a holiday there (Easter Monday).",
        "Their company got another mail on Tuesday 30 March, 09:00.",
    )
    assert found.due_at == datetime(2027, 3, 30, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "country", "region", "name"),
    [
        (date(2027, 3, 29), "DE", "", "Easter Monday"),
        (date(2026, 11, 26), "US", "", "Thanksgiving Day"),
        (date(2026, 1, 6), "DE", "", ""),
        (date(2026, 1, 6), "DE", "DE-BY", "Epiphany"),
        (date(2026, 7, 3), "US", "", "Independence Day (observed)"),
        (date(2026, 1, 1), "", "", ""),
        (date(2026, 1, 1), "ZZ", "", ""),
    ],
)
def test_holidays_are_those_of_the_country_and_region(
    day: date, country: str, region: str, name: str
) -> None:
    assert holiday(day, country=country, region=region) == name


def test_a_leap_day_is_a_day() -> None:
    found = plan(datetime(2028, 2, 28, 9, 0, tzinfo=UTC), Delay(1))
    assert found.due_at == datetime(2028, 2, 29, 8, 40, tzinfo=UTC)


def test_a_week_over_the_change_of_clocks_keeps_the_wall_clock() -> None:
    found = plan(datetime(2026, 10, 23, 7, 40, tzinfo=UTC), Delay(3, "days"))
    assert found.due_at == datetime(2026, 10, 26, 8, 40, tzinfo=UTC)  # 09:40 on both days


def test_an_hour_that_does_not_exist_and_one_that_comes_twice() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert wall(date(2026, 3, 29), time(2, 30), berlin) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert wall(date(2026, 10, 25), time(2, 30), berlin) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_friday_is_the_weekend_where_it_is() -> None:
    riyadh = place_of(lead_zone="Asia/Riyadh")
    friday = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
    assert against(friday, place=riyadh, week=SHIPPED) == ["Friday is the weekend there."]
    assert next_opening(friday, riyadh, SHIPPED) == datetime(2026, 11, 30, 6, 0, tzinfo=UTC)


def test_a_step_for_the_evening_goes_in_the_evening_when_hours_allow() -> None:
    late = Week(days=((time(9), time(19)),) * 5 + (None, None))
    found = plan(
        datetime(2026, 11, 23, 9, 0, tzinfo=UTC), Delay(0, "days", time(18, 30)),
        rules=Rules(week=late),
    )  # fmt: skip
    assert found.due_at == datetime(2026, 11, 23, 17, 30, tzinfo=UTC)


def test_a_draft_is_there_early_enough_to_be_read_by_somebody_far_away() -> None:
    tokyo = place_of(lead_zone="Asia/Tokyo")
    found = plan(datetime(2026, 11, 20, 9, 0, tzinfo=UTC), Delay(1), to=tokyo, rep=NEW_YORK)
    # Tuesday 24 in Tokyo (Monday is a holiday there) is Monday evening in New York.
    assert found.due_at == datetime(2026, 11, 24, 0, 40, tzinfo=UTC)
    assert found.draft_from == datetime(2026, 11, 23, 18, 30, tzinfo=UTC)


def test_no_hour_left_is_said() -> None:
    never = Week(days=((time(9), time(10)),) * 7, quiet=(time(8), time(12)))
    with pytest.raises(NeverOpen, match="no hour of the week"):
        next_opening(datetime(2026, 11, 20, tzinfo=UTC), BERLIN, never)


def acts(hour: int, count: int) -> list[tuple[datetime, float]]:
    start = datetime(2026, 6, 1, hour, 20, tzinfo=UTC)
    return [(start + timedelta(days=n), 1.0) for n in range(count)]


@pytest.mark.parametrize(
    ("own", "like", "at", "why"),
    [
        (acts(12, 4), acts(7, 40), time(14, 10), "They mostly answer between 14:00 and 15:00"),
        (acts(12, 2), acts(13, 40), time(15, 10), "People in freight mostly answer"),
        (acts(12, 2), acts(13, 4), time(9, 40), "when they answer is not known yet"),
        (acts(22, 9), [], time(9, 40), "when they answer is not known yet"),
        ([], [], time(9, 40), "when they answer is not known yet"),
    ],
    ids=["own", "like", "too_few", "only_at_night", "nothing"],
)
def test_the_hour_is_learned_from_them_then_from_people_like_them(
    own: list[tuple[datetime, float]], like: list[tuple[datetime, float]], at: time, why: str
) -> None:
    found = habit(
        own, like, zone=ZoneInfo("Europe/Berlin"), plain=time(9, 40), group="in freight",
        is_allowed=lambda t: time(9) <= t < time(17, 30),
    )  # fmt: skip
    assert found.at == at
    assert why in found.why
