"""Which finding is which piece of work: one to one, as many pairs as there can be."""

from __future__ import annotations

from collections.abc import Sequence

from followup.evaluation.items import Work
from leads.extraction.schema import Finding


def matched(
    gold: Sequence[Work], found: Sequence[Finding], *, near: int
) -> list[tuple[Work, Finding]]:
    """Pairs whose evidence lies within `near` lines of each other.

    The best fitting pairs come first: the same lines, the right person and side. Then augmenting
    paths make as many more as can be, so that the number does not hang on the order of the lists.
    """
    fits = sorted(
        (fit, (w, f))
        for w, work in enumerate(gold)
        for f, finding in enumerate(found)
        if (fit := _fit(work, finding, near=near)) is not None
    )
    owner: dict[int, int] = {}  # of a finding: the work it stands for
    options: dict[int, list[int]] = {}
    for _, (w, f) in fits:
        options.setdefault(w, []).append(f)
        if f not in owner and w not in owner.values():
            owner[f] = w
    for w in sorted(options.keys() - set(owner.values())):
        _make_room(w, options, owner, set())
    return [(gold[w], found[f]) for w, f in sorted((w, f) for f, w in owner.items())]


def _fit(work: Work, finding: Finding, *, near: int) -> tuple[int, ...] | None:
    """How badly the two go together, or None when they are too far apart.

    The same lines come before the right person: otherwise a neighbour would hide a wrong owner.
    """
    gaps = [abs(e.line - line) for e in finding.evidence for line in work.evidence]
    if not gaps or min(gaps) > near:
        return None
    stray = bool(work.owners) and not same_owner(work, finding)
    crossed = bool(work.direction) and work.direction != finding.direction
    return min(gaps) > 0, stray + crossed, min(gaps), work.due != finding.due


def same_owner(work: Work, finding: Finding) -> bool:
    """Whether the finding names one of the work's owners; a first name is enough."""
    said = (finding.owner or "").casefold()
    return any(said == o.casefold() or said in o.casefold().split() for o in work.owners)


def _make_room(
    w: int, options: dict[int, list[int]], owner: dict[int, int], seen: set[int]
) -> bool:
    """Give work `w` a finding, moving others along where they have another choice."""
    for f in options[w]:
        if f in seen:
            continue
        seen.add(f)
        if f not in owner or _make_room(owner[f], options, owner, seen):
            owner[f] = w
            return True
    return False
