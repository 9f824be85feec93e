"""Calibration, what was said beside what happened, as a chart and as a table. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from leads.scoring.judging import Quality

SIDE = 200  # of the square, in its own units
TENTH = 0.1


@dataclass(frozen=True, slots=True)
class Chart:
    """Places of the groups, from the left and from the top; both axes end at `most` per cent."""

    most: int
    rules: list[tuple[float, float]]
    points: list[tuple[float, float]]
    side: int = SIDE


def chart(rules: Quality, points: Quality) -> Chart:
    """Both scores on axes that end at the tenth above the largest share."""
    shares = [
        share for one in (rules, points) for said, was, _ in one.bins for share in (said, was)
    ]
    most = max(TENTH, math.ceil(max(shares) / TENTH) * TENTH)

    def places(bins: Sequence[tuple[float, float, int]]) -> list[tuple[float, float]]:
        return [(round(SIDE * s / most, 1), round(SIDE * (1 - w / most), 1)) for s, w, _ in bins]

    return Chart(round(100 * most), places(rules.bins), places(points.bins))


def groups(rules: Quality, points: Quality) -> list[list[int]]:
    """For each group in whole per cent: the rules said, it was, the learnt points said, it was."""
    both = zip(rules.bins, points.bins, strict=True)
    return [[round(100 * share) for share in (*one[:2], *other[:2])] for one, other in both]
