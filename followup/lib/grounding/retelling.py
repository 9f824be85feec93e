"""How far a passage, told in the third person, contains the sentence in the same order.

"Marco: I'll print it and read it" told as "Marco will print it and read it" follows the order of
"Marco will print and read it" but not of "Aldo will print it". Order and persons catch what a
bag of words cannot; of all cheap signals this one separates real summaries best.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

from followup.lib.grounding.claim import Claim
from followup.lib.grounding.lexicon import forms, likeness, near
from followup.lib.grounding.passages import Unit
from followup.lib.grounding.text import Token, fold
from followup.lib.grounding.vocabulary import (
    ASSENT,
    FRAMING,
    FUNCTION,
    REPORTING,
    words,
)

_OWN = words("i me my mine we us our")
_YOURS = words("you your yours")
_SKIPPED = words("a an the that")
_LIGHT = FRAMING | REPORTING
PASSAGES = 6  # compared in full; the others share fewer words
LONGEST = 240  # words of one passage
LIGHT_WEIGHT = 0.4


@lru_cache(maxsize=131072)
def _equal(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if word in FUNCTION or other in FUNCTION:
        return 1.0 if forms(word) & forms(other) else 0.0
    value = likeness(word, other)
    return value if value >= 0.8 else 0.0


@lru_cache(maxsize=65536)
def _weight(word: str) -> float:
    return LIGHT_WEIGHT if word in FUNCTION or forms(word) & _LIGHT else 1.0


def _told(row: Sequence[Token], own: str, other: str) -> list[str]:
    """The words of a row with I and you replaced by names."""
    found = []
    for token in row:
        word = token.word
        if not word[0].isalnum() or word in _SKIPPED:
            continue
        if word in _OWN:
            word = own or word
        elif word in _YOURS:
            word = other or word
        found.append("is" if word == "am" else word)
    return found


def _common(words: Sequence[str], weights: Sequence[float], passage: Sequence[str]) -> float:
    """Weight of the heaviest common subsequence; words times passage steps."""
    before = [0.0] * (len(passage) + 1)
    for word, weight in zip(words, weights, strict=True):
        row = [0.0]
        last = 0.0
        for j, other in enumerate(passage):
            here = before[j + 1] if before[j + 1] > last else last
            if same := _equal(word, other):
                here = max(here, before[j] + same * weight)
            row.append(here)
            last = here
        before = row
    return before[-1]


def _shares(words: frozenset[str], said: Sequence[Unit]) -> int:
    inside = frozenset(f for u in said for f in u.words)
    return sum(not inside.isdisjoint(forms(w) | near(w)) for w in words)


def retold(claim: Claim) -> float:
    """The share (0..1, by weight) of the sentence that one passage holds in the same order."""
    names = [fold(s.speaker or "").split()[:1] for s in claim.cited]
    speakers = list(dict.fromkeys(n[0] for n in names if n))
    author = fold(claim.context.author or "").split()[:1]
    reader = fold(claim.context.recipient or "").split()[:1]
    words = _told(claim.worded, "".join(author), "".join(reader))[:80]
    if not words:
        return 1.0
    content = frozenset(t.word for t in claim.content)
    told = [(place, list(row)) for place, row in groupby(claim.units, key=lambda u: u.place)]
    told.sort(key=lambda pair: -_shares(content, pair[1]))
    weights = [1.0 if w in claim.names else _weight(w) for w in words]
    best = 0.0
    for place, said in told[:PASSAGES]:
        passage = _retelling(said, speakers)
        if answer := _assent(claim, place, said):
            passage = [*_retelling(answer, speakers), *passage]
        best = max(best, _common(words, weights, passage[:LONGEST]))
    return best / sum(weights)


def _retelling(said: Sequence[Unit], speakers: Sequence[str]) -> list[str]:
    own = fold(said[0].source.speaker or "").split()[:1]
    others = [s for s in speakers if [s] != own]
    other = others[0] if len(others) == 1 else ""
    return [*own, *(w for u in said for w in _told(u.row, "".join(own), other))]


def _assent(claim: Claim, place: int, said: Sequence[Unit]) -> list[Unit]:
    """The passage right behind a question in which somebody else says yes: it is theirs, too."""
    if not any(u.asks for u in said):
        return []
    answer = [u for u in claim.units if u.place == place + 1]
    if not answer or answer[0].source.speaker == said[0].source.speaker:
        return []
    return answer if {t.word for t in answer[0].row[:4]} & ASSENT else []
