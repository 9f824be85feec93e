"""Written rules beside learnt ones, on people whose chance is known because they were made up.

No public set of leads ships with a package, so the truth is simulated: each person gets signals
through the same facts that the product reads, and becomes a customer by a chance that also
depends on what no rule sees (a budget). Nothing here was fitted to the rules that ship.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from leads.scoring import SHIPPED, Act, Facts
from leads.scoring.judging import Quality, judge
from leads.scoring.learning import Example, chances_of, holding, train, worth

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
TITLES = ("Head of Operations", "VP Sales", "Analyst", "Student", "Founder", "Buyer", "")
SOURCES = ("website", "referral", "webinar", "fair")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody made up; `chance` is the truth, which no method is shown."""

    example: Example
    chance: float


def people(number: int, *, seed: int) -> list[Person]:
    """Made-up people, the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 (no secret)
    return [_person(rng, number=n) for n in range(number)]


def _person(rng: random.Random, *, number: int) -> Person:
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
    return Person(Example(facts, NOW, rng.random() < chance, number), chance)


def compare(*, number: int, seed: int) -> tuple[list[tuple[int, Quality]], list[Quality]]:
    """(learnt from how many, how good), and beside it the rules and the truth.

    Learnt on one half, judged on the other, which nothing was fitted to. What the rules say is
    made a chance by the same half.
    """
    known, fresh = people(number, seed=seed), people(number, seed=seed + 1)
    old, new = _rows(known), _rows(fresh)
    won, became = [p.example.won for p in known], [p.example.won for p in fresh]
    learnt = []
    for size in (n for n in (200, 500, 1000, 2000, 5000, 10_000) if n <= number):
        model = train(old[:size], won[:size])
        learnt.append((size, judge("learnt", [model.chance(row) for row in new], became)))
    points = [rule.points for rule in SHIPPED.rules]
    totals = [worth(points, row) for row in new]
    said = chances_of(totals, known=[worth(points, row) for row in old], won=won)
    rules = judge("the rules that ship", said, became, by=totals)
    return learnt, [rules, judge("the truth", [p.chance for p in fresh], became)]


def _rows(some: list[Person]) -> list[list[bool]]:
    return [list(holding(p.example.facts, SHIPPED, now=NOW)) for p in some]
