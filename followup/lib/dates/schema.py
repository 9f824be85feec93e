"""What a date phrase can mean: the public answer and the working pieces behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Bound = Literal["", "by", "before", "until", "after", "since"]
Grain = Literal["moment", "day", "week", "month", "quarter", "year", "weekend", "part", "range"]


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` to `end`, both included: two days, or two moments on the account's clock."""

    start: date | datetime
    end: date | datetime

    def __str__(self) -> str:
        return f"{self.start.isoformat()}/{self.end.isoformat()}"


@dataclass(frozen=True, slots=True)
class Found:
    """One date phrase: `source[start:end] == text`.

    `value` is a day, a moment (naive, on the clock of the account's zone), an interval, or None
    when the words are about time but are no date; then `asks` may hold a question for the rep.
    `bound` is the word before it that makes it a limit. `day_assumed` is true when only a time of
    day was said and the day is merely the next on which that time comes.
    """

    text: str
    start: int
    end: int
    value: date | datetime | Interval | None
    asks: str = ""
    bound: Bound = ""
    day_assumed: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """A stretch of local time while it is being put together; `end` is exclusive.

    `asks` set means: understood, but not to be resolved without an answer.
    """

    start: datetime
    end: datetime
    grain: Grain
    bound: Bound = ""
    asks: str = ""
    day_assumed: bool = False
    due: date | None = None  # set where the words themselves name the last day ("end of Q1")

    @property
    def kind(self) -> str:
        """The symbol under which the rules of the grammar see this value."""
        return {"day": "date", "moment": "moment", "range": "range", "part": "range"}.get(
            self.grain, "span"
        )

    def value(self) -> date | datetime | Interval | None:
        """The public value, with the last day or moment included."""
        if self.asks:
            return None
        if self.due is not None:
            return self.due
        if self.grain == "moment":
            return self.start
        if self.grain == "day":
            return self.start.date()
        midnights = self.start.time() == self.end.time() == datetime.min.time()
        if midnights and self.grain != "part":
            return Interval(self.start.date(), (self.end - timedelta(days=1)).date())
        return Interval(self.start, self.end)

    def limited(self, bound: Bound) -> When:
        """The same time, said as a limit."""
        return replace(self, bound=bound)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; `sure` is false when morning or afternoon was not said."""

    hour: int
    minute: int = 0
    second: int = 0
    sure: bool = True
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a phrase is read against. `now` is naive, on the clock of `zone`.

    `month_first` says how 3/5 is read; None means that both readings must agree or be asked about.
    """

    now: datetime
    zone: ZoneInfo
    fiscal_year_start: int | None
    holidays: frozenset[date]
    month_first: bool | None

    @property
    def today(self) -> datetime:
        """Midnight at the start of the reference day."""
        return self.now.replace(hour=0, minute=0, second=0, microsecond=0)


def unresolved(ctx: Context, asks: str) -> When:
    """Words about time that must not become a date."""
    return When(ctx.today, ctx.today, "day", asks=asks or "?")
