"""Which wording of a step a person gets: drawn once by a stable hash, in the admin's shares.

Pure. The same person gets the same wording at every try, on every machine, and a person's draw at
one step says nothing about their draw at the next.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Protocol, TypeVar

SPAN = 2**64


class Wording(Protocol):
    """What is drawn from: `weight` is the admin's share, `language` blank for any."""

    @property
    def pk(self) -> int: ...
    @property
    def weight(self) -> int: ...
    @property
    def language(self) -> str: ...


W = TypeVar("W", bound=Wording)


def choose(wordings: Sequence[W], *, step: int, lead: int, language: str) -> W | None:
    """The wording for a person, or None when the step has none.

    Those in their language come first, then those for any language; English ones only when there
    is nothing else. A weight of zero is never drawn.
    """
    for wanted in (language[:2].lower(), "", "en"):
        fitting = [w for w in wordings if w.language == wanted and w.weight > 0]
        if fitting:
            return _drawn(sorted(fitting, key=lambda w: w.pk), step=step, lead=lead)
    return None


def place(*, step: int, lead: int) -> float:
    """Where a person stands at a step, in [0, 1): evenly spread, always the same."""
    digest = hashlib.sha256(f"{step}:{lead}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / SPAN


def _drawn(fitting: Sequence[W], *, step: int, lead: int) -> W:
    at = place(step=step, lead=lead) * sum(w.weight for w in fitting)
    for one in fitting:
        at -= one.weight
        if at < 0:
            return one
    return fitting[-1]
