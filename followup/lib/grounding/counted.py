"""What a number counts: "40 trucks and 12 vans" are not 12 trucks."""

from __future__ import annotations

from followup.lib.grounding.claim import Claim, matches
from followup.lib.grounding.numbers import Number, numbers
from followup.lib.grounding.passages import is_content
from followup.lib.grounding.schema import Reason
from followup.lib.grounding.text import Token

_REACH = 3  # words behind a number among which the thing it counts stands
_BETWEEN = frozenset(("of", "the", "our", "your", "my", "their", "new", "more", "other", "-"))


def _counts(row: tuple[Token, ...], number: Number) -> Token | None:
    """The word a bare number counts: the last of the content words right behind it."""
    after = [t for t in row if t.start >= number.end][:_REACH]
    found = None
    for token in after:
        if is_content(token):
            found = token
        elif found or token.word not in _BETWEEN:
            break
    return found


def check_counted(claim: Claim) -> list[Reason]:
    """Reasons where a number of the passages is given to something else that they count too."""
    mine = [(n, t) for n in numbers(claim.text) if not n.kind and (t := _counts(claim.row, n))]
    if not mine:
        return []
    theirs = [
        (n.value, t)
        for unit in claim.units
        for n in numbers(unit.text)
        if not n.kind and (t := _counts(unit.row, n))
    ]
    reasons = []
    for number, thing in mine:
        same = [t for value, t in theirs if value == number.value]
        others = [v for v, t in theirs if v != number.value and matches(thing.word, t.word)]
        if same and others and not any(matches(thing.word, t.word) for t in same):
            shown = claim.text[number.start : number.end]
            text = f"“{shown}” is said of “{same[0].raw}”, not of “{thing.raw}”"
            reasons.append(Reason("number", text, number.start, thing.end))
    return reasons
