"""Counts become measures, and documents drawn again and again say how far to trust them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Counts = Mapping[str, float]
TIMES = 1_000  # resamples; more moves the ends of an interval by less than a hundredth


@dataclass(frozen=True, slots=True)
class Measure:
    """A name, and shares of counts whose mean is the value: `hit / found`, for instance.

    `floor` is what simple means reach, `aim` what we want; `lower` says that less is better.
    """

    name: str
    shares: tuple[tuple[str, str], ...]
    lower: bool = False
    floor: str = ""
    aim: str = ""

    def value(self, counts: Counts) -> float | None:
        """Between 0 and 1; None when nothing was there to be counted."""
        if any(not counts.get(whole) for _, whole in self.shares):
            return None
        parts = [counts.get(part, 0) / counts[whole] for part, whole in self.shares]
        return sum(parts) / len(parts)


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure's value with its 95 % interval; `part` of `whole` when it is one plain share."""

    measure: Measure
    value: float
    low: float
    high: float
    part: float
    whole: float


def tally(prefix: str, *, hits: int, found: int, right: int) -> dict[str, float]:
    """Counts for precision, recall and F1: `found` by the engine, `right` in the data."""
    return {
        f"{prefix}hits": hits,
        f"{prefix}found": found,
        f"{prefix}right": right,
        f"{prefix}hits twice": 2 * hits,
        f"{prefix}found and right": found + right,
    }


def added(rows: Iterable[Counts]) -> Counter[str]:
    """The sum of all rows, count by count."""
    total: Counter[str] = Counter()
    for row in rows:
        for key, count in row.items():
            total[key] += count  # type: ignore[assignment]
    return total


def measured(
    measures: Sequence[Measure], documents: Sequence[Counts], *, times: int = TIMES
) -> list[Measured]:
    """The measures that apply, with bootstrap percentile intervals over `documents`.

    The same documents give the same interval: the draw is seeded.
    """
    whole = added(documents)
    drawn = list(_resampled(documents, times=times))
    found = []
    for measure in measures:
        value = measure.value(whole)
        if value is None:
            continue
        values = sorted(v for sample in drawn if (v := measure.value(sample)) is not None)
        low, high = (values[int(len(values) * q)] for q in (0.025, 0.975))
        part, count = measure.shares[0]
        found.append(Measured(measure, value, low, high, whole[part], whole[count]))
    return found


def _resampled(documents: Sequence[Counts], *, times: int) -> Iterable[Counts]:
    """`times` draws of as many documents, with replacement; equal documents are drawn as one."""
    alike = Counter(tuple(sorted(d.items())) for d in documents)
    kinds, weights = list(alike), list(alike.values())
    chance = random.Random(20_261_118)  # noqa: S311 - statistics, no secret
    for _ in range(times):
        total: dict[str, float] = {}
        for kind, often in Counter(chance.choices(kinds, weights, k=len(documents))).items():
            for key, count in kind:
                total[key] = total.get(key, 0) + often * count
        yield total
