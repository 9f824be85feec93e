"""Rules for joining times of day to days: "Friday at 10:30", "tomorrow afternoon at 5"."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from followup.lib.dates.arithmetic import DAY, day, existing
from followup.lib.dates.cascade import Grammar, Produced
from followup.lib.dates.clocks import clock_at, in_part
from followup.lib.dates.schema import Clock, Context, When

PARTED = Grammar()  # "tomorrow afternoon": before clock times are joined to it
GRAMMAR = Grammar()
rule = GRAMMAR.rule

PARTS = {"morning": (8, 12), "lunch": (12, 14), "afternoon": (12, 18), "evening": (18, 22),
         "night": (20, 24)}  # fmt: skip


def sure_hour(clock: Clock) -> int:
    """The hour on a working day when nobody said am or pm: 7-11 in the morning, 1-6 after noon."""
    return clock.hour + 12 if not clock.sure and 1 <= clock.hour <= 6 else clock.hour


def at(ctx: Context, start: datetime, clock: Clock) -> datetime:
    """The moment on that day, on the account's clock."""
    moment = start.replace(hour=sure_hour(clock), minute=clock.minute, second=clock.second)
    if not clock.sure and start == ctx.today and moment <= ctx.now and moment.hour < 12:
        moment += timedelta(hours=12)
    if clock.zone:
        there = moment.replace(tzinfo=ZoneInfo(clock.zone)).astimezone(UTC)
        return there.astimezone(ctx.zone).replace(tzinfo=None)
    return existing(moment, ctx.zone)


def moment(ctx: Context, found: datetime) -> When:
    """A moment as a value of the grammar."""
    return When(found, found, "moment")


@PARTED.rule("(this|today) (early|late)? p=#part",
      "d=#date (,|in|at|on)? (the)? (early|late)? (in)? (the)? p=#part",
      "(the)? p=#part (of|on) (the)? d=#date")  # fmt: skip
def part_of_day(ctx: Context, p: str, d: When | None = None) -> Produced:
    base = d or day(ctx.today.date())
    if base.asks:
        return base
    first, last = PARTS[p]
    return When(base.start + timedelta(hours=first), base.start + timedelta(hours=last), "part")


@PARTED.rule("(late)? tonight", "tomorrow-night")
def tonight(ctx: Context) -> Produced:
    return part_of_day(ctx, "evening")


@PARTED.rule("last night")
def last_night(ctx: Context) -> Produced:
    return part_of_day(ctx, "evening", day((ctx.today - DAY).date()))


@PARTED.rule(
    "c=#clock (in|at)? (the)? (early|late)? p=#part",
    "(in|at)? (the)? (early|late)? p=#part (at|,)? c=#clock",
)
def clock_part(ctx: Context, c: Clock, p: str) -> Produced:
    return "clock", in_part(c, p)


@rule(
    "d=#date (,|at|for|by|-|on|from)? (at|-|about)? c=#clock",
    "c=#clock (,|on|for|-)? (the)? d=#date",
)
def day_time(ctx: Context, d: When, c: Clock) -> Produced:
    return d if d.asks else moment(ctx, at(ctx, d.start, c))


@rule("r=#range (,|at|-|about)? c=#clock", "c=#clock (,|on)? r=#range",
      "r=#range (,|at)? n=#num =(eos)",
      "n=#num (,)? r=#range")  # fmt: skip
def part_time(ctx: Context, r: When, c: Clock | None = None, n: int = 0) -> Produced:
    """ "tomorrow afternoon at 5": the part of the day tells which five."""
    clock = c or (clock_at(n) if n <= 12 else None)
    if r.grain != "part" or clock is None:
        return None
    part = "morning" if r.start.hour < 12 else "evening"
    start = r.start.replace(hour=0)
    return moment(ctx, at(ctx, start, in_part(clock, part)))


@rule("n=#num d=#date =(eos)")
def hour_day(ctx: Context, n: int, d: When) -> Produced:
    clock = clock_at(n)
    near = abs(d.start - ctx.today) <= DAY and n <= 12
    return moment(ctx, at(ctx, d.start, clock)) if clock and near else None


@rule(
    "opening d=#date",
    "opening d=#range",
    "d=#date opening",
    "d=#date (by|at)? cob",
    "cob (on|of)? d=#date",
)
def working_day(ctx: Context, d: When) -> Produced:
    return d


@rule("cob", "(the)? cob (today)?")
def close_today(ctx: Context) -> Produced:
    return day(ctx.today.date())


@rule(
    "(the)? eod (of|on|,)? d=#date",
    "(the)? end of (the)? d=#date",
    "d=#date (,)? (by|at)? eod",
    "(the)? eod",
)
def end_of_day(ctx: Context, d: When | None = None) -> Produced:
    base = d or day(ctx.today.date())
    return base if base.asks else moment(ctx, base.end - timedelta(seconds=1))
