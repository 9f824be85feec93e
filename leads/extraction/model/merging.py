"""One finding per fact, also where windows overlap or a thing was said twice."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from rapidfuzz import fuzz

from leads.extraction.evidence import share_words, united
from leads.extraction.schema import Finding

ALIKE = 92.0


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in their order, repeats united; of several next steps the latest comes first.

    The order matters: `Reading.next_step` is the first one, and what was agreed later holds.
    """
    kept: list[Finding] = []
    for new in findings:
        for place, old in enumerate(kept):
            if _same(old, new):
                kept[place] = _united(old, new)
                break
        else:
            kept.append(new)
    steps = sorted(
        (f for f in kept if f.kind == "next_step"), key=lambda f: f.evidence[-1].line, reverse=True
    )
    turns = iter(steps)
    return tuple(next(turns) if f.kind == "next_step" else f for f in kept)


def _same(one: Finding, other: Finding) -> bool:
    if one.kind != other.kind or one.owner != other.owner:
        return False
    if share_words(one, other):
        return True
    if one.due and other.due and one.due != other.due:
        return False
    # Three licences and five licences read almost alike.
    if re.findall(r"\d+", one.text) != re.findall(r"\d+", other.text):
        return False
    return fuzz.token_sort_ratio(one.text, other.text) >= ALIKE


def _united(one: Finding, other: Finding) -> Finding:
    better = other if other.confidence > one.confidence else one
    return replace(
        better,
        evidence=united(one.evidence, other.evidence),
        due_phrase=better.due_phrase or one.due_phrase or other.due_phrase,
        due=better.due or one.due or other.due,
    )
