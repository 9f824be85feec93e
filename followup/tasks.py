"""Doorways for the queue: ids in, load, one call. Every task may run twice, or never: the sweep
finds in the rows whatever a lost task left undone."""

from __future__ import annotations

import logging
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_q.tasks import async_task

from leads import reading
from leads.models import Beat, Call
from reviews import alerts, drafting, outcomes, redrawing, scratches, urgency, waking
from reviews.cards import opening
from reviews.models import Draft
from sequences import connection_test, enrollment, planning, stopping
from sequences.models import Enrollment, Mailbox, Touch

log = logging.getLogger(__name__)
MOST = 500  # of each kind in one sweep; the next one is a minute away


def read_call(call_id: int) -> int:
    """Understand a call and draft its follow-up."""
    call = reading.read(call_id, now=timezone.now())
    if call is None:
        return 0
    if call.state == Call.State.FAILED:
        alerts.call_failed(call)
    elif call.state == Call.State.READ:
        follow_up(call_id)
        redraw(call.lead_id)
        follow_cards(call.lead_id)
    return 1


def follow_up(call_id: int) -> int:
    """Enrol the lead of a call that was read, and draft what is due."""
    now = timezone.now()
    call = Call.objects.get(pk=call_id)
    try:
        enrolled = enrollment.enroll_after_call(call, now=now)
    except (enrollment.NoSequence, enrollment.NotEnrolled) as missing:
        log.warning("call %s: %s", call.pk, missing)
        return 0
    due = Touch.objects.to_draft(now=now).filter(enrollment=enrolled).select_related("enrollment")
    for touch in due:
        if draft := drafting.begin(touch, now=now):
            drafting.write(draft.pk, now=now)
    return 1


def write_draft(draft_id: int) -> int:
    """Write or rewrite one draft."""
    return int(drafting.write(draft_id, now=timezone.now()) is not None)


def redraw(lead_id: int) -> int:
    """Draw a lead's drafts anew that a correction of the record has overtaken."""
    return redrawing.redraw(redrawing.outdated().filter(lead=lead_id), now=timezone.now())


def follow_stops(lead_id: int) -> int:
    """Tell a lead's sequences, and those of colleagues, what was heard."""
    return stopping.follow_lead(lead_id, now=timezone.now())


def follow_cards(lead_id: int | None = None) -> int:
    """Open the cards that the rows ask for, of one lead or of everybody, and close what is past."""
    return opening.follow(now=timezone.now(), lead_id=lead_id)


def follow_outcomes() -> int:
    """Carry what the sender reported over to the drafts."""
    return outcomes.follow(now=timezone.now())


def test_mailbox(mailbox_id: int) -> int:
    """Try the connection of a mailbox somebody asked to test."""
    return int(connection_test.run(mailbox_id, now=timezone.now()) is not None)


def beat() -> int:
    """The watchdog's question whether the queue still moves."""
    Beat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
    return 1


def sweep() -> int:
    """Once a minute: ring the bell for everything that is due and undone. Rings only: what takes
    long, or fails, must not keep the rest waiting."""
    now = timezone.now()
    stopping.follow(now=now)
    planning.follow(now=now)
    for touch in Touch.objects.to_draft(now=now).select_related("enrollment")[:MOST]:
        drafting.begin(touch, now=now)
    planning.mark_late(now=now)
    waking.wake(now=now)
    urgency.follow()
    scratches.forget(now=now)
    redrawing.redraw(redrawing.outdated(), now=now)
    enrolled = Enrollment.objects.filter(call__isnull=False).values("call")
    read = Call.objects.filter(state=Call.State.READ).exclude(pk__in=enrolled)
    undone: tuple[tuple[str, QuerySet[Any]], ...] = (
        ("read_call", Call.objects.unread(now=now)),
        ("follow_up", read),
        ("write_draft", Draft.objects.to_write(now=now)),
        ("test_mailbox", Mailbox.objects.to_test()),
    )
    rung = 0
    for task, rows in undone:
        for number in rows.order_by("pk").values_list("pk", flat=True)[:MOST]:
            async_task(f"followup.tasks.{task}", number)
            rung += 1
    rung += alerts.tell_of_failed_calls() + outcomes.follow(now=now)
    return rung + follow_cards()
