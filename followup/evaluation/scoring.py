"""Written rules beside learnt ones, on people whose chance is known because they were made up.

No public set of leads ships with a package, so the truth is simulated: each person gets signals
through the same facts that the product reads, and becomes a customer by a chance that also
depends on what no rule sees (a budget). Nothing here was fitted to the rules that ship.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from leads.scoring import SHIPPED, Act, Facts, Rules, score
from leads.scoring.learning import Example, Model, NotPossible, train

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
TITLES = ("Head of Operations", "VP Sales", "Analyst", "Student", "Founder", "Buyer", "")
SOURCES = ("website", "referral", "webinar", "fair")
BINS = 5


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody made up; `chance` is the truth, which no method is shown."""

    example: Example
    chance: float


@dataclass(frozen=True, slots=True)
class Quality:
    """AUC is 0.5 for guessing and 1 for perfect order; Brier is the mean squared error of the
    chance, the smaller the better. `bins`: (said on average, became so, people)."""

    name: str
    auc: float
    brier: float
    bins: list[tuple[float, float, int]]


def people(number: int, *, seed: int) -> list[Person]:
    """Made-up people, the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 (no secret)
    return [_person(rng) for _ in range(number)]


def _person(rng: random.Random) -> Person:
    keen = rng.gauss(0, 1)  # what drives both what they do and whether they buy
    size = round(math.exp(rng.gauss(4.5, 1.6)))
    title, source = rng.choice(TITLES), rng.choice(SOURCES)
    acts: list[Act] = []

    def does(kind: str, often: float, *, intent: str = "") -> int:
        times = sum(rng.random() < often for _ in range(6))
        for n in range(times):
            at = NOW - timedelta(days=rng.expovariate(1 / 12))
            acts.append(Act(kind, at, f"/{intent or 'page'}/{n}", intent))
        return times

    pull = 1 / (1 + math.exp(-keen))
    does("page_viewed", 0.7 * pull)
    priced = does("page_viewed", 0.35 * pull, intent="pricing")
    clicks = does("click", 0.15 * pull)
    forms = does("form_submitted", 0.2)
    answered = rng.randint(0, 4)
    budget = rng.gauss(0, 1)  # nobody can see it
    odds = -3.4 + 0.8 * keen + 0.45 * priced + 0.25 * clicks + 0.6 * bool(forms) + 0.7 * budget
    odds += {"Student": -2.5, "VP Sales": 0.9, "Head of Operations": 0.9, "Founder": 0.4}.get(
        title, 0
    )
    odds += 0.9 * (source == "referral") - 0.5 * (source == "website")
    odds += 0.8 * (80 <= size <= 900) + 0.1 * answered
    chance = 1 / (1 + math.exp(-odds))
    facts = Facts(
        title=title,
        employees=size if rng.random() < 0.7 else None,
        source=source,
        asked=4,
        answered=answered,
        acts=tuple(acts),
    )
    return Person(Example(facts, NOW, rng.random() < chance), chance)


def compare(*, number: int, seed: int) -> tuple[list[tuple[int, Quality | str]], list[Quality]]:
    """(learnt from how many, how good or why not), and beside it the rules and the truth.

    Learnt on one half, judged on the other, which nothing was fitted to.
    """
    known, fresh = people(number, seed=seed), people(number, seed=seed + 1)
    learnt: list[tuple[int, Quality | str]] = []
    for size in (n for n in (200, 500, 1000, 2000, 5000, 10_000) if n <= number):
        try:
            model = train([p.example for p in known[:size]], SHIPPED)
        except NotPossible as why:
            learnt.append((size, str(why)))
            continue
        learnt.append((size, _judge("learnt", _by_model(model, fresh), fresh)))
    rules = _judge("rules", _by_rules(SHIPPED, known, fresh), fresh, by=_totals(SHIPPED, fresh))
    truth = _judge("the truth", [p.chance for p in fresh], fresh)
    return learnt, [rules, truth]


def _by_model(model: Model, fresh: Sequence[Person]) -> list[float]:
    return [model.chance(p.example.facts, now=NOW) for p in fresh]


def _totals(rules: Rules, some: Sequence[Person]) -> list[float]:
    return [float(score(p.example.facts, rules, now=NOW).total) for p in some]


def _by_rules(rules: Rules, known: Sequence[Person], fresh: Sequence[Person]) -> list[float]:
    """A tier says no chance by itself: the share of its known people who became customers does."""

    def tier(person: Person) -> str:
        return score(person.example.facts, rules, now=NOW).tier

    overall = sum(p.example.won for p in known) / len(known)
    share = {}
    for name, members in groupby(sorted(known, key=tier), key=tier):
        rows = list(members)
        share[name] = sum(p.example.won for p in rows) / len(rows)
    return [share.get(tier(p), overall) for p in fresh]


def _judge(
    name: str, chances: list[float], some: Sequence[Person], *, by: list[float] | None = None
) -> Quality:
    won = [p.example.won for p in some]
    brier = sum((c - w) ** 2 for c, w in zip(chances, won, strict=True)) / len(won)
    return Quality(name, auc(by or chances, won), brier, bins(chances, won))


def auc(scores: Sequence[float], won: Sequence[bool]) -> float:
    """How often one who became a customer scores above one who did not; ties count half."""
    order = sorted(zip(scores, won, strict=True), key=lambda row: row[0])
    rank, total, wins = 1, 0.0, sum(won)
    for _, group in groupby(order, key=lambda row: row[0]):
        rows = list(group)
        middle = rank + (len(rows) - 1) / 2
        total += middle * sum(w for _, w in rows)
        rank += len(rows)
    losses = len(won) - wins
    return (total - wins * (wins + 1) / 2) / (wins * losses) if wins and losses else 0.5


def bins(chances: Sequence[float], won: Sequence[bool]) -> list[tuple[float, float, int]]:
    """People in equal groups by what was said of them: said on average, became so, how many."""
    order = sorted(zip(chances, won, strict=True), key=lambda row: row[0])
    found = []
    for n in range(BINS):
        rows = order[n * len(order) // BINS : (n + 1) * len(order) // BINS]
        if rows:
            said, was = sum(c for c, _ in rows) / len(rows), sum(w for _, w in rows) / len(rows)
            found.append((said, was, len(rows)))
    return found
