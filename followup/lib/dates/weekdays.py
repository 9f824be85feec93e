"""Rules for weekdays and for days counted from another: "next Thursday", "in two weeks"."""

from __future__ import annotations

from datetime import datetime

from followup.lib.dates import words
from followup.lib.dates.arithmetic import (
    DAY,
    add_working_days,
    day,
    elapsed,
    nth_weekday,
    shift,
    stretch,
    unit_at,
    week_of,
)
from followup.lib.dates.cascade import Grammar, Produced
from followup.lib.dates.schema import Context, When, unresolved

GRAMMAR = Grammar()
rule = GRAMMAR.rule

_SECONDS = {"second": 1, "minute": 60, "hour": 3600}


def upcoming(ctx: Context, weekday: int, after: datetime | None = None) -> datetime:
    """The first such day strictly after the reference day (or after `after`)."""
    base = after or ctx.today
    return base + ((weekday - base.weekday() - 1) % 7 + 1) * DAY


@rule("(the)? n=#ord last w=#weekday (of|in) (the)? s=#span", "(the)? n=#ord w=#weekday (of|in) (the)? s=#span",
      "(the)? first=first w=#weekday (of|in) (the)? s=#span")  # fmt: skip
def nth(ctx: Context, w: int, s: When, n: int) -> Produced:
    found = nth_weekday(s.start, s.end, w, n)
    return day(found.date()) if found else None


@rule("(the)? last w=#weekday (of|in) (the)? s=#span")
def last_of(ctx: Context, w: int, s: When) -> Produced:
    return nth(ctx, w, s, -1)


@rule("(the)? last u=#unit (of|in) (the)? s=#span")
def last_unit(ctx: Context, u: str, s: When) -> Produced:
    return counted_unit(ctx, -1, u, s)


@rule("(the)? n=#ord last u=#unit (of|in) (the)? s=#span")
def unit_from_end(ctx: Context, n: int, u: str, s: When) -> Produced:
    return counted_unit(ctx, -n, u, s)


@rule("(the)? n=#ord u=#unit (of|in) (the)? s=#span")
def counted_unit(ctx: Context, n: int, u: str, s: When) -> Produced:
    """ "the first week of October": weeks begin on Mondays that lie in the span."""
    if s.asks or n == 0:
        return None
    if u in ("workday", "weekday"):
        base = s.start - DAY if n > 0 else s.end
        return day(add_working_days(base, n, ctx.holidays).date())
    if u == "day":
        found = s.start + (n - 1) * DAY if n > 0 else s.end + n * DAY
        return day(found.date()) if s.start <= found < s.end else None
    if u in ("week", "weekend"):
        monday = nth_weekday(s.start, s.end, 0 if u == "week" else 5, n)
        return unit_at(monday, u) if monday else None
    if u in ("month", "quarter") and s.grain == "year":
        return unit_at(shift(s.start if n > 0 else s.end, u, n - 1 if n > 0 else n), u)
    return None


@rule("w=#weekday (,|on|of|in|-)? s=#span", "s=#span (,|-)? (on)? w=#weekday",
      "(the)? s=#span w=#weekday")  # fmt: skip
def in_week(ctx: Context, w: int, s: When) -> Produced:
    return day((s.start + w * DAY).date()) if s.grain == "week" and not s.asks else None


@rule("n=#num w=#weekday from (now|today)")
def weekdays_on(ctx: Context, n: int, w: int) -> Produced:
    return day((upcoming(ctx, w) + 7 * (n - 1) * DAY).date())


@rule("n=#num w=#weekday (ago|back)")
def weekdays_ago(ctx: Context, n: int, w: int) -> Produced:
    return day((upcoming(ctx, w, ctx.today - 8 * DAY) - 7 * (n - 1) * DAY).date())


@rule("w=#weekday (after-next|week)", "w=#weekday in n=#num week", "n=#num week on w=#weekday")
def week_later(ctx: Context, w: int, n: int = 1) -> Produced:
    """ "Thursday week", "a week on Thursday", "Friday after next": a week after the coming one."""
    return day((upcoming(ctx, w) + 7 * n * DAY).date())


@rule("w=#weekday fortnight")
def fortnight_later(ctx: Context, w: int) -> Produced:
    return week_later(ctx, w, 2)


@rule("(the)? which=#dir w=#weekday", "w=#weekday which=#dir")
def directed(ctx: Context, w: int, which: str) -> Produced:
    """ "next Thursday" is the Thursday of the next week (weeks begin on Monday)."""
    week = week_of(ctx.today)
    if which in ("next", "following"):
        return day((week + (7 + w) * DAY).date())
    if which == "this":
        return day((ctx.today + (w - ctx.today.weekday()) % 7 * DAY).date())
    if which == "coming":
        return day(upcoming(ctx, w).date())
    if which == "previous":
        return day((week + (w - 7) * DAY).date())
    latest = upcoming(ctx, w, ctx.today - 8 * DAY)
    if which == "last" and latest >= week:
        return unresolved(ctx, f"{words.WEEKDAYS[w].title()} of this week or of the one before?")
    return day(latest.date())


@rule("(the)? day after tomorrow")
def overmorrow(ctx: Context) -> Produced:
    return day((ctx.today + 2 * DAY).date())


@rule("(the)? day before yesterday")
def ereyesterday(ctx: Context) -> Produced:
    return day((ctx.today - 2 * DAY).date())


@rule("tomorrow week", "n=#num week from tomorrow", "n=#num week tomorrow")
def tomorrow_week(ctx: Context, n: int = 1) -> Produced:
    return day((ctx.today + (7 * n + 1) * DAY).date())


@rule("tomorrow", "later tomorrow")
def tomorrow(ctx: Context) -> Produced:
    return day((ctx.today + DAY).date())


@rule("yesterday")
def yesterday(ctx: Context) -> Produced:
    return day((ctx.today - DAY).date())


@rule("later (on|in)? today", "today", "(earlier) today", "(the)? this date")
def today(ctx: Context) -> Produced:
    return day(ctx.today.date())


@rule("(right)? now")
def now(ctx: Context) -> Produced:
    return When(ctx.now, ctx.now, "moment")


@rule("(next|following) (workday|weekday)")
def next_workday(ctx: Context) -> Produced:
    return day(add_working_days(ctx.today, 1, ctx.holidays).date())


@rule("(from|since) ^ w=#weekday (to|until|through|-) w2=#weekday")
def between_weekdays(ctx: Context, w: int, w2: int) -> Produced:
    first = upcoming(ctx, w)
    return stretch(first, upcoming(ctx, w2, first) + DAY)


@rule("(from|between)? a=#date (to|until|through|-|and) w=#weekday")
def up_to_weekday(ctx: Context, a: When, w: int) -> Produced:
    return stretch(a.start, upcoming(ctx, w, a.start) + DAY)


@rule("(the)? u=#unit (of|commencing|since|beginning) (on)? (the)? d=#date",
      "(the)? u=#unit (of|commencing|since|beginning) (on)? (the)? number=#ord")  # fmt: skip
def week_of_day(ctx: Context, u: str, d: When | None = None, number: int = 0) -> Produced:
    from followup.lib.dates.days import day_of_month

    found = d.start.date() if d else day_of_month(ctx, number)
    return unit_at(day(found).start, "week") if u == "week" and found else None


@rule("w=#weekday")
def bare(ctx: Context, w: int) -> Produced:
    return day(upcoming(ctx, w).date())


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
      "within (a|the|next)? (few|several) u=#unit")  # fmt: skip
def vague(ctx: Context, u: str) -> Produced:
    return unresolved(ctx, "Which day exactly?")


@rule("(in|within) half hour (time)?", "half hour (from)? (now|later)")
def half_hour(ctx: Context) -> Produced:
    return moved(ctx, None, "minute", 30)


@rule("within (the)? (next)? n=#num (more)? u=#unit", "within (the)? next u=#unit")
def within(ctx: Context, u: str, n: int = 1) -> Produced:
    """The last day that is still within: a limit."""
    found = moved(ctx, None, u, n)
    return found.limited("by") if found else None


@rule("n=#num (more)? u=#unit (from|after) (the)? d=#any", "n=#num u=#unit since d=#any",
      "n=#num u=#unit (from|after) d=#moment")  # fmt: skip
def after_day(ctx: Context, n: int, u: str, d: When) -> Produced:
    return moved(ctx, d, u, n) if d.grain in ("day", "moment") else None


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


@rule("in (about|around|at)? n=#num (more)? u=#unit (time)?", "n=#num (more)? u=#unit (hence|later)",
      "n=#num u=#unit from now")  # fmt: skip
def ahead(ctx: Context, n: int, u: str) -> Produced:
    return moved(ctx, None, u, n)
