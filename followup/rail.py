"""The rail beside every page: the queues with what waits in them, and the way to the rest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Rail:
    """Everything its markup depends on. `here` is the queue or page one looks at, `paused` why the
    person's mail waits, `counted` how many wait where, by name."""

    here: str
    role: str
    in_settings: bool
    paused: str
    counted: tuple[tuple[str, int], ...]

    @property
    def html(self) -> SafeString:
        return _drawn(self)


@lru_cache(maxsize=1_000)
def _drawn(rail: Rail) -> SafeString:
    """It stands on every page twice, and is polled: drawn once for the same numbers."""
    return render_to_string("rail_links.html", {"rail": rail, "counters": dict(rail.counted)})
