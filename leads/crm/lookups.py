"""Events that name a contact by a number alone: who that is is asked, and then they are theirs."""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from leads import identity, newcomers
from leads.crm import connections, moves, writing
from leads.crm.asking import Locked, NotNow, Person, Refused
from leads.models import CrmConnection, CrmLookup, Event, Lead, Source
from leads.signals import crm_waits, events_recorded
from leads.sources import Person as Told

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)
AGAIN = timedelta(days=1)  # a number that leads to nobody is not asked about more often
NAMELESS = "HubSpot has no address for this contact."
STUMBLED = "Followup stumbled over what HubSpot says of this contact. It is tried again."
STRANGER = "Nobody here has the address of this contact."


def note(event: Event, *, now: datetime) -> bool:
    """Have the CRM asked who an event's contact is. In the caller's transaction. False: nobody can
    be asked, or it is being asked already."""
    portal, _, number = str(event.identifiers.get("hubspot_contact", "")).partition(":")
    connection = connections.current() if number else None
    if connection is None or connection.portal != portal:
        return False
    wanted, is_new = CrmLookup.objects.get_or_create(connection=connection, number=number[:100])
    if not is_new:
        old = Q(asked_at=None) | Q(asked_at__lt=now - AGAIN)
        if event.lead_id is not None or event.kind in newcomers.KINDS:
            old |= Q(state__in=["found", "nobody"])
        done = CrmLookup.objects.filter(old, pk=wanted.pk).exclude(state=CrmLookup.State.WAITING)
        is_new = bool(done.update(state="waiting", problem="", attempts=0, retry_at=now))
    if is_new:
        crm_waits.send(sender=CrmLookup)
    return is_new


def earlier(connection: CrmConnection, *, now: datetime, most: int = 1000) -> int:
    """The same for what was told before the CRM was connected; how many are asked about."""
    nobodys = Event.objects.filter(lead=None, identifiers__has_key="hubspot_contact")
    told = nobodys.filter(kind__in=newcomers.KINDS).order_by("-pk")[:most]
    return sum(note(event, now=now) for event in told)


def run_one(*, now: datetime) -> bool:
    """Ask about the one that is due longest. False: none is, or the CRM wants to be left alone."""
    connection = CrmConnection.objects.writable(now=now).first()
    wanted = _claim(connection, now=now) if connection else None
    if connection is None or wanted is None:
        return False
    try:
        found = connections.adapter(connection).find(number=wanted.number)
        _settle(wanted, found, now=now)
    except Locked as locked:
        connections.pause(connection, str(locked), now=now)
        _later(wanted, str(locked), now=now)
    except NotNow as trouble:
        connections.rest(connection, trouble, now=now)
        _later(wanted, str(trouble), now=now)
    except Refused as refused:
        _end(wanted, CrmLookup.State.FAILED, str(refused), now=now)
    except Exception:  # a fault of ours: it waits longer each time, the others go on
        log.exception("lookup %s could not be done", wanted.pk)
        _later(wanted, STUMBLED, now=now)
    return True


def _claim(connection: CrmConnection, *, now: datetime) -> CrmLookup | None:
    with transaction.atomic():
        due = CrmLookup.objects.due(now=now).filter(connection=connection)
        wanted = due.select_for_update(skip_locked=True).order_by("retry_at", "pk").first()
        if wanted is not None:
            wanted.attempts, wanted.retry_at = F("attempts") + 1, now + LEASE
            wanted.save(update_fields=["attempts", "retry_at"])
            wanted.refresh_from_db()
            wanted.connection = connection
        return wanted


def _settle(wanted: CrmLookup, found: Person | None, *, now: datetime) -> None:
    """The contact's events become theirs, and whoever is new is taken in if an event says so."""
    if found is None:
        return _end(wanted, CrmLookup.State.NOBODY, "HubSpot knows nobody of this number.", now=now)
    contact = f"{wanted.connection.portal}:{wanted.number}"
    given = {"email": found.email, "phone": found.phone, "hubspot_contact": contact}
    known = identity.keys(given)
    if not known.get("email"):
        return _end(wanted, CrmLookup.State.NOBODY, NAMELESS, now=now)
    person = Told(name=found.name, company=found.company, title=found.title)
    with transaction.atomic():
        events = list(Event.objects.filter(lead=None, identifiers__contains=_of(contact)))
        events.sort(key=lambda one: (one.occurred_at, one.pk))
        source = _source(events)
        lead = identity.find(known) or identity.find(_of(contact))
        if lead is None and source and any(e.kind in newcomers.KINDS for e in events):
            lead = newcomers.take_in(source, person, known, now=now)
        if lead is None:
            return _end(wanted, CrmLookup.State.NOBODY, STRANGER, now=now)
        lead = Lead.objects.select_for_update(no_key=True).get(pk=lead.pk)
        if source:
            newcomers.settle(lead, person, known, source=source, at=now)
        writing.remember(wanted.connection, lead, found, now=now)
        writing.hurry(wanted.connection, lead, now=now)
        for event in events:
            event.lead = lead
            moves.follow(event)
        if events:
            events_recorded.send(sender=Event, events=events)
        _end(wanted, CrmLookup.State.FOUND, "", now=now)
    return None


def _of(contact: str) -> dict[str, str]:
    return {"hubspot_contact": contact}


def _source(events: list[Event]) -> Source | None:
    """Which source told of them; None where nothing waits for an answer."""
    number = events[0].source.partition(":")[2] if events else "0"
    return Source.objects.select_related("owner").filter(pk=int(number)).first()


def _end(wanted: CrmLookup, state: str, why: str, *, now: datetime) -> None:
    CrmLookup.objects.filter(pk=wanted.pk, state=CrmLookup.State.WAITING).update(
        state=state, problem=why[:300], asked_at=now
    )


def _later(wanted: CrmLookup, why: str, *, now: datetime) -> None:
    """The event waits, for as long as HubSpot is away or we stumble: nobody is given up."""
    wait = min(LONGEST_WAIT.total_seconds(), 15 * 2 ** min(wanted.attempts, 12))
    CrmLookup.objects.filter(pk=wanted.pk, state=CrmLookup.State.WAITING).update(
        retry_at=now + timedelta(seconds=wait * random.uniform(0.7, 1.3)),  # noqa: S311
        problem=why[:300],
    )
