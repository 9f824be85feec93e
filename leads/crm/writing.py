"""Telling the CRM what is to be told: each entry is taken by one worker and written once.

A crash between asking and keeping the answer leaves `asked_at` without an end: the next try first
looks whether the note bears its mark there already. Score and tier are set, not added: writing them
twice changes nothing.
"""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta

from django.db import transaction

from leads.crm import connections
from leads.crm.asking import Crm, Gone, Locked, Note, NotNow, Person, Refused
from leads.models import (
    CrmConnection,
    CrmEntry,
    CrmPerson,
    Lead,
    Merge,
    Score,
    StopEvent,
)

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # longer than any question takes
MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=6)
LATELY = timedelta(hours=1)
# Somebody new here may be new there a moment later: so long nobody is missed.
MAY_COME = timedelta(days=3)
STUMBLED = "Followup stumbled over this entry. Try it again; tell us if it happens twice."


def write_one(*, now: datetime) -> bool:
    """Write what is due longest. False: nothing is, or the CRM wants to be left alone."""
    connection = CrmConnection.objects.writable(now=now).first()
    entry = _claim(connection, now=now) if connection else None
    if connection is None or entry is None:
        return False
    try:
        _tell(entry, connections.adapter(connection), now=now)
    except Locked as locked:
        connections.pause(connection, str(locked), now=now)
        _later(entry, str(locked), now=now, counts=False)
    except NotNow as trouble:
        connections.rest(connection, trouble, now=now)
        _later(entry, str(trouble), now=now, counts=_said_yes(connection, since=now - LATELY))
    except Refused as refused:
        _end(entry, CrmEntry.State.FAILED, str(refused))
    except Exception:  # a fault of ours: kept and shown, and the others go on
        log.exception("entry %s could not be written", entry.pk)
        _end(entry, CrmEntry.State.FAILED, STUMBLED)
    else:
        if connection.misses or not _said_yes(connection, since=now - LATELY / 2):
            connections.heard(connection, now=now)
    return True


def _claim(connection: CrmConnection, *, now: datetime) -> CrmEntry | None:
    """The one that is due longest; nobody else takes it while the lease lasts."""
    with transaction.atomic():
        due = CrmEntry.objects.due(now=now).filter(connection=connection)
        if not connection.writable:  # until somebody has made the fields
            due = due.exclude(kind=CrmEntry.Kind.SCORE)
        entry = due.select_for_update(skip_locked=True).order_by("retry_at", "pk").first()
        if entry is None:
            return None
        entry.attempts, entry.retry_at = entry.attempts + 1, now + LEASE
        entry.save(update_fields=["attempts", "retry_at"])
    return CrmEntry.objects.select_related("lead", "connection").get(pk=entry.pk)


def _tell(entry: CrmEntry, crm: Crm, *, now: datetime) -> None:
    lead, why = _whom(entry)
    if why:
        return _end(entry, CrmEntry.State.LEFT, why)
    person = _person(entry.connection, lead, crm, now=now)
    if person is None:
        why = f"Nobody at {entry.connection} has the address {lead.email}."
        if entry.at < now - MAY_COME:
            return _end(entry, CrmEntry.State.LEFT, why)
        return _later(entry, why, now=now, counts=False)
    try:
        if entry.kind == CrmEntry.Kind.SCORE:
            _set(entry, lead, person, crm, now=now)
        else:
            _log(entry, person, crm, now=now)
    except Gone:
        # Merged or removed there: who that is now is found out by the address, next time.
        CrmPerson.objects.filter(connection=entry.connection, lead=lead).delete()
        if entry.attempts >= MOST_ATTEMPTS:
            raise
        _later(entry, f"{entry.connection} no longer has {person.number}.", now=now, counts=False)
    return None


def _whom(entry: CrmEntry) -> tuple[Lead, str]:
    """Whom it is written on, and what stands against it. What happened to a row that is somebody
    else's by now is written on that other one."""
    lead = entry.lead
    merged = Merge.objects.filter(lead=lead, undone_at=None).select_related("into").first()
    is_score = entry.kind == CrmEntry.Kind.SCORE
    if merged is not None and is_score:
        return lead, f"This is {merged.into.name}, {merged.into.email}, whose own score counts."
    if merged is not None:
        return merged.into, ""
    if is_score and lead.suppressed_at is not None:
        return lead, "No mail goes to them any more, so they are not rated any more."
    if is_score and lead.stage == Lead.Stage.CLOSED:
        return lead, "The lead is closed."
    if lead.email.endswith(".invalid"):
        return lead, "They were erased."
    return lead, ""


def _person(connection: CrmConnection, lead: Lead, crm: Crm, *, now: datetime) -> Person | None:
    """Who the lead is there, remembered once it is found out."""
    known = CrmPerson.objects.filter(connection=connection, lead=lead).first()
    if known is not None:
        return Person(number=known.number, email=lead.email)
    found = crm.find(email=lead.email)
    if found is not None:
        remember(connection, lead, found, now=now)
    return found


def remember(connection: CrmConnection, lead: Lead, found: Person, *, now: datetime) -> None:
    """Keep who a lead is in the CRM, with the owner and the stage they have there."""
    CrmPerson.objects.update_or_create(
        connection=connection,
        lead=lead,
        defaults={
            "number": found.number,
            "owner": found.owner,
            "stage": found.stage,
            "seen_at": now,
        },
    )


def hurry(connection: CrmConnection, lead: Lead, *, now: datetime) -> None:
    """They are known there now: what waited for that is due."""
    CrmEntry.objects.filter(
        connection=connection, lead=lead, state=CrmEntry.State.WAITING, asked_at=None
    ).update(retry_at=now)


def values(lead: Lead, connection: CrmConnection) -> dict[str, str]:
    """What their fields are to hold now."""
    score = Score.objects.filter(lead=lead).first()
    reasons = "; ".join(
        f"{points:+d} {said}" for points, said, *_ in (score.reasons if score else [])
    )
    held = lead.tier_overrides.filter(lifted_at=None).select_related("by").first()
    if held is not None:
        reasons = f"{held.by} said so: {held.reason}" + (f" (rules: {reasons})" if reasons else "")
    ours = {
        "score": str(score.total) if score else "",
        "tier": lead.tier,
        "reasons": reasons[:2000],
    }
    return {name: ours[key] for key, name in connection.writable.items() if key in ours}


def _set(entry: CrmEntry, lead: Lead, person: Person, crm: Crm, *, now: datetime) -> None:
    wanted = values(lead, entry.connection)
    if changed := {name: v for name, v in wanted.items() if entry.written.get(name) != v}:
        crm.write(person, changed)
    _done(entry, now=now, written=wanted)


def _log(entry: CrmEntry, person: Person, crm: Crm, *, now: datetime) -> None:
    if entry.asked_at is not None and (there := crm.written(person, str(entry.mark))) is not None:
        return _done(entry, now=now, number=there)
    title, words = _words(entry)
    CrmEntry.objects.filter(pk=entry.pk).update(asked_at=now)  # from here on it may be there
    note = Note(title=title, text=words, at=entry.at, mark=str(entry.mark))
    return _done(entry, now=now, number=crm.log(person, note))


def _words(entry: CrmEntry) -> tuple[str, str]:
    if entry.kind != CrmEntry.Kind.HEARD:
        title, _, words = entry.text.partition("\n")
        return title, words.strip()
    stop = StopEvent.objects.select_related("by").get(pk=int(entry.key.partition(":")[2]))
    who = f", says {stop.by}" if stop.by else ""
    until = f" until {stop.hold_until:%-d %B %Y}" if stop.hold_until else ""
    return (
        f"{stop.get_kind_display()}{until}{who}",
        "Heard by Followup. What was approved and had not left yet is held back.",
    )


def _done(
    entry: CrmEntry, *, now: datetime, written: dict[str, str] | None = None, number: str = ""
) -> None:
    """Written; unless it changed while it was being written: then it waits again, with what is
    there now."""
    told = {"written_at": now, "problem": "", "attempts": 0}
    if written is not None:
        told["written"] = written
    if number:
        told["number"] = number
    rows = CrmEntry.objects.filter(pk=entry.pk, state=CrmEntry.State.WAITING)
    if not rows.filter(changes=entry.changes).update(state=CrmEntry.State.WRITTEN, **told):
        rows.update(retry_at=now, **told)


def _end(entry: CrmEntry, state: str, why: str) -> None:
    """Unless it changed meanwhile: then it is tried anew."""
    CrmEntry.objects.filter(
        pk=entry.pk, state=CrmEntry.State.WAITING, changes=entry.changes
    ).update(state=state, problem=why[:500])


def _later(entry: CrmEntry, why: str, *, now: datetime, counts: bool) -> None:
    """Wait longer each time, not all at one moment. `counts`: it is this entry that does not go."""
    if counts and entry.attempts >= MOST_ATTEMPTS:
        return _end(entry, CrmEntry.State.FAILED, why)
    longest = LONGEST_WAIT.total_seconds()
    wait = min(longest, 30 * 2 ** min(entry.attempts, 12)) * random.uniform(0.7, 1.3)  # noqa: S311
    CrmEntry.objects.filter(
        pk=entry.pk, state=CrmEntry.State.WAITING, changes=entry.changes
    ).update(retry_at=now + timedelta(seconds=wait), problem=why[:500])
    return None


def _said_yes(connection: CrmConnection, *, since: datetime) -> bool:
    """Whether it took something since then: it is not away, and what fails fails alone."""
    return connection.heard_at is not None and connection.heard_at > since
