"""A person here says why a conversation is no longer what it was."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from leads.models import Lead, StopEvent, User
from leads.signals import sensitivity_ruled

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
    with transaction.atomic():
        stopped = StopEvent.objects.create(
            lead=lead, kind=kind, by=by, source=f"said by person {by.pk} at {now.isoformat()}"
        )
        if kind == StopEvent.Kind.SENSITIVE:
            sensitivity_ruled.send(sender=Lead, lead=lead)
        return stopped
