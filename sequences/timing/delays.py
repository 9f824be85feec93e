"""From one moment to the next: hours, days or working days, or a time of day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal

from sequences.timing.hours import DAY, Place, Week, of_day, wall

Unit = Literal["hours", "days", "working_days"]
FARTHEST = 4000  # days looked through for working days, before the search gives up


@dataclass(frozen=True, slots=True)
class Delay:
    """How long after what came before; `at` is the wall clock of the one who gets it."""

    amount: int = 0
    unit: Unit = "working_days"
    at: time | None = None

    @property
    def is_none(self) -> bool:
        return self.amount == 0 and self.at is None

    def __str__(self) -> str:
        """In words: 3 working days."""
        noun = self.unit.replace("_", " ")
        return f"{self.amount} {noun.removesuffix('s') if self.amount == 1 else noun}"


def advance(start: datetime, delay: Delay, *, place: Place, week: Week, usual: time) -> datetime:
    """The moment the delay is over, in UTC, never before `start`; hours and holidays are not
    looked at, except to count working days.

    Hours are hours on any clock. Days are days there: at `delay.at`, else at the `usual` time; a
    delay of no days without a time is over at once.
    """
    start = start.astimezone(UTC)
    if delay.unit == "hours" or delay.is_none:
        moment = start + timedelta(hours=delay.amount)
        return moment if delay.at is None else _next(moment, delay.at, place)
    day = start.astimezone(place.zone).date()
    if delay.unit == "days":
        day += delay.amount * DAY
    else:
        left, seen = delay.amount, 0
        while left and seen < FARTHEST:
            day += DAY
            seen += 1
            left -= bool(of_day(day, place, week))
    moment = wall(day, delay.at or usual, place.zone)
    if moment >= start:
        return moment
    return _next(start, delay.at or usual, place)


def _next(moment: datetime, at: time, place: Place) -> datetime:
    """The first time the clock there shows `at`, not before `moment`."""
    day = moment.astimezone(place.zone).date()
    return next(found for n in range(4) if (found := wall(day + n * DAY, at, place.zone)) >= moment)
