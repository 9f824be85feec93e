"""Rules for time counted from a day: "in two weeks", "three working days before Christmas"."""

from __future__ import annotations

from followup.lib.dates.arithmetic import DAY, add_working_days, day, elapsed, shift, stretch
from followup.lib.dates.cascade import Grammar, Produced
from followup.lib.dates.lexer import Numeric
from followup.lib.dates.schema import Context, When, unresolved

GRAMMAR = Grammar()
rule = GRAMMAR.rule

_SECONDS = {"second": 1, "minute": 60, "hour": 3600}


def moved(ctx: Context, base: When | None, unit: str, count: int) -> When | None:
    """`base` (default: now) moved by `count` units, as a day, or a moment for hours."""
    if base is not None and base.asks:
        return base
    if unit in _SECONDS:
        start = base.start if base else ctx.now
        moment = elapsed(start, count * _SECONDS[unit], ctx.zone)
        return When(moment, moment, "moment")
    start = base.start if base else ctx.today
    if unit in ("workday", "weekday"):
        return day(add_working_days(start, count, ctx.holidays).date())
    if unit in ("weekend", "workweek"):
        return None
    return day(shift(start, unit, count).date())


@rule("(the)? d=#date weekend", "weekend of (the)? d=#date")
def long_weekend(ctx: Context, d: When) -> Produced:
    """The weekend that touches a named day, with that day when it is a Monday or Friday."""
    weekday = d.start.weekday()
    if weekday in (0, 4, 5, 6):
        saturday = d.start + {0: -2, 4: 1, 5: 0, 6: -1}[weekday] * DAY
        return stretch(min(saturday, d.start), max(saturday + 2 * DAY, d.end))
    return None


@rule("(few|several) (more)? u=#unit (ago|from)", "in (a)? (few|several) (more)? u=#unit",
      "within (a|the|next)? (few|several) u=#unit", "(in|within) #num u=#unit or (#num|so)",
      "(in|within) (the|next)? #num (or|to|-) #num u=#unit (time)?",
      "#num (or|to|-) #num u=#unit (ago|from now|later)")  # fmt: skip
def vague(ctx: Context, u: str) -> Produced:
    """ "in a few days", "in a week or two", "2-3 weeks": no day."""
    return unresolved(ctx, "Which day exactly?")


@rule("in n=#pair hour")
def fraction(ctx: Context, n: Numeric) -> Produced:
    minutes = 60 * n.first / n.second if n.second in (2, 4) else 0
    return moved(ctx, None, "minute", int(minutes)) if minutes else None


@rule("(in|within) half hour (time)?", "half hour (from)? (now|later)")
def half_hour(ctx: Context) -> Produced:
    return moved(ctx, None, "minute", 30)


@rule("(within|in) #num #unit (of|after|from|following) !(#any|now|today)")
def from_event(ctx: Context) -> Produced:
    """ "within 30 days of signature": counted from a day that nobody knows."""
    return unresolved(ctx, "Counted from which day?")


@rule("within (the)? (next)? n=#num (more)? u=#unit", "within (the)? next u=#unit")
def within(ctx: Context, u: str, n: int = 1) -> Produced:
    """The last day that is still within: a limit."""
    found = moved(ctx, None, u, n)
    return found.limited("by") if found else None


@rule("n=#num (more)? u=#unit (from|after) (the)? d=#any",
      "(in)? n=#num u=#unit since d=#any",
      "n=#num u=#unit (from|after) d=#moment")  # fmt: skip
def after_day(ctx: Context, n: int, u: str, d: When) -> Produced:
    return moved(ctx, d, u, n) if d.grain in ("day", "moment", "year") else None


@rule("n=#num u=#unit before (the)? d=#any")
def before_day(ctx: Context, n: int, u: str, d: When) -> Produced:
    return moved(ctx, d, u, -n) if d.grain == "day" else None


@rule("(the)? u=#unit after d=#date")
def unit_after(ctx: Context, u: str, d: When) -> Produced:
    return moved(ctx, d, u, 1) if u == "day" else None


@rule("(the)? u=#unit before d=#date")
def unit_before(ctx: Context, u: str, d: When) -> Produced:
    return moved(ctx, d, u, -1) if u == "day" else None


@rule("n=#num u=#unit (ago|back|earlier)", "agoprefix n=#num u=#unit", "vor n=#num u=#unit")
def ago(ctx: Context, n: int, u: str) -> Produced:
    return moved(ctx, None, u, -n)


@rule("(today)? in (a|at|about)? n=#num (more)? u=#unit (time)? !(since|from|after)",
      "n=#num (more)? u=#unit (hence|later)",
      "n=#num u=#unit from now")  # fmt: skip
def ahead(ctx: Context, n: int, u: str) -> Produced:
    return moved(ctx, None, u, n)
