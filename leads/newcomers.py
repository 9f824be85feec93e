"""Whoever an event is about: taken in when they are new, with all that is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F

from leads import details, identity, meetings, routing
from leads.models import Detail, Lead, Source
from leads.sources import Person
from leads.sources.schema import BOOKED, CANCELLED

# What makes somebody we do not know a lead.
KINDS = frozenset({"form_submitted", "demo_requested", "meeting_booked", "contact_created"})
LISTS = frozenset({"file", "hubspot", "api"})  # what others keep of people, not their own words


def take_in(
    source: Source,
    person: Person,
    known: Mapping[str, str],
    *,
    now: datetime,
    desk: routing.Desk | None = None,
) -> Lead | None:
    """Somebody new, given to whom the rules say; None without an address."""
    if not known.get("email"):
        return None
    who = routing.newcomer(address=known["email"], phone=known.get("phone", ""), source=source.name)
    choice = routing.choose(who, otherwise=source.owner, now=now, desk=desk)
    lead = identity.create(known, person, owner=choice.owner, source=source.name)
    if lead is not None and lead.owner_id == choice.owner.pk:
        routing.keep(lead, choice, now=now)
    return lead


def settle(
    lead: Lead,
    person: Person,
    known: Mapping[str, str],
    *,
    source: Source,
    at: datetime,
    kind: str = "",
) -> None:
    """What a source says of somebody is kept as its word, their keys are remembered, and what was
    done under them before is theirs. In the caller's transaction, under the lead's lock."""
    word = Detail.Kind.FILE if source.kind in LISTS else Detail.Kind.TOLD
    details.told(lead, {"title": person.title}, details.Word(word, source.name, at))
    found = identity.remember(lead, known, source=source.name)
    if found or kind in {BOOKED, CANCELLED}:
        meetings.settle(lead)
    if found:
        Lead.objects.filter(pk=lead.pk).update(record_epoch=F("record_epoch") + 1)
