"""The last rules: lone ordinals, limits ("by Friday") and what the words left over amount to."""

from __future__ import annotations

from dataclasses import replace

from followup.lib.dates.arithmetic import DAY, day
from followup.lib.dates.cascade import Grammar, Produced
from followup.lib.dates.days import day_of_month, weekday_ordinal
from followup.lib.dates.schema import Bound, Clock, Context, When, unresolved
from followup.lib.dates.times import at, moment

LONE = Grammar()  # before times are joined to days
GRAMMAR = Grammar()

_NEXT = "eos|at|on|by|,|from|between|or|and|-|until|to|for|in|before|after|since|every|around|#clock"
_PREPOSITIONS = "by|before|until|after|since|from"


@LONE.rule("w=#weekday d=#num =(eos)")
def weekday_number(ctx: Context, w: int, d: int) -> Produced:
    return weekday_ordinal(ctx, w, d) if d > 12 else None


@LONE.rule(
    f"the d=#ord =({_NEXT})",
    f"(on|{_PREPOSITIONS}) ^ (the)? d=#ord =({_NEXT})",
    "(on|by|until) ^ the d=#num =(from|between|at|eos)",
)
def lone_ordinal(ctx: Context, d: int) -> Produced:
    found = day_of_month(ctx, d)
    return day(found) if found else None


@GRAMMAR.rule(f"b=#bound ^ (the)? s=#any")
def limited(ctx: Context, b: str, s: When) -> Produced:
    """A limit; "by the end of" and "by next week" name their last day, "by March" does not."""
    bound: Bound = {"from": "since", "vor": "before", "within": "by"}.get(b, b)  # type: ignore[assignment]
    if s.asks:
        return s
    ending = s.grain == "range" or s.due is not None
    if bound in ("by", "until", "before") and ending:
        return replace(s, bound="until" if bound == "until" else "by", due=last_day(s))
    if bound == "by" and s.grain == "week":
        return replace(s, bound=bound, due=last_day(s))
    return s.limited(bound)


def last_day(found: When):  # type: ignore[no-untyped-def]
    """The day by which something said to fall in that time is due: Friday for a whole week."""
    if found.due is not None:
        return found.due
    if found.grain == "week":
        return (found.start + 4 * DAY).date()
    return (found.end - DAY).date()


@GRAMMAR.rule("b=#bound ^ c=#clock", "c=#clock")
def lone_clock(ctx: Context, c: Clock, b: str = "") -> Produced:
    """A time of day without a day: the next such moment, marked as a guess."""
    found = at(ctx, ctx.today, c)
    if found <= ctx.now:
        found = at(ctx, ctx.today + DAY, c)
    return replace(moment(ctx, found), day_assumed=True)
