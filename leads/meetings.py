"""Which meetings a lead has booked, and what a booking stops."""

from __future__ import annotations

from collections.abc import Iterable

from leads.models import Event, Lead, StopEvent
from leads.sources import Incoming
from leads.sources.meetings import Booking, bookings, standing
from leads.sources.schema import BOOKED, CANCELLED


def of(lead: Lead) -> list[Booking]:
    """The meetings this person has booked that still stand, earliest first."""
    told = Event.objects.filter(lead=lead, kind__in=[BOOKED, CANCELLED])
    return standing(_as_told(told))


def settle(lead: Lead) -> None:
    """A booked meeting stops what was on its way: once for each place, also one that was called
    off since, so that the order in which its story is told does not matter. Under the lead's
    lock."""
    told = list(_as_told(Event.objects.filter(lead=lead, kind__in=[BOOKED, CANCELLED])))
    booked = {str(e.metadata.get("invitee", "")) for e in told if e.kind == BOOKED}
    for invitee in sorted(booked & bookings(told).keys()):
        StopEvent.objects.get_or_create(
            lead=lead, kind=StopEvent.Kind.MEETING, source=invitee[:200]
        )


def _as_told(events: Iterable[Event]) -> Iterable[Incoming]:
    for event in events:
        yield Incoming(
            external_id=event.external_id,
            kind=event.kind,
            occurred_at=event.occurred_at,
            metadata=event.metadata,
        )
