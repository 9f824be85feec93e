"""A person here says why a conversation is no longer what it was."""

from __future__ import annotations

from datetime import datetime

from leads.models import Lead, StopEvent, User

BY_HAND: dict[str, str] = {
    StopEvent.Kind.REPLY: "They already answered",
    StopEvent.Kind.UNSUBSCRIBE: "They want no more mail",
    StopEvent.Kind.MEETING: "A meeting is booked",
    StopEvent.Kind.SENSITIVE: "This is a sensitive matter now",
}


def stop(lead: Lead, *, kind: str, by: User, now: datetime) -> StopEvent:
    """Record it; the database raises the lead's stop epoch in the same act, so every approval
    given before is void. Raises ValueError for a kind that is not a person's to say."""
    if kind not in BY_HAND:
        raise ValueError(kind)
    return StopEvent.objects.create(
        lead=lead, kind=kind, by=by, source=f"said by person {by.pk} at {now.isoformat()}"
    )
