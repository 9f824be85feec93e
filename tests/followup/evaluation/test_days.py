from __future__ import annotations

from datetime import date, datetime

import pytest

from followup.evaluation.days import answers, same, score
from followup.evaluation.items import DateItem
from followup.lib.dates import Found, Interval

DAY = date(2026, 3, 6)
MOMENT = datetime.fromisoformat("2026-03-06T15:00")


@pytest.mark.parametrize(
    ("value", "answer", "right"),
    [
        (DAY, "2026-03-06", True),
        (DAY, "2026-03-07", False),
        (MOMENT, "2026-03-06", True),
        (MOMENT, "2026-03-06T15:00:00", True),
        (MOMENT, "2026-03-06T16:00:00", False),
        (DAY, "2026-03-06T15:00:00", False),
        (Interval(DAY, date(2026, 3, 8)), "2026-03-06/2026-03-08", True),
        (Interval(DAY, date(2026, 3, 8)), "2026-03-06", False),
        (DAY, "2026-03-06/2026-03-08", False),
    ],
)
def test_values_are_compared_as_finely_as_the_answer(
    value: date | datetime | Interval, answer: str, right: bool
) -> None:
    assert same(value, answer) is right


def _item(*answers: str, text: str = "Friday", span: tuple[int, int] | None = None) -> DateItem:
    return DateItem("d", "d", text, datetime.fromisoformat("2026-03-04T10:00"), answers, span)


def test_no_answer_is_neither_exact_nor_wrong() -> None:
    nothing = Found("Friday", 0, 6, None)
    assert score(_item("2026-03-06"), (nothing,)) == {"dated": 1, "exact": False, "wrong": False}


def test_one_wrong_value_beside_a_right_one_is_wrong() -> None:
    two = (Found("Friday", 0, 6, DAY), Found("or so", 7, 12, date(2026, 3, 7)))
    assert score(_item("2026-03-06"), two) == {"dated": 1, "exact": False, "wrong": True}


def test_any_value_is_made_up_where_there_is_no_date() -> None:
    assert score(_item(), (Found("Friday", 0, 6, DAY),)) == {"undated": 1, "made up": True}


def test_only_the_phrase_that_was_asked_about_is_scored() -> None:
    text = "Not on Monday, but on Friday."
    friday = (text.index("Friday"), text.index("Friday") + 6)
    item = _item("2026-03-06", text=text, span=friday)
    assert score(item, answers(item))["exact"]
