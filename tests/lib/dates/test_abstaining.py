"""A wrong date is worse than none."""

from __future__ import annotations

import pytest

from followup.lib.dates import find
from tests.lib.dates.phrases import WEDNESDAY, said, value


@pytest.mark.parametrize(
    "text",
    [
        "This may or may not be right.",
        "May I ask what this is for?",
        "We will march on, and the cat sat there.",
        "Give me a second, the first thing matters.",
        "It is the 3rd party, on the 2nd floor.",
        "Three quarters of the team, 3/4 of it, around the clock 24/7.",
        "Room 204, version 2.3, call 555-1234 or +86 138-2010-2015.",
        "It costs $12 or 6,107.31 euros, up 20%.",
        "About nine in total, at most twenty people.",
        "It takes two hours, for 45 minutes a day.",
        "At the end of the day it is your decision.",
        "Order ABC-12345-A1B2C3 for 2000 pieces.",
        "Good morning Paul, good night.",
    ],
)
def test_no_date_is_found_where_there_is_none(text: str) -> None:
    assert [f for f in find(text, reference=WEDNESDAY) if f.value is not None] == []


@pytest.mark.parametrize(
    "phrase",
    [
        "every Friday",
        "Mondays",
        "in a few days",
        "in two or three weeks",
        "in a week or two",
        "after the board meeting",
        "our fiscal year",
        "Monday, November 20",  # a Friday
        "feb 30",
        "Christmas on Monday",
    ],
)
def test_words_about_time_that_are_no_date_have_no_value(phrase: str) -> None:
    assert {f.value for f in find(phrase, reference=WEDNESDAY)} == {None}


def test_an_event_is_asked_about() -> None:
    assert said("after the board meeting").asks == "When is the board meeting?"


def test_our_quarter_is_asked_about_until_the_fiscal_year_is_known() -> None:
    text = "before our quarter closes"
    assert "fiscal year" in said(text).asks
    assert value(text, fiscal_year_start=2) == "2026-11-01/2027-01-31"


def test_a_weekday_said_on_that_weekday_is_asked_about() -> None:
    found = said("Wednesday")
    assert (found.value, found.asks) == (None, "Today, or Wednesday of next week?")


def test_last_weekday_is_asked_about_when_this_week_had_one() -> None:
    assert value("last Monday") == "none"
    assert value("last Thursday") == "2026-11-12"


def test_an_open_order_of_day_and_month_is_asked_about_outside_america() -> None:
    assert value("3/5/2027", timezone="America/New_York") == "2027-03-05"
    assert value("3/5/2027", timezone="Europe/London") == "none"
    assert value("23/5/2027", timezone="Europe/London") == "2027-05-23"
    assert value("3/5/2027", timezone="Europe/Berlin", language="de") == "2027-05-03"


def test_an_unknown_language_finds_nothing() -> None:
    assert find("tomorrow", reference=WEDNESDAY, language="fi") == ()
