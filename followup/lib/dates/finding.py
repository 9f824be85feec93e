"""Reading a text: segments, the grammar in its order, and the answers with their places."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from followup.lib.dates import (
    bounds,
    clocks,
    days,
    nearby,
    periods,
    ranges,
    shifts,
    times,
    weekdays,
)
from followup.lib.dates.cascade import rewrite
from followup.lib.dates.events import events
from followup.lib.dates.languages import LANGUAGES
from followup.lib.dates.lexer import Symbol, scan
from followup.lib.dates.schema import Context, Found, When
from followup.lib.dates.words import FOLLOWERS

_RULES = [
    *ranges.FIRST.rules,
    *days.GRAMMAR.rules,
    *clocks.GRAMMAR.rules,
    *periods.GRAMMAR.rules,
    *bounds.LONE.rules,
    *weekdays.FIRST.rules,
    *nearby.GRAMMAR.rules,
    *weekdays.LAST.rules,
    *ranges.LENGTHS.rules,
    *shifts.GRAMMAR.rules,
    *times.PARTED.rules,
    *ranges.CLOCKS.rules,
    *times.GRAMMAR.rules,
    *ranges.LAST.rules,
    *bounds.GRAMMAR.rules,
]
_KINDS = "weekday weekdays month unit numeric pair dotted clock q h fy holiday ord year part ap"
_WORDS = "today tomorrow yesterday tonight now noon midnight eod eow eom eoq eoy cob o'clock at"
_ANCHORS, _ANCHOR_WORDS = frozenset(_KINDS.split()), frozenset(_WORDS.split())
_LONGEST = 60  # symbols without a break; what is longer is no phrase and is read in pieces


def context(
    reference: datetime,
    timezone: str,
    fiscal_year_start: int | None,
    holidays: Collection[date],
    language: str,
) -> Context:
    """The reference moment on the account's clock, and the conventions of the account."""
    zone = ZoneInfo(timezone)
    local = reference.astimezone(zone).replace(tzinfo=None) if reference.tzinfo else reference
    american = timezone.startswith(("America/", "US/")) or timezone in ("UTC", "Etc/UTC")
    month_first = LANGUAGES[language].month_first
    return Context(
        local.replace(microsecond=0),
        zone,
        fiscal_year_start,
        frozenset(holidays),
        month_first if american or not month_first else None,
    )


def read(text: str, ctx: Context, language: str) -> tuple[Found, ...]:
    """All date phrases of `text`, in order, not overlapping."""
    found = [
        _answer(text, symbol, half_read(left, index))
        for left in (rewrite(run, _RULES, ctx) for run in _segments(scan(text, language)))
        for index, symbol in enumerate(left)
        if isinstance(symbol.value, When)
    ]
    hanging = [
        event
        for event in (events(text) if language == "en" else ())
        if all(event.end <= other.start or other.end <= event.start for other in found)
    ]
    return tuple(sorted([*found, *hanging], key=lambda item: item.start))


_LINKS = frozenset(("after", "before", "from", "since", "of", "in", "to", "-", "last", "past"))


def half_read(symbols: list[Symbol], index: int) -> bool:
    """Whether words of time beside the phrase were left over, so that it says something else.

    "feb 30" is not February; "the third Friday after Easter" is not Easter.
    """
    symbol, when = symbols[index], symbols[index].value
    after = symbols[index + 1] if index + 1 < len(symbols) else None
    month = isinstance(when, When) and when.grain == "month"
    if month and after and after.kind in ("num", "ord") and after.start - symbol.end < 2:
        return True
    before = symbols[max(0, index - 2) : index]
    if any(word.label == "half" for word in before):
        return True
    while before and before[-1].label in _LINKS:
        linked = before.pop()
        if not before and linked.label == "last":
            return True
        if before and before[-1].kind in ("unit", "weekday", "weekdays", "part"):
            return linked.label != "in" and linked.label != "to"
    return bool(before) and before[-1].kind == "ord"


# "Before our quarter closes": its last day still keeps the promise.
_ENDS = re.compile(
    r"\s{1,9}(?:closes|ends|finishes|runs out|is (?:over|out|up|done)|endet|vorbei ist|zu ende)\b",
    re.IGNORECASE,
)


def _answer(text: str, symbol: Symbol, half: bool) -> Found:
    when = symbol.value
    assert isinstance(when, When)
    if half:
        when = When(when.start, when.end, when.grain, asks="?")
    return Found(
        text[symbol.start : symbol.end],
        symbol.start,
        symbol.end,
        when.value(),
        when.asks.strip("?") and when.asks,
        "" if when.bound == "before" and _ENDS.match(text, symbol.end) else when.bound,
        when.day_assumed,
    )


def _segments(symbols: list[Symbol]) -> Iterator[list[Symbol]]:
    """Runs without a break that hold at least one word of time, closed by their end mark."""
    run: list[Symbol] = []
    begun = False
    for symbol in [*symbols, Symbol("break", "", None, 0, 0)]:
        if symbol.kind != "break" and len(run) < _LONGEST:
            run.append(symbol)
            continue
        if any(s.kind in _ANCHORS or s.label in _ANCHOR_WORDS for s in run):
            yield _closed(run, symbol, first=not begun)
        begun = begun or bool(run) or symbol.kind == "break"
        run = [] if symbol.kind == "break" else [symbol]


def _closed(run: list[Symbol], after: Symbol, *, first: bool) -> list[Symbol]:
    own = after.label.isalpha() and after.label not in FOLLOWERS
    label = "cut" if own or after.kind != "break" else "eos"
    place = run[-1].end
    closed = [*run, Symbol("w", label, None, place, place)]
    if first:
        closed.insert(0, Symbol("w", "bos", None, run[0].start, run[0].start))
    return closed
