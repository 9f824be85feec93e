"""Sums of money in what people say, as one number: "$2.50", "fifty cents", "two dollars", "5"."""

from __future__ import annotations

import re

from followup.lib.grounding.numbers import numbers
from leads.extraction.schema import Conversation, Direction, Finding

CURRENCIES = frozenset(("USD", "EUR", "GBP", "JPY", "INR", "CHF"))
_CENTS = re.compile(r"\s{0,3}(?:cents?|¢)", re.IGNORECASE)
_POINT = re.compile(r"(?<![\d.])\.(?=\d)")  # ".50" is half of one, not fifty
_NOT_THAT = re.compile(r"\bnot \W?[\d.,]+\d")  # "giving 10, not 1"
_ONE = re.compile(r"\ba (?:dollar|euro|pound|buck)\b", re.IGNORECASE)


def last_sum(text: str) -> float | None:
    """The last sum with a currency in `text`; without one, the last bare number; else None."""
    text = _ONE.sub("1 dollar", _POINT.sub("0.", text))
    bare: float | None = None
    money: float | None = None
    for number in numbers(_NOT_THAT.sub("", text)):
        if _CENTS.match(text, number.end):
            money = number.value / 100 if number.value >= 1 else number.value  # ".30 cents"
        elif number.kind in CURRENCIES:
            money = number.value
        elif not number.kind:
            bare = number.value
    return bare if money is None else money


def committed_sum(
    conversation: Conversation, findings: tuple[Finding, ...], side: Direction
) -> float | None:
    """The sum that `side` has committed to in the end, or None.

    It is the last sum in the words of that side's commitments; what hangs on a condition ("if you
    give one, I'll give one") is no sum yet. Where they took on somebody else's
    offer ("that would be fine"), the sum stands in the words it answers.
    """
    sides = {line.index: line.side for line in conversation.lines}
    pledges = [
        f
        for f in findings
        if f.kind == "commitment" and f.direction == side and f.strength != "conditional"
    ]
    for pledge in sorted(pledges, key=lambda f: max(e.line for e in f.evidence), reverse=True):
        own = [e for e in pledge.evidence if sides.get(e.line) == side]
        other = [e for e in pledge.evidence if sides.get(e.line) != side]
        for quotes in (own, other):
            for quote in sorted(quotes, key=lambda e: (e.line, e.start), reverse=True):
                if (found := last_sum(quote.quote)) is not None:
                    return found
    return None
