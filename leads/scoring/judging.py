"""How good a score is at order and as a chance, on people it was not made from. Pure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import groupby

from pydantic import BaseModel, ConfigDict

BINS = 5
RESAMPLES = 200
SEED = 7  # the same people are drawn each time: the figures of a version can be had again


class Quality(BaseModel):
    """AUC is 0.5 for guessing and 1 for perfect order; Brier is the mean squared error of the
    chance, the smaller the better. `bins`: (said on average, became so, how many)."""

    model_config = ConfigDict(frozen=True)

    name: str
    auc: float
    brier: float
    bins: tuple[tuple[float, float, int], ...]


def judge(
    name: str,
    chances: Sequence[float],
    won: Sequence[bool],
    *,
    by: Sequence[float] | None = None,
) -> Quality:
    """How good the chances are; `by`: what the order is judged by, where it is not the chance."""
    brier = sum((c - w) ** 2 for c, w in zip(chances, won, strict=True)) / len(won)
    order = chances if by is None else by
    return Quality(name=name, auc=auc(order, won), brier=brier, bins=bins(chances, won))


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


def bins(chances: Sequence[float], won: Sequence[bool]) -> tuple[tuple[float, float, int], ...]:
    """Equal groups by what was said: said on average, became so, how many.

    Of those of whom the same was said each counts as their average: none comes first.
    """
    order: list[tuple[float, float]] = []
    for said, block in groupby(sorted(zip(chances, won, strict=True)), key=lambda row: row[0]):
        became = [w for _, w in block]
        order += [(said, sum(became) / len(became))] * len(became)
    found = []
    for n in range(BINS):
        rows = order[n * len(order) // BINS : (n + 1) * len(order) // BINS]
        if rows:
            said, was = sum(c for c, _ in rows) / len(rows), sum(w for _, w in rows) / len(rows)
            found.append((said, was, len(rows)))
    return tuple(found)


def gained(
    old: Sequence[float], new: Sequence[float], won: Sequence[bool], people: Sequence[int]
) -> tuple[float, float]:
    """Between what the gain in AUC of `new` over `old` lies, 95 times in 100.

    By drawing people anew, each with all their moments: rows of one person are no news.
    """
    rows: dict[int, list[int]] = {}
    for at, person in enumerate(people):
        rows.setdefault(person, []).append(at)
    rng, everybody, found = random.Random(SEED), list(rows), []  # noqa: S311 (no secret)
    for _ in range(RESAMPLES):
        drawn = [at for one in rng.choices(everybody, k=len(everybody)) for at in rows[one]]
        became = [won[at] for at in drawn]
        found.append(
            auc([new[at] for at in drawn], became) - auc([old[at] for at in drawn], became)
        )
    found.sort()
    edge = RESAMPLES * 25 // 1000
    return found[edge], found[-1 - edge]
