"""What the CRM is to be told: one row for each thing, made where the thing happens.

Score, tier and what stops a conversation are noted by the database itself (0012_crm.sql); what was
sent and clicked by whoever records it, in the same transaction.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from leads.crm.connections import current
from leads.models import CrmConnection, CrmEntry, CrmPerson, Lead
from leads.signals import crm_waits


def report(*, lead_id: int, kind: str, key: str, at: datetime, text: str) -> bool:
    """Note one thing for the CRM, once. In the caller's transaction. False: nobody wants it, or it
    is noted already."""
    connection = current()
    if connection is None or kind not in connection.notes:
        return False
    given = {"lead_id": lead_id, "kind": kind, "at": at, "text": text}
    _, is_new = CrmEntry.objects.get_or_create(connection=connection, key=key, defaults=given)
    if is_new:
        crm_waits.send(sender=CrmEntry)
    return is_new


def lately(connection: CrmConnection, *, state: str) -> QuerySet[CrmEntry]:
    """The newest entries of a connection, of one state or of all."""
    rows = CrmEntry.objects.filter(connection=connection).select_related("lead")
    return (rows.filter(state=state) if state else rows).order_by("-pk")


def again(connection: CrmConnection, *, now: datetime, pk: int | None = None) -> int:
    """A person has what was not written, or left out, tried once more: one or all that failed."""
    wanted = (
        Q(state=CrmEntry.State.FAILED) if pk is None else Q(pk=pk, state__in=["failed", "left"])
    )
    rows = CrmEntry.objects.filter(wanted, connection=connection)
    tried = rows.update(state=CrmEntry.State.WAITING, problem="", attempts=0, retry_at=now)
    if tried:
        crm_waits.send(sender=CrmEntry)
    return tried


def of_lead(lead: Lead) -> dict[str, object] | None:
    """What the lead's page says of the CRM; None where none is connected."""
    connection = current()
    if connection is None:
        return None
    rows = CrmEntry.objects.filter(connection=connection, lead=lead)
    return {
        "connection": connection,
        "person": CrmPerson.objects.filter(connection=connection, lead=lead).first(),
        "written": rows.filter(state=CrmEntry.State.WRITTEN).order_by("-written_at").first(),
        "waiting": rows.filter(state=CrmEntry.State.WAITING).order_by("-pk").first(),
        "against": rows.filter(state__in=["failed", "left"]).order_by("-pk").first(),
    }
