"""The whole sequence at once: every mail that is still planned is drafted now, each for review.

Nothing goes any earlier for it: approving one approves that one, for its own window.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from leads.models import Lead, User
from reviews import drafting
from reviews.models import Draft
from reviews.signals import draft_wanted
from sequences.models import Enrollment, Step, Touch


class NothingAhead(Exception):
    """Why there is nothing to draft, in words."""


def write_ahead(enrollment: Enrollment, *, by: User, now: datetime) -> list[Draft]:
    """Have every planned mail of a running enrollment drafted now. Raises `NothingAhead`."""
    with transaction.atomic():
        Lead.objects.select_for_update(no_key=True).get(pk=enrollment.lead_id)
        if not Enrollment.objects.running().filter(pk=enrollment.pk).exists():
            raise NothingAhead("This sequence is not running. Start it again first.")
        planned = Touch.objects.filter(
            enrollment=enrollment, state=Touch.State.PLANNED, step__channel=Step.Channel.EMAIL
        )
        touches = list(planned.select_related("enrollment").order_by("due_at", "pk"))
        if not touches:
            raise NothingAhead("Every mail of this sequence is drafted already.")
        Enrollment.objects.filter(pk=enrollment.pk).update(ahead_at=now, ahead_by=by)
        begun = [draft for touch in touches if (draft := drafting.begin(touch, now=now))]
        for draft in begun:
            draft_wanted.send(sender=Draft, draft=draft)
        return begun
