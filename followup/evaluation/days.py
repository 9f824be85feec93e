"""Scoring dates: right, wrong, or honestly none."""

from __future__ import annotations

from datetime import date, datetime

from followup.evaluation.items import DateItem
from followup.evaluation.measures import Measure
from followup.lib.dates import Found, Interval, find

MEASURES = (
    Measure("date exact", (("exact", "dated"),)),
    Measure("date wrong", (("wrong", "dated"),), True),
    Measure("date given where there is none", (("made up", "undated"),), True),
)


def answers(item: DateItem) -> tuple[Found, ...]:
    """What the date engine finds in the item's phrase."""
    found = find(
        item.text,
        reference=item.reference,
        timezone=item.timezone,
        language=item.language,
        fiscal_year_start=item.fiscal_year_start,
    )
    if item.span is None:
        return found
    start, end = item.span
    return tuple(f for f in found if f.start < end and start < f.end)


def score(item: DateItem, found: tuple[Found, ...]) -> dict[str, float]:
    """Counts for MEASURES. Every value must be right: one wrong among two is wrong."""
    values = [f.value for f in found if f.value is not None]
    if not item.answers:
        return {"undated": 1, "made up": bool(values)}
    right = [any(same(value, answer) for answer in item.answers) for value in values]
    return {"dated": 1, "exact": bool(right) and all(right), "wrong": not all(right)}


def same(value: date | datetime | Interval, answer: str) -> bool:
    """Whether a value is an ISO answer, compared as finely as the answer is written.

    An answer that is a day is met by any moment of it.
    """
    first, _, last = answer.partition("/")
    if isinstance(value, Interval):
        return _fits(value.start, first) and _fits(value.end, last or first)
    return _fits(value, first) and (not last or _fits(value, last))


def _fits(value: date | datetime, answer: str) -> bool:
    if "T" in answer:
        return isinstance(value, datetime) and value == datetime.fromisoformat(answer)
    day = value.date() if isinstance(value, datetime) else value
    return day == date.fromisoformat(answer)
