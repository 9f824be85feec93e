"""The last rules: lone ordinals, limits ("by Friday") and what the words left over amount to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from followup.lib.dates.arithmetic import DAY, day
from followup.lib.dates.cascade import Grammar, Produced
from followup.lib.dates.days import day_of_month, weekday_ordinal
from followup.lib.dates.schema import Bound, Clock, Context, When, unresolved
from followup.lib.dates.times import at, moment

LONE = Grammar()  # before times are joined to days
GRAMMAR = Grammar()

_NEXT = (
    "eos|at|on|by|,|from|between|or|and|-|until|to|for|in|before|after|since|every|around|#clock"
)
_BOUNDS: dict[str, Bound] = {
    "by": "by", "within": "by", "before": "before", "vor": "before", "until": "until",
    "after": "after", "since": "since", "from": "since",
}  # fmt: skip
_PREPOSITIONS = "by|before|until|after|since|from"


@LONE.rule("(the)? d=#day (day)? (of|in) s=#span", "(the)? d=#ord s=#span", "s=#span on the d=#day")
def day_of_span(ctx: Context, d: int, s: When) -> Produced:
    if s.grain != "month" or s.asks:
        return None
    start = s.start + (d - 1) * DAY
    return day(start.date()) if s.start <= start < s.end and d > 0 else None


@LONE.rule("w=#weekday d=#num =(eos)")
def weekday_number(ctx: Context, w: int, d: int) -> Produced:
    return weekday_ordinal(ctx, w, d) if d > 12 else None


@LONE.rule(
    f"the d=#nth =({_NEXT})",
    "bos ^ d=#nth =(eos|at #clock)",
    "on ^ d=#num =(at #clock)",
    f"(on|{_PREPOSITIONS}) ^ (the)? d=#ord =({_NEXT}|#num)",
    "(on|by|until) ^ the d=#num =(from|between|at|eos)",
)
def lone_ordinal(ctx: Context, d: int) -> Produced:
    found = day_of_month(ctx, d)
    return day(found) if found else None


@GRAMMAR.rule("a=#date on (the)? b=#date")
def contradicting(ctx: Context, a: When, b: When) -> Produced:
    return a if a.start == b.start else unresolved(ctx, "Which of the two days is meant?")


@GRAMMAR.rule("b=#bound ^ (the)? s=#any")
def limited(ctx: Context, b: str, s: When) -> Produced:
    """A limit; "by the end of" and "by next week" name their last day, "by March" does not."""
    bound = _BOUNDS[b]
    if s.asks:
        return s
    ending = s.grain == "range" or s.due is not None
    if bound in ("by", "until", "before") and ending:
        return replace(s, bound="until" if bound == "until" else "by", due=last_day(s))
    if bound == "by" and s.grain == "week":
        return replace(s, bound=bound, due=last_day(s))
    return s.limited(bound)


def last_day(found: When) -> date:
    """The day by which something said to fall in that time is due: Friday for a whole week."""
    if found.due is not None:
        return found.due
    if found.grain == "week":
        return (found.start + 4 * DAY).date()
    return (found.end - DAY).date()


@GRAMMAR.rule("m=#moment (,)? (or|and|,) (at)? ^ c=#clock")
def same_day(ctx: Context, m: When, c: Clock) -> Produced:
    """ "Monday 9 am or 1 pm"."""
    return moment(ctx, at(ctx, m.start.replace(hour=0, minute=0, second=0), c))


@GRAMMAR.rule("c=#clock =((,)? (or|and) #moment)")
def alternative(ctx: Context, c: Clock) -> Produced:
    """ "2 pm or 3 pm on Monday": the day of the first is not said with it."""
    return unresolved(ctx, "")


@GRAMMAR.rule("b=#bound ^ c=#clock", "c=#clock")
def lone_clock(ctx: Context, c: Clock, b: str = "") -> Produced:
    """A time of day without a day: the next such moment, marked as a guess."""
    found = at(ctx, ctx.today, c)
    if found <= ctx.now:
        found = at(ctx, ctx.today + DAY, c)
    return replace(moment(ctx, found), day_assumed=True)


@GRAMMAR.rule("c=#clocks")
def lone_clocks(ctx: Context, c: tuple[Clock, Clock]) -> Produced:
    """Two times of day without a day: as for one."""
    start, end = (at(ctx, ctx.today, clock) for clock in c)
    end += DAY if end <= start else 0 * DAY
    later = DAY if start <= ctx.now else 0 * DAY
    return When(start + later, end + later, "part", day_assumed=True)
