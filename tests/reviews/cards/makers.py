"""What cards rest on, made as the product makes it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from leads.models import Call, Lead, StopEvent
from reviews.models import Draft
from sequences.models import Enrollment, Message, Step, Touch, Variant
from tests import factories as make
from tests.rules.making import at_once, message, sql


def heard(lead: Lead, kind: str, **fields: object) -> StopEvent:
    """Something was heard from a lead."""
    given: dict[str, object] = {"source": f"heard {next(make.counter)}"}
    return StopEvent.objects.create(lead=lead, kind=kind, **given | fields)


def read_call(lead: Lead, **fields: object) -> Call:
    return make.call(lead, **{"state": "read", "engine": "rules"} | fields)  # type: ignore[arg-type]


def sent(lead: Lead, *, at: datetime) -> Message:
    """A mail of a finished sequence that went out to the lead at a moment.

    The gate lets nobody write "sent" by hand, so its guard is put aside for that one line.
    """
    call = make.call(lead, held_at=at - timedelta(days=1))
    touch = make.touch(call, state=Touch.State.DONE)
    Enrollment.objects.filter(pk=touch.enrollment_id).update(state="finished")
    draft = make.draft(touch)
    made = message(draft)
    with transaction.atomic():
        at_once()
        sql("ALTER TABLE sequences_message DISABLE TRIGGER USER")
        Message.objects.filter(pk=made.pk).update(
            state="sent", sent_at=at, created_at=at, send_at=at
        )
        at_once()
        sql("ALTER TABLE sequences_message ENABLE TRIGGER USER")
    Draft.objects.filter(pk=draft.pk).update(state="sent", decided_at=at)
    Call.objects.filter(pk=call.pk).update(created_at=at)
    made.refresh_from_db()
    return made


def touched(*, channel: str, lead: Lead | None = None, words: str = "") -> Touch:
    """A step that a person has to take by hand; with a wording of these words."""
    version = make.version(published=False)
    Step.objects.filter(version=version).update(channel=channel)
    step = version.steps.get()
    variant = Variant.objects.create(step=step, label="Short", body=words) if words else None
    call = make.call(lead)
    enrolled = Enrollment.objects.create(version=version, lead=call.lead, call=call)
    return Touch.objects.create(
        enrollment=enrolled, step=step, variant=variant, due_at=timezone.now(), state="task"
    )
