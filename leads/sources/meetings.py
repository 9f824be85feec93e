"""Which meetings stand, from the set of everything that was ever told about them.

A fold over a set: duplicates, lateness and order cannot matter, because nothing here looks at
them. An invitee who was cancelled stays cancelled, also when the booking is told afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from leads.sources.schema import BOOKED, CANCELLED, Incoming


@dataclass(frozen=True, slots=True)
class Booking:
    """One invitee's place in one meeting."""

    invitee: str
    starts_at: datetime | None
    is_cancelled: bool
    replaced_by: str


def bookings(events: Iterable[Incoming]) -> dict[str, Booking]:
    """Every invitee that was ever told of, with what became of their place."""
    told: dict[str, list[Incoming]] = {}
    for event in events:
        invitee = str(event.metadata.get("invitee", ""))
        if event.kind in {BOOKED, CANCELLED} and invitee:
            told.setdefault(invitee, []).append(event)
    successors = {
        str(e.metadata.get("replaces")): invitee
        for invitee, them in sorted(told.items())
        for e in them
        if e.metadata.get("replaces")
    }
    return {
        invitee: _booking(invitee, them, successors.get(invitee, ""))
        for invitee, them in told.items()
    }


def standing(events: Iterable[Incoming]) -> list[Booking]:
    """The places that are held: booked, not cancelled, not moved elsewhere. Earliest first."""
    held = [b for b in bookings(events).values() if not b.is_cancelled and not b.replaced_by]
    return sorted(held, key=lambda b: (b.starts_at is None, b.starts_at, b.invitee))


def _booking(invitee: str, them: list[Incoming], successor: str) -> Booking:
    starts = {str(e.metadata.get("starts_at", "")) for e in them} - {""}
    named = {str(e.metadata.get("replaced_by", "")) for e in them} - {""}
    return Booking(
        invitee=invitee,
        starts_at=datetime.fromisoformat(max(starts)) if starts else None,
        is_cancelled=any(e.kind == CANCELLED for e in them),
        replaced_by=max(named, default=successor),
    )
