"""From a delivery to an event: keep the bytes, then understand them.

`receive` is all that happens while the sender waits: one row, kept as it came. What it tells is
read afterwards by `understand`, which may run twice, in any order and in several processes, and
ends in the same state: an event is one by its source and its own id, and a meeting stands by what
all its events say together.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from leads import fetching, identity, newcomers, routing
from leads.crm import lookups, moves
from leads.models import Delivery, Event, Lead, Passage, Source, Telling
from leads.signals import events_recorded
from leads.sources import Incoming, Unreadable, parse
from leads.sources.schema import TRANSCRIPT

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
TOGETHER = 25  # deliveries understood in one transaction, which takes part of a second
LEASE = timedelta(minutes=2)
STUMBLED = "Followup stumbled over this delivery. It will try again."
_KEEP = """
WITH kept AS (
  INSERT INTO leads_delivery (source_id, fingerprint, number, content_type, raw, received_at,
                              state, problem, attempts, retry_at)
  VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 0, %s)
  ON CONFLICT (source_id, fingerprint) DO NOTHING RETURNING id
)
SELECT id, CASE WHEN %s THEN pg_notify('followup_intake', '') END FROM kept
"""
# A NOTIFY makes commits wait for each other: under load one in this time is enough, because the
# loop that it wakes goes on looking for longer than that (`followup/taking_in.py`).
QUIET = timedelta(milliseconds=200)
_announced = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a delivery at the door; `problem` is for its sender."""

    is_new: bool
    problem: str = ""


def receive(
    source: Source,
    raw: bytes,
    *,
    now: datetime,
    fingerprint: str = "",
    number: str = "",
    content_type: str = "",
) -> Received:
    """Keep one delivery that was proved genuine, once. What cannot be read is kept, too, with
    the reason: it can be tried again when the reader has been mended.

    `fingerprint` is the signature's; without one (a form, a page) the bytes themselves tell
    deliveries apart. `number` is the sender's own id of it.
    """
    try:
        parse(source.kind, raw, received_at=now, number=number)
        problem = ""
    except Unreadable as unreadable:
        problem = str(unreadable)[:500]
    state = Delivery.State.FAILED if problem else Delivery.State.RECEIVED
    fingerprint = fingerprint or hashlib.sha256(number.encode() + b"\0" + raw).hexdigest()
    with connection.cursor() as cursor:
        row = (source.pk, fingerprint, number[:200], content_type[:100], raw, now)
        cursor.execute(_KEEP, [*row, state, problem, now, _is_to_announce(now)])
        return Received(is_new=cursor.fetchone() is not None, problem=problem)


def _is_to_announce(now: datetime) -> bool:
    """Whether this process has been quiet for a while."""
    global _announced  # of two threads at once both may announce: that costs, and harms nothing
    if abs(now - _announced) < QUIET:
        return False
    _announced = now
    return True


def understand(*, now: datetime, limit: int = 100) -> int:
    """Understand what is waiting, the first that came first; returns how many were taken up."""
    claimed = _claim(now=now, limit=limit)
    for at in range(0, len(claimed), TOGETHER):
        _several(claimed[at : at + TOGETHER], now=now)
    return len(claimed)


def again(delivery: Delivery, *, now: datetime) -> bool:
    """A person has a failed delivery tried once more. False: it is not one that failed."""
    return bool(
        Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.FAILED).update(
            state=Delivery.State.RECEIVED, problem="", attempts=0, retry_at=now
        )
    )


def all_again(source: Source, *, now: datetime) -> int:
    """The same for everything of a source that failed; returns how many."""
    failed = Delivery.objects.filter(source=source, state=Delivery.State.FAILED)
    return failed.update(state=Delivery.State.RECEIVED, problem="", attempts=0, retry_at=now)


def _claim(*, now: datetime, limit: int) -> Sequence[Delivery]:
    with transaction.atomic():
        waiting = Delivery.objects.waiting(now=now).select_for_update(skip_locked=True)
        numbers = list(waiting.values_list("pk", flat=True)[:limit])
        Delivery.objects.filter(pk__in=numbers).update(
            retry_at=now + LEASE, attempts=F("attempts") + 1
        )
    claimed = Delivery.objects.filter(pk__in=numbers).select_related("source__owner")
    return list(claimed.order_by("pk"))


def _several(deliveries: Sequence[Delivery], *, now: datetime) -> None:
    """Together; and where one of them meets a fault, each alone, so that it holds up no other."""
    try:
        with transaction.atomic():
            _record(deliveries, now=now)
        return
    except Exception:  # a fault of ours: kept, tried again, and after five tries a person's
        log.exception("deliveries could not be understood: %s", [one.pk for one in deliveries])
    if len(deliveries) == 1:
        _stumbled(deliveries[0], now=now)
    else:
        for one in deliveries:
            _several([one], now=now)


def _stumbled(delivery: Delivery, *, now: datetime) -> None:
    row = Delivery.objects.filter(pk=delivery.pk)
    if delivery.attempts < MOST_ATTEMPTS:
        row.update(retry_at=now + timedelta(seconds=15 * 4 ** (delivery.attempts - 1)))
    else:
        row.update(state=Delivery.State.FAILED, problem=STUMBLED)


def _record(deliveries: Sequence[Delivery], *, now: datetime) -> None:
    """The events that deliveries tell of, each once. In the caller's transaction."""
    told = [(d, one) for d in deliveries for one in _told(d)]
    here = _Here(identity.Crowd(identity.keys(one.identifiers) for _, one in told), routing.Desk())
    here.crowd.hold()
    tellings, fresh = list[Telling](), list[Event]()
    for delivery, one in told:
        source = delivery.source
        event, is_new = _keep(source, one, received_at=delivery.received_at, here=here)
        tellings.append(Telling(delivery=delivery, event=event))
        if is_new:
            fresh.append(event)
        if event.kind == TRANSCRIPT:
            fetching.announce(event, source)
    Telling.objects.bulk_create(tellings, ignore_conflicts=True)
    understood = [d.pk for d in deliveries if d.state != Delivery.State.FAILED]
    done = Delivery.objects.filter(pk__in=understood)
    done.update(state=Delivery.State.DONE, problem="", done_at=now)
    if fresh:
        events_recorded.send(sender=Event, events=fresh)


def _told(delivery: Delivery) -> list[Incoming]:
    """What a delivery tells of; nothing, with the reason kept, when it cannot be read."""
    source, raw, at = delivery.source, bytes(delivery.raw), delivery.received_at
    try:
        return parse(source.kind, raw, received_at=at, number=delivery.number)
    except Unreadable as unreadable:
        delivery.state, delivery.problem = Delivery.State.FAILED, str(unreadable)[:500]
        delivery.save(update_fields=["state", "problem"])
        return []


@dataclass(frozen=True, slots=True)
class _Here:
    """What was looked up once for all that is recorded together."""

    crowd: identity.Crowd
    desk: routing.Desk


def keep(source: Source, told: Incoming, *, received_at: datetime) -> Event:
    """One event of a source, with its person and their words. In the caller's transaction.

    `received_at` is when it stood at our door: from then on somebody waits for an answer."""
    here = _Here(identity.Crowd([identity.keys(told.identifiers)]), routing.Desk())
    event, is_new = _keep(source, told, received_at=received_at, here=here)
    if is_new:
        events_recorded.send(sender=Event, events=[event])
    return event


def _keep(
    source: Source, told: Incoming, *, received_at: datetime, here: _Here
) -> tuple[Event, bool]:
    known = identity.keys(told.identifiers)
    lead = here.crowd.find(known)
    if lead is None and told.kind in newcomers.KINDS:
        lead = newcomers.take_in(source, told.person, known, desk=here.desk, now=received_at)
    if lead is not None and lead.pk not in here.crowd.held:  # the one lock, taken first
        Lead.objects.select_for_update(no_key=True).get(pk=lead.pk)
    event, is_new = Event.objects.get_or_create(
        source=f"{source.kind}:{source.pk}",
        external_id=told.external_id,
        defaults={
            "lead": lead,
            "kind": told.kind,
            "occurred_at": told.occurred_at,
            "received_at": received_at,
            "identifiers": {**told.identifiers, **known},
            "metadata": {
                **told.metadata,
                "person": told.person.name,
                "company": told.person.company,
                "questions": [a.question for a in told.answers],
            },
        },
    )
    if not is_new:
        return event, False
    Passage.objects.bulk_create(
        Passage(event=event, index=index, kind=Passage.Kind.ANSWER, text=answer.answer)
        for index, answer in enumerate(told.answers)
    )
    if lead is not None:
        at = min(told.occurred_at, received_at)
        newcomers.settle(lead, told.person, known, source=source, at=at, kind=told.kind)
        if told.answers:  # what they wrote can be cited: drafts from before are stale
            Lead.objects.filter(pk=lead.pk).update(record_epoch=F("record_epoch") + 1)
        moves.follow(event)
    if lead is None or told.metadata.get("moved"):
        lookups.note(event, now=received_at)
    return event, True
