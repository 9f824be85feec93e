"""Rules for weeks, months, quarters and years: "next week", "mid March", "end of Q1"."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from followup.lib.dates.arithmetic import DAY, add_months, day, elapsed, shift, stretch, unit_at
from followup.lib.dates.cascade import Grammar, Produced
from followup.lib.dates.schema import Context, When, unresolved

GRAMMAR = Grammar()
rule = GRAMMAR.rule

OFFSETS = {
    "this": 0,
    "next": 1,
    "nearest": 1,
    "coming": 1,
    "following": 1,
    "last": -1,
    "past": -1,
    "previous": -1,
}
_FISCAL = "In which month does the fiscal year begin?"


@rule("(every|each|any) (other|#num|#ord)? (#weekday|#weekdays|#unit|#part|#month|#holiday)"
      " (at #clock)?",
      "(#weekday)? !(#weekdays (from|ago|back)) #weekdays (at #clock)?",
      "(the)? #ord of every #unit")  # fmt: skip
def repeated(ctx: Context) -> Produced:
    return unresolved(ctx, "")


@rule("(a|an) =(#unit|couple|few)", "another =(#unit)")
def one(ctx: Context) -> Produced:
    return "num", 1


@rule("(num)? couple (of)? =(#unit|which|more)", "couple =(#unit)")
def two(ctx: Context) -> Produced:
    return "num", 2


@rule(
    "(q=#q (,|of|in)? (the)?)? (fiscal|financial) (year)? y=#year",
    "fy=#fy q=#q",
    "q=#q (of)? fy=#fy",
    "(our|your|their) (fiscal)? q=#q (y=#year)?",
    "fy=#fy",
)
def fiscal_quarter(ctx: Context, q: int = 0, fy: int = 0, y: int = 0) -> Produced:
    if ctx.fiscal_year_start is None:
        return unresolved(ctx, _FISCAL)
    if not (fy or y):
        return quarter(ctx, q)
    start = fiscal_year(ctx, fy or y)
    return start if not q else unit_at(add_months(start.start, 3 * q - 3), "quarter", 0,
                                       ctx.fiscal_year_start)  # fmt: skip


@rule("(our|your|their) (which=#dir)? (fiscal|financial)? u=#unit",
      "(the)? (which=#dir)? (fiscal|financial) u=#unit")  # fmt: skip
def fiscal(ctx: Context, u: str, which: str = "this") -> Produced:
    """A quarter or year of somebody's own: known only with their fiscal calendar."""
    if u not in ("quarter", "year"):
        return unit_at(ctx.today, u, OFFSETS[which]) if u in ("week", "month") else None
    if ctx.fiscal_year_start is None:
        return unresolved(ctx, _FISCAL)
    return unit_at(ctx.today, u, OFFSETS[which], ctx.fiscal_year_start)


def fiscal_year(ctx: Context, named: int) -> When:
    """The fiscal year called after the calendar year in which it ends."""
    begins = ctx.fiscal_year_start or 1
    first = ctx.today.replace(year=named - (begins > 1), month=begins, day=1)
    return stretch(first, add_months(first, 12), "year")


@rule(
    "(the)? q=#q (,|-|of|in)? y=#year",
    "y=#year (-)? q=#q",
    "(the)? q=#ord quarter (of|in)? y=#year",
    "(the)? q=#q (of)? (the)? which=#dir year",
    "(the)? q=#ord quarter (of)? (the)? which=#dir year",
    "(the)? q=#q",
    "(the)? q=#ord quarter",
)
def quarter(ctx: Context, q: int, y: int = 0, which: str = "") -> Produced:
    """Of the fiscal calendar where it is known, else of the calendar year; the next to end."""
    if not 1 <= q <= 4:
        return None
    begins = ctx.fiscal_year_start or 1
    year = unit_at(ctx.today, "year", OFFSETS.get(which, 0), begins)
    if y:
        year = fiscal_year(ctx, y)
    first = add_months(year.start, 3 * q - 3)
    if not (y or which) and add_months(first, 3) <= ctx.today:
        first = add_months(first, 12)
    return stretch(first, add_months(first, 3), "quarter")


@rule(
    "h=#h (of)? y=#year",
    "h=#h (of)? (the)? which=#dir year",
    "h=#h",
    "(the)? h=#ord half of (the)? which=#dir year",
    "(the)? h=#ord half (of)? y=#year",
)
def half_year(ctx: Context, h: int, y: int = 0, which: str = "") -> Produced:
    if h not in (1, 2):
        return None
    year = y or ctx.now.year + OFFSETS.get(which, 0)
    first = ctx.today.replace(year=year, month=6 * h - 5, day=1)
    if not (y or which) and add_months(first, 6) <= ctx.today:
        first = add_months(first, 12)
    return stretch(first, add_months(first, 6))


@rule("(the)? m=#month (,|-|/|of|in|,of)? y=#year", "y=#year (-|/)? m=#month",
      "(the)? m=#month (of|in)? (the)? which=#dir year", "m=#month in n=#num year")  # fmt: skip
def month_of_year(ctx: Context, m: int, y: int = 0, which: str = "", n: int = 0) -> Produced:
    if which and which not in OFFSETS:
        return None
    year = y or ctx.now.year + n + OFFSETS.get(which, 0)
    return unit_at(ctx.today.replace(year=year, month=m, day=1), "month")


@rule("m=#month after next !(#weekday|#unit|#month)")
def month_after_next(ctx: Context, m: int) -> Produced:
    return _years_on(_month(ctx, m, "next"), 1)


@rule("(the)? which=#dir m=#month", "(in|during)? ^ (the)? m=#month")
def month(ctx: Context, m: int, which: str = "") -> Produced:
    """ "September": the running one, else the next; "last September": the latest that is over."""
    return _month(ctx, m, which)


def _month(ctx: Context, m: int, which: str) -> When:
    this_year = unit_at(ctx.today.replace(month=m, day=1), "month")
    if which == "this":
        return this_year
    if which in ("last", "past", "previous"):
        return this_year if this_year.end <= ctx.today else _years_on(this_year, -1)
    ahead = this_year.end > ctx.today if not which else this_year.start > ctx.today
    return this_year if ahead else _years_on(this_year, 1)


def _years_on(found: When, years: int) -> When:
    return unit_at(add_months(found.start, 12 * years), "month")


@rule("(the)? (which=#dir) n=#num u=#unit", "(the)? n=#num which=#dir u=#unit !(#year)")
def several_units(ctx: Context, which: str, n: int, u: str) -> Produced:
    """ "the next five days": from tomorrow on; "the last five days": up to yesterday.

    "The coming five days" are a limit, as "within five days" is.
    """
    if not 2 <= n <= 1000:
        return None
    if u in ("minute", "hour") and OFFSETS[which]:
        other = elapsed(ctx.now, OFFSETS[which] * n * (60 if u == "minute" else 3600), ctx.zone)
        return When(min(ctx.now, other), max(ctx.now, other), "part")
    if u not in ("day", "week", "month", "quarter", "year", "fortnight"):
        return None
    if which == "coming":
        return day(shift(ctx.today, u, n).date()).limited("by")
    if OFFSETS[which] > 0:
        return stretch(ctx.today + DAY, shift(ctx.today, u, n) + DAY)
    return stretch(shift(ctx.today, u, -n), ctx.today) if OFFSETS[which] < 0 else None


@rule("(the)? u=#unit after next !(#weekday|#unit|#month)")
def after_next(ctx: Context, u: str) -> Produced:
    return _unit(ctx, u, 2)


_OF = "!((of|in) (the)? (#dir #unit|#span|#unit|#month|#year))"


@rule(
    f"(the)? (which=#dir) (calendar)? u=#unit {_OF}",
    "the (calendar)? u=#unit which=#dir",
    "u=#unit which=#dir",
)
def which_unit(ctx: Context, which: str, u: str) -> Produced:
    if u == "day":
        return None
    if u == "weekend" and which == "coming":
        which = "this"
    return _unit(ctx, u, OFFSETS[which])


@rule("(of|in|during|on|by|over|throughout|until|before|this|at) ^ the u=#unit",
      "(the whole|the entire|all) u=#unit", "the =(weekend) u=#unit",
      "(end|beginning|middle|rest|early|late) (of)? ^ (the)? u=#unit",
      "(later) (in)? ^ the u=#unit")  # fmt: skip
def running_unit(ctx: Context, u: str) -> Produced:
    return None if u in ("day", "decade") else _unit(ctx, u, 0)


def _unit(ctx: Context, unit: str, offset: int) -> When | None:
    if unit in ("workday", "weekday") and offset == 1:
        return None
    if unit == "workweek":
        week = unit_at(ctx.today, "week", offset)
        return stretch(week.start, week.end - 2 * DAY)
    if unit == "quarter" and ctx.fiscal_year_start:
        return unit_at(ctx.today, unit, offset, ctx.fiscal_year_start)
    if unit in ("week", "fortnight", "weekend", "month", "quarter", "year"):
        return unit_at(ctx.today, unit, offset)
    return None


@rule("(in|since|of|until|before|after|by|from|during|year|between) ^ y=#year", "year y=#year",
      "bos ^ y=#year =(eos)")  # fmt: skip
def year(ctx: Context, y: int) -> Produced:
    return unit_at(ctx.today.replace(year=y, month=1, day=1), "year")


def _thirds(span: When) -> tuple[datetime, datetime] | None:
    """Where the early part of a span ends and where its late part begins."""
    if span.grain == "month":
        return span.start + 10 * DAY, span.start + 20 * DAY
    if span.grain == "quarter":
        return add_months(span.start, 1), add_months(span.start, 2)
    if span.grain == "year":
        return add_months(span.start, 3), add_months(span.start, 8)
    if span.grain == "week":
        return span.start + 3 * DAY, span.start + 4 * DAY
    return None


@rule("(the)? (early|beginning) (of|in|on|part)? (the)? s=#span")
def early(ctx: Context, s: When) -> Produced:
    thirds = _thirds(s)
    return stretch(s.start, thirds[0]) if thirds else None


@rule("(the)? (mid|middle) (-)? (of|in)? (the)? s=#span")
def middle(ctx: Context, s: When) -> Produced:
    thirds = _thirds(s)
    if thirds is None:
        return None
    if s.grain == "week":
        return stretch(s.start + DAY, s.start + 4 * DAY)
    return stretch(thirds[0], thirds[1])


@rule("(the)? late (-)? (of|in)? (the)? s=#span")
def late(ctx: Context, s: When) -> Produced:
    thirds = _thirds(s)
    return stretch(thirds[1], s.end if s.grain != "week" else s.end - 2 * DAY) if thirds else None


@rule("(the)? (very)? end of (the)? s=#span", "(by|at|before|until|bos|-) ^ (the)? end s=#span",
      "(the)? s=#span - end")  # fmt: skip
def ending(ctx: Context, s: When) -> Produced:
    """The end of a week or quarter is a day (Friday, the last), of a month or year a stretch."""
    if s.asks:
        return s
    if s.grain == "week":
        return replace(stretch(s.start + 4 * DAY, s.end), due=(s.start + 4 * DAY).date())
    if s.grain in ("quarter", "range"):
        return replace(s, grain="range", due=(s.end - DAY).date())
    return late(ctx, s)


def _end_of(unit: str) -> None:
    @rule(f"(the)? eo{unit[0]}")
    def running_end(ctx: Context) -> Produced:
        found = _unit(ctx, unit, 0)
        if found and unit == "week" and ctx.today.weekday() > 4:
            found = _unit(ctx, unit, 1)
        return ending(ctx, found) if found else None


for _name in ("week", "month", "quarter", "year"):
    _end_of(_name)


@rule("(the)? rest of (the)? s=#span", "later (on)? (in)? (the)? s=#span")
def remaining(ctx: Context, s: When) -> Produced:
    begins = max(s.start, min(ctx.today + DAY, s.end - DAY))
    return stretch(begins, s.end)
