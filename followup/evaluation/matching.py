"""Which finding is which piece of work: one to one, as many pairs as there can be."""

from __future__ import annotations

from collections.abc import Sequence

from followup.evaluation.items import Work
from leads.extraction.schema import Finding


def matched(
    gold: Sequence[Work], found: Sequence[Finding], *, near: int
) -> list[tuple[Work, Finding]]:
    """Pairs whose evidence lies within `near` lines of each other.

    The number of pairs is the greatest possible (augmenting paths). Close evidence and the right
    side come first, so that a neighbour does not take a finding that fits better elsewhere.
    """
    choices = [_choices(finding, gold, near=near) for finding in found]
    holder: dict[int, int] = {}
    for at in sorted(range(len(found)), key=lambda i: choices[i][:1] or [(99, 99)]):
        _place(at, choices, holder, set())
    return [(gold[w], found[f]) for w, f in sorted(holder.items())]


def _choices(finding: Finding, gold: Sequence[Work], *, near: int) -> list[tuple[int, int]]:
    options = []
    for at, work in enumerate(gold):
        gaps = [abs(e.line - line) for e in finding.evidence for line in work.evidence]
        if gaps and min(gaps) <= near:
            crossed = bool(work.direction) and work.direction != finding.direction
            options.append((min(gaps) + crossed, at))
    return sorted(options)


def _place(
    at: int, choices: Sequence[list[tuple[int, int]]], holder: dict[int, int], tried: set[int]
) -> bool:
    for _, work in choices[at]:
        if work in tried:
            continue
        tried.add(work)
        if work not in holder or _place(holder[work], choices, holder, tried):
            holder[work] = at
            return True
    return False
