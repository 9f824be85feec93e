"""What each rule is worth, learnt from people who became customers and people who did not.

A logistic regression over the same signals as the rules: for each rule whether it holds. Its
weights are said as points, ten of which double the odds, so that a learnt score is a written one
with other points, explained by the same code. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from leads.scoring.judging import Quality, gained, judge
from leads.scoring.schema import Facts, Rules
from leads.scoring.signals import HOLDS

TO_DOUBLE = 10  # points
MOST_POINTS = 100  # a thousandfold of the odds: what says more was seen too seldom
FEWEST_PEOPLE = 200
FEWEST = 30  # people of either kind: with fewer, chance decides
FEWEST_TO_JUDGE = 5  # of either kind among the newer people, and among the older
OLDER = 0.7  # the share of people to learn from, when what was learnt is judged on the rest

Row = Sequence[bool]  # for each rule whether it holds


class NotPossible(Exception):
    """Nothing was learnt; the text says why, as a person reads it."""


@dataclass(frozen=True, slots=True)
class Example:
    """What was known of somebody at a moment, and whether they became a customer after it."""

    facts: Facts
    at: datetime
    won: bool
    person: int


class LearnedRules(Rules):
    """Rules with learnt points. Their totals may lie below zero, and so may the lines."""

    hot_from: int
    warm_from: int


class Judged(BaseModel):
    """The written points beside points learnt from the older people alone, on the newer people.

    `gain`: between what the gain in AUC lies, 95 times in 100.
    """

    model_config = ConfigDict(frozen=True)

    people: int
    won: int
    by_rules: Quality
    by_points: Quality
    gain: tuple[float, float]


class Learnt(BaseModel):
    """What came of a training, as it is kept: for each rule its points, learnt from everybody,
    and of how many people it held: what held of nobody is worth nothing, for want of evidence.

    `base` is what everybody begins with; it makes points a chance and is part of no total.
    """

    model_config = ConfigDict(frozen=True)

    written: Rules
    points: tuple[int, ...]
    held: tuple[int, ...]
    base: int
    hot_from: int
    warm_from: int
    people: int
    won: int
    moments: int
    judged: Judged

    @property
    def rules(self) -> Rules:
        """The written rules with the learnt points; those worth nothing are left out."""
        pairs = zip(self.written.rules, self.points, strict=True)
        kept = tuple(rule.model_copy(update={"points": p}) for rule, p in pairs if p)
        return LearnedRules(rules=kept, hot_from=self.hot_from, warm_from=self.warm_from)


@dataclass(frozen=True, slots=True)
class Model:
    """For each rule its points, and what everybody begins with, in points, too."""

    points: tuple[int, ...]
    base: int

    def chance(self, row: Row) -> float:
        """How likely somebody of whom these rules hold becomes a customer, between 0 and 1."""
        return 1 / (1 + 2 ** (-(self.base + worth(self.points, row)) / TO_DOUBLE))


def in_points(weight: float) -> int:
    """A weight in log-odds as points: ten more double the odds."""
    return max(-MOST_POINTS, min(MOST_POINTS, round(TO_DOUBLE * weight / math.log(2))))


def worth(points: Sequence[int], row: Row) -> int:
    """The points of the rules that hold."""
    return sum(p for p, holds in zip(points, row, strict=True) if holds)


def holding(facts: Facts, rules: Rules, *, now: datetime) -> Row:
    """For each rule in order whether it holds."""
    return [bool(HOLDS[rule.signal](rule, facts, now)) for rule in rules.rules]


def train(rows: Sequence[Row], won: Sequence[bool]) -> Model:
    """Learn the points. Raises `NotPossible` where all became the same."""
    if len(set(won)) < 2:
        raise NotPossible("All of them became the same: there is nothing to tell apart.")
    weights, base = _fit(rows, won)
    return Model(tuple(in_points(w) for w in weights), in_points(base))


def _fit(rows: Sequence[Sequence[float]], won: Sequence[bool]) -> tuple[list[float], float]:
    from sklearn.linear_model import LogisticRegression  # 140 MB: only where something is learnt

    fitted = LogisticRegression(C=1.0, max_iter=1000).fit(rows, won)
    return [float(w) for w in fitted.coef_[0]], float(fitted.intercept_[0])


def chances_of(totals: Sequence[int], *, known: Sequence[int], won: Sequence[bool]) -> list[float]:
    """Totals as chances, by what became of people whose totals are known."""
    weights, base = _fit([[total / TO_DOUBLE] for total in known], won)
    odds = (base + weights[0] * total / TO_DOUBLE for total in totals)
    return [1 / (1 + math.exp(-max(-30.0, min(30.0, one)))) for one in odds]


def lacking(*, people: int, won: int) -> str:
    """What is missing before anything can be learnt; empty when nothing is."""
    if people >= FEWEST_PEOPLE and min(won, people - won) >= FEWEST:
        return ""
    return (
        f"It takes {FEWEST_PEOPLE} people of whom is known what became of them, at least {FEWEST} "
        f"who became customers and {FEWEST} who did not. "
        f"There are {people}: {won} became customers, {people - won} did not."
    )


def volume(examples: Sequence[Example]) -> tuple[int, int]:
    """How many people, and how many of them became customers."""
    return len({e.person for e in examples}), len({e.person for e in examples if e.won})


def learn(
    examples: Sequence[Example], rules: Rules, *, prospects: Sequence[Facts], now: datetime
) -> Learnt:
    """Learn the points, judge them, and draw the lines so that as many prospects are hot and
    warm as by the rules. Raises `NotPossible`."""
    people, won = volume(examples)
    if missing := lacking(people=people, won=won):
        raise NotPossible(missing)
    rows = [holding(e.facts, rules, now=e.at) for e in examples]
    model = train(rows, [e.won for e in examples])
    if not any(model.points):
        raise NotPossible("Nothing that the rules look at tells customers from the others.")
    today = [holding(facts, rules, now=now) for facts in prospects] or rows
    written = [worth([rule.points for rule in rules.rules], row) for row in today]
    hot_from, warm_from = lines([worth(model.points, row) for row in today], rules, written)
    return Learnt(
        written=rules,
        points=model.points,
        held=tuple(
            len({e.person for e, row in zip(examples, rows, strict=True) if row[at]})
            for at in range(len(rules.rules))
        ),
        base=model.base,
        hot_from=hot_from,
        warm_from=warm_from,
        people=people,
        won=won,
        moments=len(examples),
        judged=judged(examples, rows, rules),
    )


def judged(examples: Sequence[Example], rows: Sequence[Row], rules: Rules) -> Judged:
    """Points learnt from the older people beside the written ones, on the newer people."""
    older = divided(examples)
    old = [at for at, e in enumerate(examples) if e.person in older]
    new = [at for at, e in enumerate(examples) if e.person not in older]
    for some in (old, new):
        people, wins = volume([examples[at] for at in some])
        if min(wins, people - wins) < FEWEST_TO_JUDGE:
            raise NotPossible(
                "To be judged, what is learnt from the older people is put to the newer ones. "
                f"Either part needs {FEWEST_TO_JUDGE} who became customers and as many who did not."
            )
    became = [examples[at].won for at in new]
    model = train([rows[at] for at in old], [examples[at].won for at in old])
    totals = [worth([rule.points for rule in rules.rules], row) for row in rows]
    known = [totals[at] for at in old]
    by_rules = [totals[at] for at in new]
    said = chances_of(by_rules, known=known, won=[examples[at].won for at in old])
    chances = [model.chance(rows[at]) for at in new]
    people, wins = volume([examples[at] for at in new])
    return Judged(
        people=people,
        won=wins,
        by_rules=judge("rules", said, became, by=by_rules),
        by_points=judge("learnt", chances, became),
        gain=gained(by_rules, chances, became, [examples[at].person for at in new]),
    )


def divided(examples: Sequence[Example]) -> set[int]:
    """The older people: those first looked at earliest. Nobody is in both parts."""
    first: dict[int, datetime] = {}
    for one in examples:
        first[one.person] = min(one.at, first.get(one.person, one.at))
    order = sorted(first, key=lambda person: (first[person], person))
    return set(order[: int(len(order) * OLDER)])


def lines(learnt: Sequence[int], rules: Rules, written: Sequence[int]) -> tuple[int, int]:
    """Where hot and warm begin among learnt totals, so that the same share of people is either."""

    def nearest(share: float) -> int:
        steps = [*sorted(set(learnt)), max(learnt) + 1]
        return min(steps, key=lambda s: (abs(sum(t >= s for t in learnt) / len(learnt) - share), s))

    warm = nearest(sum(total >= rules.warm_from for total in written) / len(written))
    hot = nearest(sum(total >= rules.hot_from for total in written) / len(written))
    return max(hot, warm + 1), warm
