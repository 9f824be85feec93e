"""Rules for ranges: "3 to 5 March", "from 4-23 next month", "2-4 pm on Friday"."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from followup.lib.dates.arithmetic import DAY, day, existing, shift, stretch, unit_at
from followup.lib.dates.cascade import Grammar, Produced
from followup.lib.dates.clocks import clock_at, in_part
from followup.lib.dates.days import day_of_month, in_year
from followup.lib.dates.lexer import valid_day
from followup.lib.dates.periods import OFFSETS
from followup.lib.dates.schema import Clock, Context, When
from followup.lib.dates.times import at, sure_hour

FIRST = Grammar()  # before single days, which would take a bite out of "3 to 5 March"
CLOCKS = Grammar()  # before a clock time is joined to its day
LENGTHS = Grammar()  # before "3 days from Friday" is counted
LAST = Grammar()

_TO = "(to|-|until|through|and)"


@FIRST.rule(
    f"(from|between)? m=#month (the)? a=#day {_TO} (the)? b=#day (,|of|in)? y=#year",
    f"(from|between)? (the)? a=#day {_TO} (the)? b=#day (of)? m=#month (,|of|in)? y=#year",
    "(from)? m=#month (the)? a=#day (to|-|until|through) (the)? b=#day (of (this|the) month)?"
    " !(#ap|#clock|#month)",
    f"(from|between) (the)? a=#day {_TO} (the)? b=#day (of)? m=#month",
    "(the)? a=#day (to|-|until|through) (the)? b=#day (of)? m=#month",
    "between m=#month (the)? a=#day and (the)? b=#day",
)  # fmt: skip
def days_of_month(ctx: Context, a: int, b: int, m: int, y: int = 0) -> Produced:
    if a >= b:
        return None
    last = valid_day(y, m, b) if y else in_year(ctx, m, b)
    first = valid_day(last.year, m, a) if last else None
    return stretch(day(first).start, day(last).end) if first and last else None


@FIRST.rule(
    f"(from|between)? (the)? a=#day {_TO} (the)? b=#day (of|in)? (the)? which=#dir u=#unit",
)
def days_of_near_month(ctx: Context, a: int, b: int, which: str, u: str) -> Produced:
    return days_of_span(ctx, a, b, unit_at(ctx.today, u, OFFSETS[which])) if u == "month" else None


@FIRST.rule(
    "(from|between) the a=#ord (to|-|until|through|and) (the)? b=#ord",
    "the a=#ord (to|-|until|through) the b=#ord",
)
def days_of_running_month(ctx: Context, a: int, b: int) -> Produced:
    last = day_of_month(ctx, b)
    first = valid_day(last.year, last.month, a) if last else None
    return stretch(day(first).start, day(last).end) if first and last and first < last else None


@LAST.rule(f"(from|between)? (the)? a=#day {_TO} (the)? b=#day (of|in)? s=#span")
def days_of_span(ctx: Context, a: int, b: int, s: When) -> Produced:
    if s.grain != "month" or s.asks or not 0 < a < b:
        return None
    end = s.start + b * DAY
    return stretch(s.start + (a - 1) * DAY, end) if end <= s.end else None


def _pair(a: Clock, b: Clock) -> tuple[Clock, Clock]:
    """Two clock times; the end tells the half of the day of the beginning ("3-5 pm")."""
    if b.sure and not a.sure and b.hour < 24:
        twelve = a.hour % 12
        later = replace(a, hour=twelve + 12, sure=True)
        early = replace(a, hour=twelve, sure=True)
        start = later if (later.hour, later.minute) < (b.hour, b.minute) else early
        return start, b
    first = replace(a, hour=sure_hour(a), sure=True)
    second = replace(b, hour=sure_hour(b), sure=True) if not b.sure else b
    return first, second


@CLOCKS.rule(
    f"(from|between|at)? a=#clock {_TO} b=#clock ((in|at)? (the)? p=#part)?",
    "(from|between|at)? n=#num (to|-|until|through|and) b=#clock",
    "(from|between) a=#clock (to|-|until|through|and) k=#num !(#unit|#month)",
    "(from|between) n=#num (to|-|until|through|and) k=#num (in)? the p=#part",
    "#date ^ (from|between)? n=#num (to|-|until|through|and) k=#num !(#unit|#month|#date|#span)",
    "(#date|#range) (,)? ^ (from|between)? a=#clock (to|-|until|through|and) k=#num"
    " !(#unit|#month)",
    "(from|between) n=#num (to|-|until|through|and) k=#num =(on|#date|#range|tonight|today)",
)
def clock_range(
    ctx: Context, a: Clock | None = None, b: Clock | None = None, n: int = 0, k: int = 0,
    p: str = "",
) -> Produced:  # fmt: skip
    first, second = a or clock_at(n), b or clock_at(k)
    if first is None or second is None or (n > 12 and b is None):
        return None
    if p:
        first, second = in_part(first, p), in_part(second, p)
    return "clocks", _pair(first, second)


@CLOCKS.rule("d=#date (,|at|for|from|between|-)? c=#clocks", "c=#clocks (,|on)? (the)? d=#date",
             "r=#range (,|from|at)? c=#clocks", "c=#clocks (,|on)? r=#range")  # fmt: skip
def day_clocks(
    ctx: Context, c: tuple[Clock, Clock], d: When | None = None, r: When | None = None
) -> Produced:
    base = d or r
    if base is None or base.asks or base.grain not in ("day", "part"):
        return base
    first, second = c
    if r is not None:
        part = "morning" if r.start.hour < 12 else "evening"
        loose = [
            replace(clock, hour=clock.hour % 12, sure=False) if clock.hour <= 12 else clock
            for clock in c
        ]
        first, second = (in_part(replace(clock, hour=clock.hour or 12), part) for clock in loose)
    midnight = base.start.replace(hour=0)
    start, end = at(ctx, midnight, first), at(ctx, midnight, second)
    return When(start, end + (DAY if end <= start else timedelta()), "part")


@LENGTHS.rule("for n=#num u=#unit (,)? (from|since|beginning) (the)? d=#date",
           "(from|since)? d=#date for n=#num u=#unit",
           "n=#num u=#unit (since|beginning) (the)? d=#date")  # fmt: skip
def for_days(ctx: Context, n: int, u: str, d: When) -> Produced:
    if u not in ("day", "week", "month", "fortnight") or d.asks:
        return None
    return stretch(d.start, shift(d.start, u, n))


@LAST.rule(
    f"(from|between|since) (the)? a=#any {_TO} (the)? b=#any",
    "(the)? a=#date (to|-|until|through) (the)? b=#date",
    "(the)? a=#span (to|-|until|through) (the)? b=#span",
    "a=#moment (to|-|until|through|/) b=#moment",
)
def between(ctx: Context, a: When, b: When) -> Produced:
    """From the beginning of one to the end of the other."""
    if a.asks or b.asks:
        return a if a.asks else b
    end = b.end
    if end <= a.start:
        return None
    whole = a.start.time() == end.time() == datetime.min.time()
    return When(a.start, end, "range" if whole else "part")


@LAST.rule("m=#moment for n=#num u=#unit", "for n=#num u=#unit (from)? m=#moment")
def for_hours(ctx: Context, m: When, n: int, u: str) -> Produced:
    seconds = {"minute": 60, "hour": 3600}.get(u)
    if seconds is None:
        return None
    return When(m.start, existing(m.start + timedelta(seconds=n * seconds), ctx.zone), "part")
