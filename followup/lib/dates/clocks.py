"""Rules for the time of day by itself: "3 pm", "half past two", "quarter to nine"."""

from __future__ import annotations

from dataclasses import replace

from followup.lib.dates.cascade import Grammar, Produced
from followup.lib.dates.schema import Clock, Context

GRAMMAR = Grammar()
rule = GRAMMAR.rule


def _half(clock: Clock, ap: str) -> Clock | None:
    """`clock` in the morning or the afternoon; None where that cannot be (15:30 am)."""
    if not 1 <= clock.hour <= 12:
        return clock if ap == "pm" and 12 < clock.hour < 24 else None
    return replace(clock, hour=clock.hour % 12 + (12 if ap == "pm" else 0), sure=True)


def clock_at(hour: int, minute: int = 0, ap: str = "") -> Clock | None:
    if not (0 <= hour < 24 and 0 <= minute < 60):
        return None
    clock = Clock(hour, minute, sure=not 1 <= hour <= 12)
    return _half(clock, ap) if ap else clock


def _made(clock: Clock | None) -> Produced:
    return ("clock", clock) if clock else None


@rule(
    "(a)? quarter (past|after) h=#num (a=#ap)?",
    "m=#num (minute)? (past|after) h=#num (o'clock)? (a=#ap)?",
)
def past_hour(ctx: Context, h: int, m: int = 15, a: str = "") -> Produced:
    return _made(clock_at(h, m, a))


@rule("(a)? quarter (to|before) h=#num (a=#ap)?")
def to_hour(ctx: Context, h: int, a: str = "") -> Produced:
    return _made(clock_at((h - 1) % 12 or 12, 45, a))


@rule("half past h=#num (a=#ap)?", "at half h=#num (a=#ap)?")
def half_past(ctx: Context, h: int, a: str = "") -> Produced:
    return _made(clock_at(h, 30, a))


@rule("h=#num m=#num a=#ap", "h=#num - m=#num a=#ap")
def spoken(ctx: Context, h: int, m: int, a: str) -> Produced:
    """ "nine fifty nine a m", "five-thirty pm"; "9-10 am" is a range."""
    return _made(clock_at(h, m, a)) if h <= 12 < m else None


@rule("h=#num (o'clock)? a=#ap", "at h=#num a=#bare")
def meridiem(ctx: Context, h: int, a: str, m: int = 0) -> Produced:
    if h > 99 and not m:
        h, m = divmod(h, 100)
    return _made(clock_at(h, m, a))


@rule("c=#clock (in the)? a=#ap", "c=#clock a=#bare")
def clock_meridiem(ctx: Context, c: Clock, a: str) -> Produced:
    return _made(_half(c, a)) or ("clock", c)


@rule("h=#num o'clock", "at h=#num hour")
def oclock_at(ctx: Context, h: int) -> Produced:
    return _made(clock_at(h))


@rule("(the|at)? noon")
def noon(ctx: Context) -> Produced:
    return "clock", Clock(12)


@rule("(at)? midnight")
def midnight(ctx: Context) -> Produced:
    return "clock", Clock(0)


@rule("at ^ h=#num m=#num !(#unit|/|-)", "(#date|#ord) (at|,)? ^ h=#num m=#num =(eos|on)",
      "h=#num (-)? m=#num =(tomorrow|today|tonight|on|this|in the #part|#weekday)")  # fmt: skip
def spoken_minutes(ctx: Context, h: int, m: int) -> Produced:
    return _made(clock_at(h, m)) if m >= 10 and h <= 12 else None


@rule("(#weekday|#date|#part|today|tomorrow|tonight) ^ about h=#num =(eos|,|in|#zone|#part)",
      "at (about)? h=#num =(eos|on|,|in|#date|#part|#zone|this|the|tomorrow|today|tonight"
      "|#weekday)")  # fmt: skip
def at_hour(ctx: Context, h: int) -> Produced:
    return _made(clock_at(*(divmod(h, 100) if h > 99 else (h, 0))))


def in_part(clock: Clock, part: str) -> Clock:
    """A clock time whose half of the day a word like "evening" decides."""
    if clock.sure:
        return clock
    morning = part == "morning" or (part == "night" and clock.hour < 6)
    return _half(clock, "am" if morning else "pm") or clock


@rule("c=#clock z=#zone")
def zoned(ctx: Context, c: Clock, z: str) -> Produced:
    return "clock", replace(c, zone=z)
