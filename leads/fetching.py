"""From “a transcript is ready” to a call: fetched, and filed under the one person who is known.

Where nobody on the call is known, or several are, a person says whose it is: nothing is guessed.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from leads import identity, ingest, recorders, upload
from leads.domains import company_domain, is_within
from leads.models import Call, Delivery, Event, Fetch, Lead, Source, User
from leads.recorders import Asking, Fetched, NotNow, Refused
from leads.sides import guess_sides
from leads.signals import transcript_announced
from leads.sources import Person
from leads.transcripts import TranscriptError

MOST_ATTEMPTS = 8
LEASE = timedelta(minutes=5)
UNARMED = "This source has no access token. Give it one, then try again."


class NotFiled(Exception):
    """Why a transcript did not become a call; the text says what to do."""


def announce(event: Event, source: Source) -> None:
    """Have an event's transcript fetched, once. In the caller's transaction."""
    if source.kind not in recorders.KINDS:
        return
    wanted, is_new = Fetch.objects.get_or_create(
        event=event,
        defaults={"source": source, "title": str(event.metadata.get("title", ""))[:200]},
    )
    if is_new:
        transcript_announced.send(sender=Fetch, fetch=wanted)


def for_people() -> QuerySet[Fetch]:
    """What waits for a person's word, the newest first."""
    unfinished = [Fetch.State.UNPLACED, Fetch.State.FAILED]
    return Fetch.objects.filter(state__in=unfinished).defer("words").order_by("-pk")


def again(pk: int, *, now: datetime) -> bool:
    """A person has a failed one tried once more. False: it is not one that failed."""
    failed = Fetch.objects.filter(pk=pk, state=Fetch.State.FAILED)
    if not failed.update(state=Fetch.State.WAITING, problem="", attempts=0, retry_at=now):
        return False
    transcript_announced.send(sender=Fetch, fetch=Fetch.objects.get(pk=pk))
    return True


def run(pk: int, *, now: datetime) -> Fetch | None:
    """Fetch one and file it where that is plain. Safe to run twice; None when it is not due."""
    due = Fetch.objects.due(now=now).filter(pk=pk)
    if not due.update(retry_at=now + LEASE, attempts=F("attempts") + 1):
        return None
    wanted = Fetch.objects.select_related("event", "source").get(pk=pk)
    try:
        found = recorders.fetch(wanted.source.kind, _asking(wanted))
        upload.parse(found.words, name=found.file_name)
    except NotNow as later:
        return _later(wanted, str(later), now=now)
    except (Refused, TranscriptError) as refused:
        return _failed(wanted, str(refused))
    return _keep(wanted, found, now=now)


def file(pk: int, *, lead: Lead, now: datetime) -> Call:
    """A fetched transcript becomes a call of this lead. Raises `NotFiled`."""
    with transaction.atomic():
        Lead.objects.select_for_update(no_key=True).get(pk=lead.pk)
        wanted = Fetch.objects.select_for_update(of=("self",)).select_related("event").get(pk=pk)
        if wanted.state != Fetch.State.UNPLACED or wanted.words is None:
            raise NotFiled("This transcript is filed already, or is not here yet.")
        call = _call(wanted, lead)
        wanted.state, wanted.call, wanted.words = Fetch.State.FILED, call, None
        wanted.problem = ""
        wanted.save(update_fields=["state", "call", "words", "problem"])
        Event.objects.filter(pk=wanted.event_id, lead=None).update(lead=lead)
    return call


def known_guests(wanted: Fetch) -> list[Lead]:
    """The leads who were on it, by their addresses."""
    found = [identity.find({"email": address}) for address in strangers(wanted)]
    return list({lead.pk: lead for lead in found if lead is not None}.values())


def strangers(wanted: Fetch) -> list[str]:
    """The addresses on it that are not ours."""
    staff = User.objects.filter(is_active=True).values_list("email", flat=True)
    ours = frozenset(domain for email in staff if (domain := company_domain(email)))
    own = {email.lower() for email in staff}
    spelled = [identity.email(str(guest)) for guest in wanted.guests]
    return [a for a in spelled if a and a not in own and not is_within(a.rpartition("@")[2], ours)]


def take_up(wanted: Fetch, *, address: str) -> Lead | None:
    """A person makes somebody who was on it a lead; None for an address that was not."""
    if address not in strangers(wanted):
        return None
    source = wanted.source
    return identity.create({"email": address}, Person(), owner=source.owner, source=source.name)


def _asking(wanted: Fetch) -> Asking:
    source = wanted.source
    told = source.settings if isinstance(source.settings, dict) else {}
    about = {**wanted.event.metadata, "held_at": wanted.event.occurred_at.isoformat()}
    token = _passing_token(wanted) or source.access_token
    if not token:
        raise Refused(UNARMED)
    return Asking(about=about, token=token, api=str(told.get("api", "")))


def _passing_token(wanted: Fetch) -> str:
    """Zoom sends a token for the file with its notice; it lives a day and stands nowhere else."""
    if wanted.source.kind != Source.Kind.ZOOM or wanted.attempts > 3:
        return ""
    told = Delivery.objects.filter(tellings__event=wanted.event_id).order_by("-pk").first()
    try:
        return str(json.loads(bytes(told.raw)).get("download_token") or "") if told else ""
    except (ValueError, AttributeError):
        return ""


def _keep(wanted: Fetch, found: Fetched, *, now: datetime) -> Fetch:
    wanted.state, wanted.problem = Fetch.State.UNPLACED, ""
    wanted.words, wanted.file_name = found.words, found.file_name
    wanted.title = (found.title or wanted.title)[:200]
    wanted.held_at = found.held_at or wanted.event.occurred_at
    wanted.guests = list(found.guests)[:300]
    wanted.save()
    people = known_guests(wanted)
    if len(people) == 1:
        try:
            file(wanted.pk, lead=people[0], now=now)
        except NotFiled as problem:
            return _failed(wanted, str(problem))
        wanted.refresh_from_db()
    return wanted


def _call(wanted: Fetch, lead: Lead) -> Call:
    try:
        transcript = upload.parse(bytes(wanted.words or b""), name=wanted.file_name)
        return ingest.record_call(
            by=lead.owner,
            lead=lead,
            title=wanted.title or upload.title_for(Call.Kind.OTHER, lead.account.name),
            kind=Call.Kind.OTHER,
            held_at=transcript.started_at or wanted.held_at or wanted.event.occurred_at,
            transcript=transcript,
            sides=guess_sides(transcript, by=lead.owner, lead=lead),
        )
    except ingest.Duplicate as duplicate:
        return duplicate.call
    except (ingest.Empty, TranscriptError) as error:
        raise NotFiled(str(error)) from error


def _later(wanted: Fetch, why: str, *, now: datetime) -> Fetch:
    if wanted.attempts >= MOST_ATTEMPTS:
        return _failed(wanted, why)
    wanted.problem = why[:300]
    wanted.retry_at = now + timedelta(seconds=30 * 3 ** (wanted.attempts - 1))
    wanted.save(update_fields=["problem", "retry_at"])
    return wanted


def _failed(wanted: Fetch, why: str) -> Fetch:
    wanted.state, wanted.problem = Fetch.State.FAILED, why[:300]
    wanted.save(update_fields=["state", "problem"])
    return wanted
