"""What English words mean the same, the opposite, or more: WordNet, cut down, plus trade words."""

from __future__ import annotations

import gzip
from collections.abc import Set
from functools import cache, lru_cache
from importlib.resources import files

from followup.lib.grounding.irregular import IRREGULAR
from followup.lib.grounding.trade import OPPOSITES, SAME

_NONE: frozenset[str] = frozenset()


@cache
def _lines() -> dict[str, str]:
    packed = files("followup.lib.grounding").joinpath("data/lexicon_en.tsv.gz").read_bytes()
    rows = gzip.decompress(packed).decode().split("\n")
    return dict(row.partition("\t")[::2] for row in rows)


@cache
def _trade() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    same: dict[str, set[str]] = {}
    against: dict[str, set[str]] = {}
    for row in SAME.strip().splitlines():
        group = row.split()
        for word in group:
            same.setdefault(word, set()).update(group)
    for row in OPPOSITES.strip().splitlines():
        left, right = (side.split() for side in row.split("|"))
        for word in left:
            against.setdefault(word, set()).update(right)
        for word in right:
            against.setdefault(word, set()).update(left)
    return (
        {k: frozenset(v) for k, v in same.items()},
        {k: frozenset(v) for k, v in against.items()},
    )


@lru_cache(maxsize=65536)
def _entry(word: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    fields = (_lines().get(word, "") + "\t\t\t").split("\t")
    near, against, wide = (frozenset(f.split()) for f in fields[:3])
    same, opposite = _trade()
    return near | same.get(word, _NONE), against | opposite.get(word, _NONE), wide


def known(word: str) -> bool:
    """Is it a common English word in some form (not a name)?"""
    return any(f in _lines() for f in forms(word))


def _stems(word: str) -> list[str]:
    """Base forms `word` may come from; a wrong one is harmless if nobody else has it."""
    found: list[str] = []
    for ending, repairs in (
        ("ies", ("y",)), ("ied", ("y",)), ("ying", ("ie",)), ("es", ("", "e")), ("s", ("",)),
        ("ed", ("", "e")), ("ing", ("", "e")), ("er", ("", "e")), ("est", ("", "e")),
        ("ier", ("y",)), ("iest", ("y",)), ("ily", ("y",)), ("ly", ("", "le")),
    ):  # fmt: skip
        if len(word) >= len(ending) + 2 and word.endswith(ending):
            base = word[: -len(ending)]
            found += [base + repair for repair in repairs]
            if len(base) > 3 and base[-1] == base[-2] and ending != "s":
                found.append(base[:-1])
    return found


def _roots(word: str) -> list[str]:
    """Verbs that nouns in -ation, -ment, -al … are made of."""
    return [
        word[: -len(ending)] + repair
        for ending in ("ation", "ion", "ment", "al", "ance", "ness", "or")
        if len(word) > len(ending) + 3 and word.endswith(ending)
        for repair in ("", "e")
        if (word[: -len(ending)] + repair) in _lines()
    ]


@lru_cache(maxsize=65536)
def forms(word: str) -> frozenset[str]:
    """The word and the base forms it may stand for; two words match when their forms meet."""
    found = {word}
    if word.isascii() and not (word.endswith("ss") or len(word) < 3):
        stems = _stems(word)
        stems += _roots(word)
        real = [s for s in stems if s in _lines()]
        found.update(real or stems[:2])
    if word in IRREGULAR:
        found.update(IRREGULAR[word].split())
    return frozenset(found)


@lru_cache(maxsize=65536)
def near(word: str) -> frozenset[str]:
    """Words that may stand for `word`: synonyms and derived forms."""
    return frozenset().union(*(_entry(f)[0] for f in forms(word)))


@lru_cache(maxsize=65536)
def wider(word: str) -> frozenset[str]:
    """Words for the kind of thing `word` is."""
    return frozenset().union(*(_entry(f)[2] for f in forms(word)))


@lru_cache(maxsize=65536)
def opposite(word: str) -> frozenset[str]:
    """Words that say the contrary of `word`."""
    return frozenset().union(*(_entry(f)[1] for f in forms(word)))


@lru_cache(maxsize=65536)
def likeness(word: str, other: str) -> float:
    """How far `word` in a sentence is backed by `other` in a passage: 1 the same, 0 nothing."""
    mine, theirs = forms(word), forms(other)
    if mine & theirs:
        return 1.0
    if _common_start(word, other):
        return 0.9
    if near(word) & theirs or near(other) & mine:
        return 0.8
    if wider(other) & mine or wider(word) & theirs:
        return 0.5
    return 0.0


def _common_start(word: str, other: str) -> bool:
    """Long words of one family (evaluate, evaluation), which no table holds for trade words."""
    short = min(len(word), len(other))
    same = 0
    while same < short and word[same] == other[same]:
        same += 1
    return same >= 5 and same >= short - 2 and max(len(word), len(other)) - same <= 4


def meets(word: str, words: Set[str]) -> bool:
    """Is `word`, in any of its forms, among `words` (already forms)?"""
    return not forms(word).isdisjoint(words)
