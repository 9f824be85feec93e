"""Rules for days near the reference day: "tomorrow", "a week today", "the day after tomorrow"."""

from __future__ import annotations

from followup.lib.dates.arithmetic import DAY, add_working_days, day
from followup.lib.dates.cascade import Grammar, Produced
from followup.lib.dates.schema import Context, When
from followup.lib.dates.shifts import moved

GRAMMAR = Grammar()
rule = GRAMMAR.rule


@rule("n=#num day after tomorrow", "(the)? day after tomorrow")
def overmorrow(ctx: Context, n: int = 1) -> Produced:
    return day((ctx.today + (n + 1) * DAY).date())


@rule("n=#num day before yesterday", "(the)? day before yesterday")
def ereyesterday(ctx: Context, n: int = 1) -> Produced:
    return day((ctx.today - (n + 1) * DAY).date())


@rule("tomorrow week", "n=#num week from tomorrow", "n=#num week tomorrow")
def tomorrow_week(ctx: Context, n: int = 1) -> Produced:
    return day((ctx.today + (7 * n + 1) * DAY).date())


@rule("today in n=#num u=#unit")
def from_today(ctx: Context, n: int, u: str) -> Produced:
    return moved(ctx, None, u, n)


@rule("today week", "n=#num week (from)? today")
def today_week(ctx: Context, n: int = 1) -> Produced:
    return day((ctx.today + 7 * n * DAY).date())


@rule("this time s=#span")
def a_week_on(ctx: Context, s: When) -> Produced:
    """ "this time next week"."""
    return day((s.start + ctx.today.weekday() * DAY).date()) if s.grain == "week" else None


@rule("tomorrow", "later tomorrow")
def tomorrow(ctx: Context) -> Produced:
    return day((ctx.today + DAY).date())


@rule("yesterday")
def yesterday(ctx: Context) -> Produced:
    return day((ctx.today - DAY).date())


@rule("later (on|in)? today", "today", "(earlier) today", "(the)? this date")
def today(ctx: Context) -> Produced:
    return day(ctx.today.date())


@rule("right now", "now !(,)", "at this time")
def now(ctx: Context) -> Produced:
    return When(ctx.now, ctx.now, "moment")


@rule("(next|following) (workday|weekday)")
def next_workday(ctx: Context) -> Produced:
    return day(add_working_days(ctx.today, 1, ctx.holidays).date())
