"""Rules for days that are named by the calendar: "March 2nd", "the 15th", 2026-11-20, holidays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from followup.lib.dates import words
from followup.lib.dates.arithmetic import add_months, day
from followup.lib.dates.cascade import Grammar, Produced
from followup.lib.dates.lexer import Numeric, full_year, valid_day
from followup.lib.dates.schema import Context, When, unresolved

_LAST = ("last", "past", "previous")

GRAMMAR = Grammar()
rule = GRAMMAR.rule


def in_year(ctx: Context, month: int, day_: int, weekday: int | None = None) -> date | None:
    """The next such day from the reference day on; the one whose weekday fits, if one is named."""
    today = ctx.today.date()
    years = range(today.year, today.year + 9)
    days = [d for year in years if (d := valid_day(year, month, day_))]
    coming = [d for d in days if d >= today]
    if weekday is None:
        return coming[0] if coming else None
    near = [d for d in [*coming[:2], *days[:1], valid_day(today.year - 1, month, day_)] if d]
    return next((d for d in near if d.weekday() == weekday), None)


def agreed(ctx: Context, found: date | None, w: int | None, said: str) -> When | None:
    """`found` as a day, or a question where it is not the weekday that was said with it."""
    if found is None:
        return None
    if w is not None and found.weekday() != w:
        return unresolved(ctx, f"{words.WEEKDAYS[w].title()} or {said}? They are not the same day.")
    return day(found)


@rule(
    "y=#year (-|/)? m=#month (-|/)? d=#day",
    "(w=#weekday (,|-)?)? (the)? m=#month (-|/|,)? (the)? d=#day (,|of|-|in|/|,of)? y=#year",
    "(w=#weekday (,|-)?)? (the)? d=#day (day)? (-|/)? (of)? m=#month (,|of|-|/|in)? y=#year",
    "(the)? d=#day (of)? m=#month of short=#num",
)
def dated(
    ctx: Context, m: int, d: int, y: int = 0, w: int | None = None, short: int = 0
) -> Produced:
    year = y or full_year(short)
    found = valid_day(year, m, d) if year else None
    return agreed(ctx, found, w, f"{d} {words.MONTHS[m - 1].title()} {year}")


@rule(
    "(w=#weekday (,|-)?)? (the)? m=#month (/|-|,)? (the)? d=#day (,)? w2=#weekday",
    "(w=#weekday (,|-)?)? (the)? d=#day (day)? (of)? m=#month (,)? w2=#weekday",
    "(this)? w=#weekday (,|-)? (the)? m=#month (/|-|,)? (the)? d=#day",
    "(this)? w=#weekday (,|-)? (the)? d=#day (day)? (of|-|/)? (the)? m=#month",
    "(the)? m=#month (/|-|,)? (the)? d=#ord",
    "(the)? d=#ord (day)? (of|-|/)? (the)? m=#month",
    "m=#month d=#num !(#ap|#unit)",
    "m=#month (/|-|,) d=#num",
    "(the)? d=#num (of|-|/)? m=#month",
)
def undated(ctx: Context, m: int, d: int, w: int | None = None, w2: int | None = None) -> Produced:
    weekday = w2 if w is None else w
    found = in_year(ctx, m, d, weekday)
    if found is None and weekday is not None:
        if w is None:
            return None
        return agreed(ctx, in_year(ctx, m, d), w, f"{d} {words.MONTHS[m - 1].title()}")
    return None if found is None else day(found)


@rule("((this|next)? w=#weekday (,|the)?)? n=#numeric")
def numeric(ctx: Context, n: Numeric, w: int | None = None) -> Produced:
    readings = _readings(ctx, n)
    if w is not None and len(readings) > 1:
        readings = [found for found in readings if found.weekday() == w] or readings
    if not readings:
        return None
    if len(readings) > 1:
        first, second = readings
        return unresolved(ctx, f"Is that {first:%d %B %Y} or {second:%d %B %Y}?")
    return agreed(ctx, readings[0], w, readings[0].isoformat())


def _readings(ctx: Context, n: Numeric) -> list[date]:
    """Both readings of 3/5 where nothing says which one is meant, else one, or none."""

    def read(month: int, day_: int) -> date | None:
        if n.year is None:
            return in_year(ctx, month, day_)
        return valid_day(n.year, month, day_)

    month_first, day_first = read(n.first, n.second), read(n.second, n.first)
    if n.order:
        chosen = month_first if n.order == "md" else day_first
        return [chosen] if chosen else []
    if month_first and day_first and month_first != day_first:
        if ctx.month_first is None:
            return [month_first, day_first]
        return [month_first if ctx.month_first else day_first]
    found = month_first or day_first
    return [found] if found else []


@rule("(which=#dir)? w=#weekday (,|the)? n=#pair", "(which=#dir)? w=#weekday (,|the)? n=#dotted")
def weekday_pair(ctx: Context, n: Numeric, w: int, which: str = "") -> Produced:
    found = [
        fit
        for month, day_ in ((n.first, n.second), (n.second, n.first))
        if (fit := in_year(ctx, month, day_, w))
        if which in ("", *_LAST) or fit >= ctx.today.date()
    ]
    if found:
        return day(found[0])
    return unresolved(ctx, "Which day is meant? The weekday and the date do not fit.")


_DUE = "on|by|before|until|after|since|from|next|due|for|between|to|of|within"


@rule(
    f"({_DUE}|x|starting) ^ n=#pair",
    "n=#pair =(at|between|from|to|-|until|through|#clock)",
    "(-|to|through|until) ^ n=#pair",
    "bos ^ n=#pair =(eos)",
)
def pair(ctx: Context, n: Numeric) -> Produced:
    return numeric(ctx, n)


@rule("(on|by|until|before|since|vor|the) ^ n=#dotted")
def dotted(ctx: Context, n: Numeric) -> Produced:
    """ "am 3.4." where the day comes first; elsewhere it is a number."""
    return numeric(ctx, n) if ctx.month_first is False else None


@rule("n=#pair =(eos)")
def clear_pair(ctx: Context, n: Numeric) -> Produced:
    """5/23 says by itself that it is a day; 5/10 may be a score."""
    return numeric(ctx, n) if n.first <= 12 < n.second else None


@rule("h=#holiday (of)? which=#dir year")
def holiday_of_year(ctx: Context, h: Callable[[int], date], which: str) -> Produced:
    offset = {"this": 0, "next": 1, **dict.fromkeys(_LAST, -1)}.get(which)
    return None if offset is None else day(h(ctx.now.year + offset))


@rule("h=#holiday (,|of|in)? y=#year", "(the)? which=#dir h=#holiday",
      "(the)? h=#holiday")  # fmt: skip
def holiday(
    ctx: Context, h: Callable[[int], date], y: int | None = None, which: str = ""
) -> Produced:
    """That holiday of the named year, else the next one ("last": the latest that is over)."""
    today = ctx.today.date()
    if y is not None:
        return day(h(y))
    days = [h(today.year + offset) for offset in (-1, 0, 1)]
    if which in _LAST:
        return day([found for found in days if found < today][-1])
    return day(next(found for found in days if found >= today))


@rule("w=#weekday (,|-)? (the)? d=#ord", "w=#weekday the d=#num")
def weekday_ordinal(ctx: Context, w: int, d: int) -> Produced:
    """ "Tuesday the 19th": the next month in which they agree, if that is soon; else a question."""
    found = day_of_month(ctx, d, w)
    if found is None:
        return unresolved(
            ctx, f"Day {d} of the month is not a {words.WEEKDAYS[w].title()} soon: which day?"
        )
    return day(found)


def day_of_month(ctx: Context, number: int, weekday: int | None = None) -> date | None:
    """The next day of that number, from today on, within a few months."""
    first = ctx.today.replace(day=1)
    for offset in range(6):
        month: datetime = add_months(first, offset)
        found = valid_day(month.year, month.month, number)
        if found and found >= ctx.today.date() and weekday in (None, found.weekday()):
            return found
    return None
