"""Their stage or owner changed in the CRM: somebody there has taken them up, so what was planned
here stops."""

from __future__ import annotations

from datetime import timedelta

from leads.models import Event, StopEvent
from leads.sources.schema import CONTACT

# HubSpot tells of the first stage and the first owner of a new contact as it tells of a change.
AT_FIRST = timedelta(minutes=2)


def follow(event: Event) -> bool:
    """Record the stop that an event asks for, once. In the caller's transaction, under the lead's
    lock. False: it is no such event, or nobody's, or the first value of a new contact."""
    if event.lead_id is None or not event.metadata.get("moved") or _is_first(event):
        return False
    _, is_new = StopEvent.objects.get_or_create(
        lead_id=event.lead_id,
        kind=StopEvent.Kind.CRM,
        source=f"{event.source}:{event.external_id}"[:200],
    )
    return is_new


def _is_first(event: Event) -> bool:
    contact = event.identifiers.get("hubspot_contact")
    made = Event.objects.filter(
        source=event.source,
        kind=CONTACT,
        lead=event.lead_id,
        occurred_at__gte=event.occurred_at - AT_FIRST,
        occurred_at__lte=event.occurred_at + AT_FIRST,
    )
    return bool(contact) and made.filter(identifiers__hubspot_contact=contact).exists()
