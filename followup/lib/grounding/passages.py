"""The cited passages cut into sentences that can be compared, and which of them matter."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from followup.lib.grounding.lexicon import forms, near
from followup.lib.grounding.schema import Source
from followup.lib.grounding.text import Token, sentences, tokens
from followup.lib.grounding.vocabulary import FUNCTION


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence of a passage: who said it, its tokens, and the forms of its content words.

    `said` are its words that are not function words, `every` the forms of all it has.
    """

    text: str
    source: Source
    place: int
    row: tuple[Token, ...]
    words: frozenset[str]
    asks: bool
    said: tuple[str, ...]
    every: frozenset[str]


_ORDINAL_ENDS = frozenset(("st", "nd", "rd", "th"))


def is_content(token: Token) -> bool:
    """Does the word carry meaning of its own (not function words, numbers or signs)?"""
    word = token.word
    return token.is_word and word not in FUNCTION and len(word) > 1 and word not in _ORDINAL_ENDS


_Piece = tuple[
    str, tuple[Token, ...], frozenset[str], bool, tuple[str, ...], frozenset[str]
]  # fmt: skip


@lru_cache(maxsize=8192)
def _pieces(text: str) -> tuple[_Piece, ...]:
    found = []
    for part in sentences(text):
        row = tokens(part)
        words = frozenset(f for t in row if is_content(t) for f in forms(t.word))
        asks = part.rstrip("\"”' )").endswith(("?", "？"))
        said = tuple(dict.fromkeys(t.word for t in row if t.is_word and t.word not in FUNCTION))
        found.append(
            (part, row, words, asks, said, frozenset(f for t in row for f in forms(t.word)))
        )
    return tuple(found)


def units(sources: Iterable[Source]) -> list[Unit]:
    """The sentences of `sources` in order, with their speaker."""
    return [
        Unit(part, source, place, row, words, asks, said, every)
        for place, source in enumerate(sources)
        for part, row, words, asks, said, every in _pieces(source.text)
    ]


def shared(words: Sequence[str], unit: Unit) -> float:
    """The part of `words` that the unit has, synonyms at four fifths."""
    if not words:
        return 0.0
    total = 0.0
    for word in words:
        if forms(word) & unit.words:
            total += 1.0
        elif near(word) & unit.words:
            total += 0.8
    return total / len(words)


def rank(words: Sequence[str], among: Sequence[Unit]) -> list[tuple[float, Unit]]:
    """Units by BM25 with synonyms, best first, those without a common word left out."""
    if not among:
        return []
    length = sum(len(u.words) for u in among) / len(among) or 1.0
    scores = [0.0] * len(among)
    for word in dict.fromkeys(words):
        same, similar = forms(word), near(word)
        exact = [not same.isdisjoint(u.words) for u in among]
        weight = math.log(1 + (len(among) - sum(exact) + 0.5) / (sum(exact) + 0.5))
        for i, unit in enumerate(among):
            if exact[i]:
                scores[i] += weight
            elif not similar.isdisjoint(unit.words):
                scores[i] += 0.6 * weight
    scored = [
        (score * 2.2 / (1 + 1.2 * (0.25 + 0.75 * len(unit.words) / length)), unit)
        for score, unit in zip(scores, among, strict=True)
        if score > 0
    ]
    return sorted(scored, key=lambda pair: -pair[0])
