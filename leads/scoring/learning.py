"""What each rule is worth, learnt from people who became customers and people who did not.

A logistic regression over the same signals as the rules: for each rule whether it holds. Its
weights are said as points, ten of which double the odds, so that a learnt score reads like a
written one. Pure; needs scikit-learn (requirements-scoring.txt).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leads.scoring.schema import Facts, Reason, Rules
from leads.scoring.signals import HOLDS

TO_DOUBLE = 10  # points
FEWEST = 30  # of either kind: with fewer, chance decides


class NotPossible(Exception):
    """Nothing was learnt; the text says why, as a person reads it."""


@dataclass(frozen=True, slots=True)
class Example:
    """What was known of somebody at a moment, and whether they became a customer after it."""

    facts: Facts
    at: datetime
    won: bool


@dataclass(frozen=True, slots=True)
class Model:
    """For each rule its weight in log-odds, and what everybody begins with."""

    rules: Rules
    weights: tuple[float, ...]
    base: float

    def chance(self, facts: Facts, *, now: datetime) -> float:
        """How likely somebody becomes a customer, between 0 and 1."""
        held = holding(facts, self.rules, now=now)
        odds = self.base + sum(w for w, words in zip(self.weights, held, strict=True) if words)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))

    def reasons(self, facts: Facts, *, now: datetime) -> tuple[Reason, ...]:
        """The same breakdown that rules give, with the points that were learnt."""
        rows = zip(self.rules.rules, self.weights, holding(facts, self.rules, now=now), strict=True)
        found = [Reason(in_points(w), words, rule.signal) for rule, w, words in rows if words]
        return tuple(sorted((r for r in found if r.points), key=lambda r: -abs(r.points)))


def in_points(weight: float) -> int:
    """A weight in log-odds as points: ten more double the odds."""
    return round(TO_DOUBLE * weight / math.log(2))


def holding(facts: Facts, rules: Rules, *, now: datetime) -> list[str]:
    """For each rule in order the words in which it holds; empty where it does not."""
    return [HOLDS[rule.signal](rule, facts, now) or "" for rule in rules.rules]


def train(examples: Sequence[Example], rules: Rules) -> Model:
    """Learn the weights. Raises `NotPossible` without the library, or with too few of a kind."""
    won = sum(e.won for e in examples)
    if min(won, len(examples) - won) < FEWEST:
        raise NotPossible(f"It takes {FEWEST} who became customers and {FEWEST} who did not.")
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as missing:
        raise NotPossible(
            "scikit-learn is not installed: pip install -r requirements-scoring.txt"
        ) from missing
    rows = [[bool(w) for w in holding(e.facts, rules, now=e.at)] for e in examples]
    fitted = LogisticRegression(C=1.0, max_iter=1000).fit(rows, [e.won for e in examples])
    return Model(rules, tuple(float(w) for w in fitted.coef_[0]), float(fitted.intercept_[0]))
