"""A connected CRM, and the worker's part in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from leads.crm import connections, entries, lookups, writing
from leads.models import CrmConnection, CrmEntry, CrmLookup, Lead, User
from tests import factories
from tests.leads.crm.hubspot_server import TOKEN, FakeHubSpot
from tests.roles import role


def admin() -> User:
    return factories.user(role="admin", name="Ada Okafor")


def connected(*, token: str = TOKEN, make: bool = True, **fields: Any) -> CrmConnection:
    """HubSpot, connected by an admin and tested by the worker, our fields made in it."""
    now, by = timezone.now(), admin()
    with role("web"):
        connections.connect(kind="hubspot", address="", token=token, by=by, now=now)
        found = connections.current()
        assert found is not None
        if make:
            connections.want(found, "make", now=now)
    asked(found)
    if fields:
        CrmConnection.objects.filter(pk=found.pk).update(**fields)
    found.refresh_from_db()
    return found


def known(hubspot: FakeHubSpot, number: str = "501", **fields: Any) -> Lead:
    """A lead who is in HubSpot as well."""
    lead = factories.lead(**fields)
    hubspot.contact(number, lead.email)
    return lead


def asked(of: CrmConnection) -> CrmConnection:
    with role("worker"):
        connections.run(of.pk, now=timezone.now())
    of.refresh_from_db()
    return of


def told(lead: Lead, *, key: str = "message:1", at: datetime | None = None) -> CrmEntry:
    words = "Mail sent: Recap\nTo them.\n\nHello."
    with role("worker"):
        entries.report(lead_id=lead.pk, kind="sent", key=key, at=at or timezone.now(), text=words)
    return CrmEntry.objects.get(key=key)


def write(*, after: timedelta = timedelta()) -> int:
    """All that is due, as the worker does it; how many were taken up."""
    done = 0
    with role("worker"):
        while done < 50 and writing.write_one(now=timezone.now() + after):
            done += 1
    return done


def look_up(*, after: timedelta = timedelta()) -> CrmLookup:
    with role("worker"):
        lookups.run_one(now=timezone.now() + after)
    return CrmLookup.objects.get()


def of(lead: Lead, kind: str) -> CrmEntry:
    return CrmEntry.objects.get(lead=lead, kind=kind)
