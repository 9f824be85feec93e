"""Asking a recorder for the transcript it said is ready. Network only: no database, no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from leads.recorders import fireflies, gong, meet, teams, zoom
from leads.recorders.asking import Asking, Fetched, NotNow, Refused

__all__ = ["KINDS", "Asking", "Fetched", "NotNow", "Refused", "fetch"]

_OF: Mapping[str, Callable[[Asking], Fetched]] = {
    "zoom": zoom.fetch,
    "teams": teams.fetch,
    "meet": meet.fetch,
    "fireflies": fireflies.fetch,
    "gong": gong.fetch,
}
KINDS = frozenset(_OF)


def fetch(kind: str, asking: Asking) -> Fetched:
    """The transcript, by a recorder's own API. Raises `NotNow` for what passes by itself and
    `Refused` for what a person must mend; both say what happened."""
    return _OF[kind](asking)
