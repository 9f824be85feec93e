from __future__ import annotations

from datetime import datetime

import pytest

from followup.lib.dates import find, resolve
from tests.lib.dates.phrases import WEDNESDAY, said, value

DAYS = {
    "today": "2026-11-18",
    "later today": "2026-11-18",
    "tomorrow": "2026-11-19",
    "the day after tomorrow": "2026-11-20",
    "two days after tomorrow": "2026-11-21",
    "Friday": "2026-11-20",
    "this Friday": "2026-11-20",
    "next Friday": "2026-11-27",
    "Friday next week": "2026-11-27",
    "next week on Tuesday": "2026-11-24",
    "last Monday of November": "2026-11-30",
    "last Friday": "2026-11-13",
    "Thursday week": "2026-11-26",
    "a week on Monday": "2026-11-30",
    "two weeks from Friday": "2026-12-04",
    "Friday after next": "2026-11-27",
    "3 Fridays from now": "2026-12-04",
    "the Monday after Thanksgiving": "2026-11-30",
    "in two weeks": "2026-12-02",
    "three weeks ago": "2026-10-28",
    "in a month": "2026-12-18",
    "in three working days": "2026-11-23",
    "two business days before Christmas": "2026-12-23",
    "the 15th": "2026-12-15",
    "the 18th": "2026-11-18",
    "the 4th of next month": "2026-12-04",
    "the first of March": "2027-03-01",
    "March 2nd": "2027-03-02",
    "twenty-fourth of May 2027": "2027-05-24",
    "Tuesday the 24th": "2026-11-24",
    "Friday, 4 December": "2026-12-04",
    "2026-11-20": "2026-11-20",
    "11/20/2026": "2026-11-20",
    "20.11.2026": "2026-11-20",
    "Nov-20-2026": "2026-11-20",
    "first Tuesday in January": "2027-01-05",
    "last day of the year": "2026-12-31",
    "Christmas": "2026-12-25",
    "Easter Monday": "2027-03-29",
    "Thanksgiving 2027": "2027-11-25",
    "the end of Q1": "2027-03-31",
    "end of next week": "2026-11-27",
    "COB Friday": "2026-11-20",
}
MOMENTS = {
    "Friday at 3 pm": "2026-11-20T15:00:00",
    "3:30 p.m. on Friday": "2026-11-20T15:30:00",
    "tomorrow at ten thirty": "2026-11-19T10:30:00",
    "tomorrow afternoon at 5": "2026-11-19T17:00:00",
    "noon tomorrow": "2026-11-19T12:00:00",
    "half past two on Thursday": "2026-11-19T14:30:00",
    "quarter to nine tomorrow": "2026-11-19T08:45:00",
    "in 90 minutes": "2026-11-18T15:30:00",
    "EOD tomorrow": "2026-11-19T23:59:59",
    "2026-11-20T15:00:00": "2026-11-20T15:00:00",
}
RANGES = {
    "next week": "2026-11-23/2026-11-29",
    "this weekend": "2026-11-21/2026-11-22",
    "next month": "2026-12-01/2026-12-31",
    "in March": "2027-03-01/2027-03-31",
    "Q1": "2027-01-01/2027-03-31",
    "mid January": "2027-01-11/2027-01-20",
    "early next week": "2026-11-23/2026-11-25",
    "between 3 and 5 March": "2027-03-03/2027-03-05",
    "from 4-23 next month": "2026-12-04/2026-12-23",
    "from next Monday to Friday": "2026-11-23/2026-11-27",
    "Dec 5 - Dec 9": "2026-12-05/2026-12-09",
    "the next five days": "2026-11-19/2026-11-23",
    "Friday from 2-4 pm": "2026-11-20T14:00:00/2026-11-20T16:00:00",
    "tomorrow morning": "2026-11-19T08:00:00/2026-11-19T12:00:00",
}


@pytest.mark.parametrize(("phrase", "meant"), (DAYS | MOMENTS | RANGES).items())
def test_phrase_resolves_by_itself(phrase: str, meant: str) -> None:
    assert value(phrase) == meant


@pytest.mark.parametrize(("phrase", "meant"), (DAYS | MOMENTS | RANGES).items())
def test_phrase_means_the_same_inside_a_sentence(phrase: str, meant: str) -> None:
    assert value(f"We could send the draft contract {phrase}, please.") == meant


def test_next_weekday_is_the_one_of_the_next_week() -> None:
    monday = datetime(2026, 11, 16)  # noqa: DTZ001 (wall clock)
    found = [find("next Sunday", reference=moment)[0].value for moment in (monday, WEDNESDAY)]
    assert {str(day) for day in found} == {"2026-11-29"}


def test_each_date_of_a_sentence_is_found_with_its_place() -> None:
    text = "Monday or Tuesday works, else the 3rd at noon."
    assert [text[f.start : f.end] for f in find(text, reference=WEDNESDAY)] == [
        "Monday",
        "Tuesday",
        "the 3rd at noon",
    ]


def test_limit_words_stay_outside_the_phrase() -> None:
    found = said("I will have it by Friday.")
    assert (found.text, found.bound) == ("Friday", "by")


def test_a_time_without_a_day_is_marked_as_a_guess() -> None:
    found = said("Let us talk at 3 pm.")
    assert (str(found.value), found.day_assumed) == ("2026-11-18 15:00:00", True)


def test_resolve_takes_one_phrase_only() -> None:
    one = resolve("by Friday", reference=WEDNESDAY)
    assert one is not None
    assert one.text == "Friday"
    assert resolve("Monday or Friday", reference=WEDNESDAY) is None
    assert resolve("soon", reference=WEDNESDAY) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("next Tuesday or Thursday", ["2026-11-24", "2026-11-26"]),
        ("Monday at 9 am or 1 pm", ["2026-11-23 09:00:00", "2026-11-23 13:00:00"]),
        ("2 pm or 3 pm on Monday", ["None", "2026-11-23 15:00:00"]),
        ("Monday through Friday", ["2026-11-23/2026-11-27"]),
        ("from the 23rd to the 27th", ["2026-11-23/2026-11-27"]),
        ("the second half of next year", ["2027-07-01/2027-12-31"]),
        ("within 30 days of signature", ["None"]),
        ("this time next week", ["2026-11-25"]),
    ],
)
def test_dates_that_lean_on_each_other(text: str, meant: list[str]) -> None:
    assert [str(found.value) for found in find(text, reference=WEDNESDAY)] == meant


def test_quarters_follow_the_fiscal_year_when_it_is_known() -> None:
    assert value("end of Q1", fiscal_year_start=2) == "2027-04-30"
    assert value("Q4 of fiscal 2027", fiscal_year_start=2) == "2026-11-01/2027-01-31"
    assert value("Q4 of fiscal 2027") == "none"
