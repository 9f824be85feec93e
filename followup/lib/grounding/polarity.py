"""Yes or no: a negation added or lost, a word swapped for its opposite."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from followup.lib.grounding.attribution import counterparts
from followup.lib.grounding.claim import Claim
from followup.lib.grounding.frames import Frame
from followup.lib.grounding.lexicon import forms, likeness, near, opposite
from followup.lib.grounding.passages import Unit, is_content
from followup.lib.grounding.schema import Reason
from followup.lib.grounding.text import Token, tokens
from followup.lib.grounding.vocabulary import (
    NEGATORS,
    words,
)

_BREAKS = words(", . ; : but and because so which who while although though if")
_IDIOMS = frozenset(
    (("not", "only"), ("not", "just"), ("no", "problem"), ("not", "sure"), ("no", "doubt"),
     ("no", "worries"), ("or", "not"), ("not", "hesitate"), ("without", "any"), ("not", "wait"),
     ("not", "forget"), ("no", "matter"), ("not", "mind"), ("no", ","), ("never", "mind"))
)  # fmt: skip
_NO = words("no nope nah not never none neither nothing")
_RAISING = words("think believe expect suppose guess imagine feel")
NEIGHBOURS = 8  # places on each side that tell what a word is said of
_REACH = 4  # content words a negation reaches over


@lru_cache(maxsize=8192)
def negated_in(text: str) -> frozenset[int]:
    """`negated` of a passage's sentence, remembered: the same passages come back all the time."""
    return negated(tokens(text))


def negated(row: tuple[Token, ...]) -> frozenset[int]:
    """The places of the content words that a negation in the row covers."""
    covered = {
        i for i in range(len(row) - 2) if [t.word for t in row[i + 1 : i + 3]] == ["-", "free"]
    }
    for i, token in enumerate(row):
        if token.word not in NEGATORS:
            continue
        after = row[i + 1].word if i + 1 < len(row) else ""
        if (token.word, after) in _IDIOMS or (i and (row[i - 1].word, token.word) in _IDIOMS):
            continue
        count = 0
        for j in range(i + 1, len(row)):
            if row[j].word in _BREAKS or count >= _REACH:
                break
            if is_content(row[j]) and row[j].word not in _RAISING:
                covered.add(j)
                count += 1
    return frozenset(covered)


def _first(row: tuple[Token, ...], covered: frozenset[int]) -> frozenset[int]:
    """Of each run of covered words the first one: the word that is denied."""
    return frozenset(
        i for i in covered
        if not any(j in covered for j in range(i - 1, -1, -1) if is_content(row[j]) and i - j <= 3)
    )  # fmt: skip


def _same_word(token: Token, unit: Unit) -> list[int]:
    """Where the unit has the word, or else where it has a synonym."""
    for meant in (forms(token.word), near(token.word)):
        if not meant.isdisjoint(unit.words):
            return [i for i, t in enumerate(unit.row) if not meant.isdisjoint(forms(t.word))]
    return []


def _denies(claim: Claim, unit: Unit, places: Sequence[int]) -> bool:
    """Is there a negation close to one of the places, or is it a question answered with no?"""
    covered = negated_in(unit.text)
    if any(abs(i - j) <= 6 for i in covered for j in places):
        return True
    said_no = [i for i, t in enumerate(unit.row) if t.word in NEGATORS]
    if any(0 <= i - j <= _REACH for i in said_no for j in places):  # "the ball, we don't have it"
        return True
    after = [u for u in claim.units if 0 < u.place - unit.place <= 2]
    return unit.asks and any({t.word for t in u.row[:3]} & _NO for u in after)


def _flips(claim: Claim, i: int, denied: bool, first: bool) -> Reason | None:
    """Is the word denied in the sentence and not in the passages, or the other way round?"""
    token = claim.row[i]
    agree = differ = 0
    for unit in claim.top[:4]:
        places = _same_word(token, unit)
        if not places:
            continue
        covered = negated_in(unit.text)
        heads = _first(unit.row, covered)
        same = any((j in covered) == denied for j in places)
        if unit.asks or same or (denied and _denies(claim, unit, places)):
            agree += 1
        elif first or any(j in heads and _same_place(claim, i, unit, j) for j in places):
            differ += 1
    if not differ or agree:
        return None
    text = f"what this cites does not deny “{token.raw}”" if denied else (
        f"what this cites denies “{token.raw}”"
    )  # fmt: skip
    return Reason("negation", text, token.start, token.end)


def _around(row: tuple[Token, ...], i: int) -> frozenset[str]:
    """Forms of the content words close to place `i`."""
    close = (
        t
        for t in (*row[max(0, i - NEIGHBOURS) : i], *row[i + 1 : i + 1 + NEIGHBOURS])
        if is_content(t)
    )
    return frozenset(f for t in close for f in forms(t.word))


def _same_place(claim: Claim, i: int, unit: Unit, j: int) -> bool:
    """Are the two words said of the same thing: is there a common word next to both?"""
    return bool(_around(claim.row, i) & _around(unit.row, j))


def _opposites(claim: Claim, i: int, denied: bool) -> Reason | None:
    """`too cheap` for `too expensive`: the passage has the opposite in the same place."""
    token = claim.row[i]
    against = opposite(token.word)
    if not against or any(_same_word(token, u) for u in claim.top):
        return None
    both = any(against & forms(t.word) for t in claim.row)
    if both and any(forms(token.word) & u.words for u in claim.units):  # easier first, harder later
        return None
    for unit in claim.top[:2]:
        covered = negated_in(unit.text)
        for j, other in enumerate(unit.row):
            if is_content(other) and against & forms(other.word) and (j in covered) == denied:
                if likeness(token.word, other.word) >= 0.8 or not _same_place(claim, i, unit, j):
                    continue
                text = f"“{token.raw}” is the opposite of “{other.raw}” in what this cites"
                return Reason("negation", text, token.start, token.end)
    return None


def _denied_clause(claim: Claim, frame: Frame) -> Reason | None:
    """The same clause with and without not: needed where the verb is have or do."""
    pairs = [(u, f) for u, f in counterparts(claim, frame) if not u.asks and not f.asks]
    if frame.asks or not pairs or any(f.negated == frame.negated for _, f in pairs):
        return None
    if not forms(frame.word) & {"have", "do"} or any(
        _denies(claim, u, (f.verb,)) == frame.negated for u, f in pairs
    ):
        return None
    token = claim.row[frame.verb]
    text = f"what this cites {'does not deny' if frame.negated else 'denies'} “{token.raw}”"
    return Reason("negation", text, token.start, token.end)


def check_polarity(claim: Claim) -> list[Reason]:
    """Reasons where the sentence says yes and the best passages no, or the reverse."""
    covered = negated(claim.row)
    heads = _first(claim.row, covered)
    reasons = [r for f in claim.frames() if (r := _denied_clause(claim, f))]
    for i, token in enumerate(claim.row):
        label = token.word in claim.names and not claim.tight
        if not is_content(token) or token.word in NEGATORS or label:
            continue
        denied = i in covered
        found = None
        if not denied or i in heads:
            found = _flips(claim, i, denied, i in heads)
        found = found or _opposites(claim, i, denied)
        if found:
            reasons.append(found)
    return reasons
