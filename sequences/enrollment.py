"""Putting a lead on a sequence because of a call, and planning its touches."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from leads.models import Call
from sequences.models import Enrollment, Sequence, Touch, Version


class NoSequence(Exception):
    """No published sequence for this purpose; the text says what an admin should do."""


def published(purpose: str) -> Version:
    """The newest published version of the active sequence for a purpose."""
    version = (
        Version.objects.filter(
            sequence__purpose=purpose, sequence__is_active=True, published_at__isnull=False
        )
        .order_by("-published_at", "-number")
        .first()
    )
    if version is None:
        label = Sequence.Purpose(purpose).label.lower()
        raise NoSequence(f"No sequence is published for “{label}”. An admin has to publish one.")
    return version


def enroll_after_call(call: Call, *, now: datetime) -> Enrollment:
    """Enrol the call's lead once; the touches are planned from `now`. Safe to run twice."""
    with transaction.atomic():
        existing = Enrollment.objects.filter(call=call).first()
        if existing is not None:
            return existing
        version = published(Sequence.Purpose.AFTER_CALL)
        enrollment, created = Enrollment.objects.get_or_create(
            version=version, call=call, defaults={"lead_id": call.lead_id}
        )
        if created:
            due = now
            for step in version.steps.all():
                due += step.delay
                Touch.objects.create(enrollment=enrollment, step=step, due_at=due)
        return enrollment


def greeting(touch: Touch) -> str:
    """The step's greeting for this lead."""
    lead = touch.enrollment.lead
    return touch.step.greeting.replace("{lead.first_name}", lead.first_name).replace(
        "{lead.name}", lead.name
    )


def sign_off(touch: Touch, *, rep_name: str) -> str:
    """The step's closing words for the rep who will sign."""
    return touch.step.sign_off.replace("{rep.first_name}", rep_name.split()[0]).replace(
        "{rep.name}", rep_name
    )
