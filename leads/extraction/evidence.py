"""When two quotes are about the same words."""

from __future__ import annotations

from collections.abc import Iterable

from leads.extraction.schema import Evidence, Finding


def overlaps(one: Evidence, other: Evidence) -> bool:
    """Whether two quotes share at least half of the shorter one."""
    if one.line != other.line:
        return False
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared * 2 >= max(1, min(one.end - one.start, other.end - other.start))


def share_words(one: Finding, other: Finding) -> bool:
    """Whether two findings rest on overlapping quotes."""
    return any(overlaps(a, b) for a in one.evidence for b in other.evidence)


def united(*evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """All quotes once, in the order of the record; of two that begin together, the longer."""
    found: dict[tuple[int, int], Evidence] = {}
    for e in sorted((e for part in evidence for e in part), key=lambda e: e.end):
        found[e.line, e.start] = e
    return tuple(found[at] for at in sorted(found))
