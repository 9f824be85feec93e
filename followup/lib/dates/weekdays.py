"""Rules for weekdays and for days counted from another: "next Thursday", "in two weeks"."""

from __future__ import annotations

from datetime import datetime

from followup.lib.dates import words
from followup.lib.dates.arithmetic import (
    DAY,
    add_working_days,
    day,
    nth_weekday,
    shift,
    stretch,
    unit_at,
    week_of,
)
from followup.lib.dates.cascade import Grammar, Produced
from followup.lib.dates.schema import Context, When, unresolved

FIRST = Grammar()  # before "tomorrow" and the like are read
LAST = Grammar()  # after that, so that "the Monday after Christmas" is one phrase
rule = FIRST.rule


def upcoming(ctx: Context, weekday: int, after: datetime | None = None) -> datetime:
    """The first such day strictly after the reference day (or after `after`)."""
    base = after or ctx.today
    return base + ((weekday - base.weekday() - 1) % 7 + 1) * DAY


@rule("(the)? n=#ord last w=#weekday (of|in) (the)? s=#span")
def nth_last(ctx: Context, w: int, s: When, n: int) -> Produced:
    return nth(ctx, w, s, -n)


@rule("(the)? n=#ord w=#weekday (of|in) (the)? s=#span")
def nth(ctx: Context, w: int, s: When, n: int) -> Produced:
    found = nth_weekday(s.start, s.end, w, n) if n else None
    return day(found.date()) if found else None


@rule("(the)? last w=#weekday (of|in) (the)? s=#span")
def last_of(ctx: Context, w: int, s: When) -> Produced:
    return nth(ctx, w, s, -1)


@rule("(the)? n=#ord last u=#unit (of|in) (the)? s=#span")
def unit_from_end(ctx: Context, n: int, u: str, s: When) -> Produced:
    return counted_unit(ctx, -n, u, s)


@rule("(the)? last u=#unit (of|in) (the)? s=#span")
def last_unit(ctx: Context, u: str, s: When) -> Produced:
    return counted_unit(ctx, -1, u, s)


@rule("(the)? n=#ord u=#unit (of|in) (the)? s=#span")
def counted_unit(ctx: Context, n: int, u: str, s: When) -> Produced:
    """ "the first week of October": a week belongs where its Thursday is (ISO 8601)."""
    if s.asks or n == 0:
        return None
    if u in ("workday", "weekday"):
        base = s.start - DAY if n > 0 else s.end
        return day(add_working_days(base, n, ctx.holidays).date())
    if u == "day":
        found = s.start + (n - 1) * DAY if n > 0 else s.end + n * DAY
        return day(found.date()) if s.start <= found < s.end else None
    if u in ("week", "weekend"):
        thursday = nth_weekday(s.start, s.end, 3 if u == "week" else 5, n)
        return unit_at(thursday, u) if thursday else None
    if u in ("month", "quarter") and s.grain == "year":
        return unit_at(shift(s.start if n > 0 else s.end, u, n - 1 if n > 0 else n), u)
    return None


@rule("w=#weekday (,|on|of|in|-)? s=#span", "s=#span (,|-)? (on)? w=#weekday",
      "w=#weekday from (the)? s=#span")  # fmt: skip
def in_week(ctx: Context, w: int, s: When) -> Produced:
    return day((s.start + w * DAY).date()) if s.grain == "week" and not s.asks else None


@rule("n=#num w=#weekdays from (now|today)")
def weekdays_on(ctx: Context, n: int, w: int) -> Produced:
    return day((upcoming(ctx, w) + 7 * (n - 1) * DAY).date())


@rule("n=#num w=#weekdays (ago|back)")
def weekdays_ago(ctx: Context, n: int, w: int) -> Produced:
    return day((upcoming(ctx, w, ctx.today - 8 * DAY) - 7 * (n - 1) * DAY).date())


@rule(
    "w=#weekday after next !(#weekday|#unit|#month)",
    "w=#weekday week",
    "w=#weekday in n=#num week",
    "n=#num week on w=#weekday",
)
def week_later(ctx: Context, w: int, n: int = 1) -> Produced:
    """ "Thursday week", "a week on Thursday", "Friday after next": a week after the coming one."""
    return day((upcoming(ctx, w) + 7 * n * DAY).date())


@rule("w=#weekday (,)? n=#num u=#unit from now")
def weekday_then(ctx: Context, w: int, n: int, u: str) -> Produced:
    """ "Thursday, two years from now": the Thursday of that week."""
    return day((week_of(shift(ctx.today, u, n)) + w * DAY).date())


@rule("w=#weekday fortnight")
def fortnight_later(ctx: Context, w: int) -> Produced:
    return week_later(ctx, w, 2)


@rule("(the)? which=#dir w=#weekday", "w=#weekday which=#dir")
def directed(ctx: Context, w: int, which: str) -> Produced:
    """ "next Thursday" is the Thursday of the next week (weeks begin on Monday)."""
    week = week_of(ctx.today)
    if which in ("next", "following"):
        return day((week + (7 + w) * DAY).date())
    if which == "nearest" and w > ctx.today.weekday():
        return unresolved(ctx, f"{words.WEEKDAYS[w].title()} of this week or of the next?")
    if which == "nearest":
        return day(upcoming(ctx, w).date())
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


@LAST.rule("(from|between)? w=#weekday (to|until|through|-) w2=#weekday")
def between_weekdays(ctx: Context, w: int, w2: int) -> Produced:
    first = upcoming(ctx, w)
    return stretch(first, upcoming(ctx, w2, first) + DAY)


@LAST.rule("(from)? a=#date (to|until|through|-) w=#weekday", "between a=#date and w=#weekday")
def up_to_weekday(ctx: Context, a: When, w: int) -> Produced:
    return stretch(a.start, upcoming(ctx, w, a.start) + DAY)


@LAST.rule("(the)? u=#unit (of|commencing|since|beginning) (on)? (the)? d=#date",
      "(the)? u=#unit (of|commencing|since|beginning) (on)? (the)? number=#ord")  # fmt: skip
def week_of_day(ctx: Context, u: str, d: When | None = None, number: int = 0) -> Produced:
    from followup.lib.dates.days import day_of_month

    found = d.start.date() if d else day_of_month(ctx, number)
    return unit_at(day(found).start, "week") if u == "week" and found else None


@LAST.rule("(the)? w=#weekday side=#bound (the)? d=#date")
def beside(ctx: Context, w: int, side: str, d: When) -> Produced:
    """ "the Friday before Christmas", "the Monday after Thanksgiving"."""
    if side == "after":
        return day(upcoming(ctx, w, d.start).date())
    return day((upcoming(ctx, w, d.start - 8 * DAY)).date()) if side == "before" else None


@LAST.rule("d=#date (or|and) ^ w=#weekday")
def alternative(ctx: Context, d: When, w: int) -> Produced:
    """ "next Tuesday or Thursday": both of that week."""
    same_week = d.start > ctx.today and d.start.weekday() < w
    return day((week_of(d.start) + w * DAY).date()) if same_week else None


@LAST.rule("w=#weekday !(of|#year)")
def bare(ctx: Context, w: int) -> Produced:
    """The first such day to come; said on that very weekday, it may be today or in a week."""
    if w == ctx.today.weekday():
        return unresolved(ctx, f"Today, or {words.WEEKDAYS[w].title()} of next week?")
    return day(upcoming(ctx, w).date())
