"""What: how much of the sentence the passages carry, and what it adds to them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from followup.lib.grounding.claim import Claim
from followup.lib.grounding.lexicon import forms, likeness
from followup.lib.grounding.names import abbreviates
from followup.lib.grounding.numbers import numbers
from followup.lib.grounding.passages import Unit, is_content
from followup.lib.grounding.schema import Reason
from followup.lib.grounding.text import Token
from followup.lib.grounding.vocabulary import (
    ABSOLUTES,
    FRAMING,
    PRONOUNS,
    REPORTING,
    words,
)

# Absolutes that other words say as well; a pair that is missing here is refused as a superlative.
_EQUAL = {
    "every": "all each entire whole",
    "all": "every each entire whole everything everyone",
    "everyone": "all everybody team",
    "everything": "all",
    "only": "just solely",
    "immediately": "now straight asap",
    "certainly": "definitely",
    "definitely": "certainly",
    "guarantees": "assure ensure",
    "guarantee": "assure ensure",
    "completely": "fully totally",
    "fully": "completely totally full",
    "never": "not no",
    "extremely": "very really",
    "always": "every",
    "entirely": "completely all",
    "biggest": "most main big large",
    "largest": "most main big large",
    "greatest": "most main great",
    "perfectly": "perfect",
}


@dataclass(frozen=True, slots=True)
class Cover:
    """`each` content word with how far it is carried (0..1); `best` in one passage alone."""

    each: tuple[tuple[Token, float], ...]
    best: float
    whole: float


_LIGHT = FRAMING | REPORTING


def light(token: Token) -> bool:
    """A framing or reporting word, which any summary may add."""
    return not forms(token.word).isdisjoint(_LIGHT)


def cover(claim: Claim) -> Cover:
    """The content words outside names and dates, each with its best likeness in what is cited."""
    unique = tuple(dict.fromkeys(w for u in claim.units for w in u.said))
    exact = frozenset().union(*(u.every for u in claim.units))
    each = []
    for token in claim.content:
        if token.word in claim.names or not token.is_word:
            continue
        if (
            len(token.raw) > 1
            and token.raw.isupper()
            and any(abbreviates(token.word, u.row) for u in claim.units)
        ):
            continue
        value = 1.0 if forms(token.word) & exact else 0.0
        if not value:
            value = max((likeness(token.word, w) for w in unique), default=0.0)
        each.append((token, value))
    if claim.quotes and not [t for t, v in each if v < 0.5 and not light(t)]:
        return Cover(tuple(each), 1.0, 1.0)
    best = max((_alone(each, u) for u in claim.top), default=0.0)
    if not [t for t, _ in each if not light(t)]:
        best = _mean(each)
    return Cover(tuple(each), best, _mean(each))


def _mean(each: list[tuple[Token, float]]) -> float:
    """The mean carried, framing words at a third of the weight and never quite missing."""
    weights = [(1 / 3, max(v, 0.6)) if light(t) else (1.0, v) for t, v in each]
    total = sum(w for w, _ in weights)
    return sum(w * v for w, v in weights) / total if total else 1.0


def _alone(each: list[tuple[Token, float]], unit: Unit) -> float:
    mine = []
    said = {t.word for t in unit.row if is_content(t)}
    for token, value in each:
        inside = bool(forms(token.word) & unit.words)
        if not inside and 0 < value < 1:
            inside = any(likeness(token.word, word) >= 0.8 for word in said)
        mine.append((token, value if inside else 0.0))
    return _mean(mine)


def check_absolutes(claim: Claim) -> list[Reason]:
    """Superlatives and absolutes (best, always, guaranteed) nobody said."""
    if not any(t.word in ABSOLUTES for t in claim.row):
        return []
    there = frozenset().union(*(u.every for u in claim.units))
    reasons = []
    for i, token in enumerate(claim.row):
        if token.word not in ABSOLUTES or forms(token.word) & there:
            continue
        after = claim.row[i + 1].word if i + 1 < len(claim.row) else ""
        before = claim.row[i - 1].word if i else ""
        if (token.word, after) == ("best", "regards") or before == "at" or after == "the":
            continue
        if set(_EQUAL.get(token.word, "").split()) & there:
            continue
        reasons.append(Reason("superlative", f"“{token.raw}” is not in what this cites",
                              token.start, token.end))  # fmt: skip
    return reasons


_CUTS = words(", ; : and but or because so which who that while after with - – —")


def additions(claim: Claim, covered: Cover) -> list[Reason]:
    """Runs of words that nothing cited carries: a clause or detail put on top."""
    values = {t.start: v for t, v in covered.each}
    reasons: list[Reason] = []
    for place, part in enumerate(parts_of(claim.row)):
        heavy = [t for t in part if t.start in values and not light(t) and not _measures(claim, t)]
        lost = [t for t in heavy if values[t.start] < 0.5]
        share = len(lost) / len(heavy) if heavy else 0.0
        if (len(lost) >= 2 and share > 0.6) or (place and lost and share >= 0.5):
            shown = claim.text[lost[0].start : lost[-1].end]
            text = f"“{shown}” is not in what this cites"
            reasons.append(Reason("addition", text, lost[0].start, lost[-1].end))
    return reasons


_MEASURES = words("long old tall wide high deep away ago large big worth")


def _measures(claim: Claim, token: Token) -> bool:
    """`12 pages long`: the word says what is measured, the number what matters."""
    if token.word not in _MEASURES:
        return False
    return any(token.start - 25 < n.end <= token.start for n in numbers(claim.text))


# Predicates that carry no claim of their own: you found it slow, Tom raised a concern, you use it.
_EMPTY = words("""
    find raise use express describe highlight show seem consider keep let put bring side goal
    aim cost consist
""")


def strange_verbs(claim: Claim, covered: Cover) -> list[Reason]:
    """Predicates (chosen, unhappy) nothing cited carries, where only a few sentences are cited."""
    if not claim.tight:
        return []
    values = {t.start: v for t, v in covered.each}
    reasons = []
    for frame in claim.frames():
        token = claim.row[frame.verb]
        if values.get(token.start, 1.0) < 0.5 and not (light(token) or forms(token.word) & _EMPTY):
            text = f"“{token.raw}” is not in what this cites"
            reasons.append(Reason("addition", text, token.start, token.end))
    return reasons


_LIKED = words("like love enjoy prefer hate dislike fan keen happy pleased impress")
_LIKERS = PRONOUNS | words("not really also both all")
_PRAISED = words("good great nice lovely useful helpful impressive cool excellent brilliant")


def strange_likes(claim: Claim) -> list[Reason]:
    """`you like it` needs somebody who says so; elsewhere the word carries nothing."""
    for before, token in pairwise(claim.row):
        if token.word not in ("like", "likes") or before.word not in _LIKERS | claim.names:
            continue
        liked = (not _LIKED.isdisjoint(_likes(u)) for u in claim.units)
        praised = (not u.asks and not _PRAISED.isdisjoint(_likes(u)) for u in claim.units)
        if not any(liked) and not any(praised):
            text = f"“{token.raw}” is not in what this cites"
            return [Reason("addition", text, token.start, token.end)]
    return []


def _likes(unit: Unit) -> set[str]:
    return {f for t in unit.row for f in forms(t.word)}


def parts_of(row: tuple[Token, ...]) -> list[list[Token]]:
    """The row cut at commas and at words that join clauses."""
    parts: list[list[Token]] = [[]]
    for token in row:
        if token.word in _CUTS:
            parts.append([])
        else:
            parts[-1].append(token)
    return [p for p in parts if p]


def loose_words(claim: Claim, covered: Cover) -> list[Reason]:
    """Where only a few sentences are cited, every single word nothing carries is worth a look."""
    return [
        Reason("overlap", f"“{t.raw}” is not in what this cites", t.start, t.end)
        for t in (missing(covered) if claim.tight else [])
        if not forms(t.word) & _EMPTY and t.word not in ABSOLUTES
    ]


def missing(covered: Cover) -> list[Token]:
    """Content words (not framing) that nothing cited carries."""
    return [t for t, v in covered.each if v < 0.5 and not light(t)]
