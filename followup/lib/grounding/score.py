"""From checks to a verdict and a confidence."""

from __future__ import annotations

from itertools import groupby, pairwise

from followup.lib.grounding.attribution import gap
from followup.lib.grounding.claim import Claim
from followup.lib.grounding.coverage import Cover, missing, parts_of
from followup.lib.grounding.lexicon import forms, near
from followup.lib.grounding.schema import Judgement, Reason
from followup.lib.grounding.text import fold


def features(claim: Claim, covered: Cover, added: tuple[Reason, ...]) -> dict[str, float]:
    """What the confidence is made of, each about 0..1."""
    heavy = [v for _, v in covered.each]
    parts = len([t for t in claim.row if t.word in ("and", ",", "but", "which", "because", "so")])
    subjects = {f.subject for f in claim.frames()}
    words = {t.word for t in claim.row}
    return {
        "whole": covered.whole,
        "best": covered.best,
        "lost": min(len(missing(covered)), 4) / 4,
        "exact": sum(v == 1.0 for v in heavy) / len(heavy) if heavy else 1.0,
        "gap": gap(claim),
        "who": who(claim),
        "clause": clauses(claim, covered),
        "copied": copied(claim),
        "length": min(len(claim.row), 60) / 60,
        "parts": min(parts, 5) / 5,
        "added": min(len(added), 2) / 2,
        "names": min(len(words & claim.names), 4) / 4,
        "pronoun": float(bool(subjects & {"he", "she", "it", "they"})),
        "together": float(bool(words & {"group", "team", "they", "everyone", "all", "both"})),
        "sources": min(len(claim.units), 60) / 60,
        "asks": sum(u.asks for u in claim.top[:2]) / 2,
    }


def who(claim: Claim) -> float:
    """For the name least close to the words of the sentence: how close, against the best passage."""
    words = [t.word for t in claim.content if t.word not in claim.names]
    named = {t.word for t in claim.row if t.word in claim.names}
    if not words or not named:
        return 1.0
    values: dict[str, float] = dict.fromkeys(named, 0.0)
    top = 0.0
    for _, row in groupby(claim.units, key=lambda u: u.place):
        said = list(row)
        inside = frozenset().union(*(u.words for u in said))
        value = sum(not inside.isdisjoint(forms(w) | near(w)) for w in words) / len(words)
        top = max(top, value)
        speaker = fold(said[0].source.speaker or "").split()
        spoken = {t.word for u in said for t in u.row}
        for name in named:
            if name in speaker or name in spoken:
                values[name] = max(values[name], value)
    return min(values.values()) / top if top else 1.0


def clauses(claim: Claim, covered: Cover) -> float:
    """The mean over clauses of the best passage's cover of each clause."""
    values = {t.start: v for t, v in covered.each}
    found: list[float] = []
    for part in parts_of(claim.row):
        heavy = [t for t in part if t.start in values]
        if heavy:
            found.append(max((sum(bool((forms(t.word) | near(t.word)) & u.words) for t in heavy) / len(heavy)
                              for u in claim.units), default=0.0))
    return sum(found) / len(found) if found else 1.0


def copied(claim: Claim) -> float:
    """The part of the sentence's word pairs that stand in one passage in the same order."""
    words = [t.word for t in claim.row if t.word[0].isalnum()]
    pairs = set(pairwise(words))
    there = {
        pair for u in claim.units for pair in pairwise([t.word for t in u.row if t.word[0].isalnum()])
    }
    return len(pairs & there) / len(pairs) if pairs else 1.0


def judge_cover(
    claim: Claim, covered: Cover, hard: tuple[Reason, ...], added: tuple[Reason, ...]
) -> Judgement:
    """A refusal decides; otherwise what the passages carry does."""
    strength = 0.6 * covered.whole + 0.4 * covered.best
    if hard:
        return Judgement("unsupported", round(0.45 * strength * 0.7 ** (len(hard) - 1), 3), hard)
    if added or strength < 0.4:
        return Judgement("unsupported", round(0.49 * strength, 3), added or _thin(claim, covered))
    if strength < 0.62:
        return Judgement("weak", round(0.5 + 0.2 * strength, 3), _thin(claim, covered))
    return Judgement("supported", round(0.5 + 0.5 * strength, 3))


def _thin(claim: Claim, covered: Cover) -> tuple[Reason, ...]:
    words = missing(covered)
    if not words:
        text = "no single passage carries this"
        return (Reason("overlap", text, 0, len(claim.text)),)
    shown = ", ".join(f"“{t.raw}”" for t in words[:4])
    return (Reason("overlap", f"not in what this cites: {shown}", words[0].start, words[-1].end),)
