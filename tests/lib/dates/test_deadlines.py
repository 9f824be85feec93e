from __future__ import annotations

from datetime import date

import pytest

from followup.lib.dates import deadline
from tests.lib.dates.phrases import said


@pytest.mark.parametrize(
    ("phrase", "due"),
    [
        ("by Friday", date(2026, 11, 20)),
        ("by Friday at noon", date(2026, 11, 20)),
        ("on Friday", date(2026, 11, 20)),
        ("until Friday", date(2026, 11, 20)),
        ("before Friday", date(2026, 11, 19)),
        ("before next week", date(2026, 11, 22)),
        ("by the end of next week", date(2026, 11, 27)),
        ("before the end of next week", date(2026, 11, 27)),
        ("before the month closes", date(2026, 11, 30)),
        ("before the quarter ends", date(2026, 12, 31)),
        ("before next week is over", date(2026, 11, 27)),
        ("next week", date(2026, 11, 27)),
        ("by next week", date(2026, 11, 27)),
        ("by EOM", date(2026, 11, 30)),
        ("end of the month", date(2026, 11, 30)),
        ("by the end of the year", date(2026, 12, 31)),
        ("by EOD", date(2026, 11, 18)),
        ("within three working days", date(2026, 11, 23)),
        ("within two weeks", date(2026, 12, 2)),
        ("in March", date(2027, 3, 31)),
        ("between 3 and 5 March", date(2027, 3, 5)),
    ],
)
def test_deadline_is_the_last_day_that_keeps_the_promise(phrase: str, due: date) -> None:
    assert deadline(said(phrase)) == due


@pytest.mark.parametrize(
    "phrase",
    [
        "after Friday",
        "from Monday",
        "by March",
        "by Q2",
        "at 3 pm",
        "every Friday",
        "in a few days",
    ],
)
def test_deadline_is_unknown_where_the_words_leave_it_open(phrase: str) -> None:
    assert deadline(said(phrase)) is None


def test_holidays_are_no_working_days() -> None:
    found = said("within two working days", holidays=[date(2026, 11, 19)])
    assert deadline(found) == date(2026, 11, 23)
