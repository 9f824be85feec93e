"""Doorways for the queue: ids in, load, one call. Every task may run twice, or never: the sweep
finds in the rows whatever a lost task left undone."""

from __future__ import annotations

from django.utils import timezone
from django_q.tasks import async_task

from leads import reading
from leads.models import Beat, Call
from reviews import alerts, drafting, outcomes
from reviews.models import Draft
from sequences import enrollment
from sequences.models import Enrollment, Touch


def read_call(call_id: int) -> int:
    """Understand a call and draft its follow-up."""
    call = reading.read(call_id, now=timezone.now())
    if call is None:
        return 0
    if call.state == Call.State.FAILED:
        alerts.call_failed(call)
    elif call.state == Call.State.READ:
        _follow_up(call)
    return 1


def write_draft(draft_id: int) -> int:
    """Write or rewrite one draft."""
    return int(drafting.write(draft_id, now=timezone.now()) is not None)


def follow_outcomes() -> int:
    """Carry what the sender reported over to the drafts."""
    return outcomes.follow(now=timezone.now())


def beat() -> int:
    """The watchdog's question whether the queue still moves."""
    Beat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
    return 1


def sweep() -> int:
    """Once a minute: ring the bell for everything that is due and undone."""
    now = timezone.now()
    rung = 0
    for call_id in Call.objects.unread(now=now).values_list("pk", flat=True)[:500]:
        async_task("followup.tasks.read_call", call_id)
        rung += 1
    enrolled = Enrollment.objects.filter(call__isnull=False).values("call")
    for call in Call.objects.filter(state=Call.State.READ).exclude(pk__in=enrolled)[:500]:
        _follow_up(call)
        rung += 1
    for touch in Touch.objects.to_draft(now=now).select_related("enrollment")[:500]:
        if draft := drafting.begin(touch, now=now):
            async_task("followup.tasks.write_draft", draft.pk)
            rung += 1
    for draft_id in Draft.objects.to_write(now=now).values_list("pk", flat=True)[:500]:
        async_task("followup.tasks.write_draft", draft_id)
        rung += 1
    return rung + outcomes.follow(now=now)


def _follow_up(call: Call) -> None:
    now = timezone.now()
    enrolled = enrollment.enroll_after_call(call, now=now)
    for touch in (
        Touch.objects.to_draft(now=now).filter(enrollment=enrolled).select_related("enrollment")
    ):
        if draft := drafting.begin(touch, now=now):
            drafting.write(draft.pk, now=now)
