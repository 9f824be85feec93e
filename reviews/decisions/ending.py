"""Ending the conversation's sequence from the card: this mail and the rest of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from leads.models import User
from reviews.decisions.taking import Refused, as_text, expect, locked, move, record, unchanged
from reviews.models import Decision, Draft
from sequences import enrollment
from sequences.models import Touch

OPEN = (Draft.State.READY, Draft.State.FAILED, Draft.State.SNOOZED)


def end_sequence(draft_id: int, *, by: User, revision: int, reason: str, now: datetime) -> Draft:
    """Neither this mail nor anything that was planned after it goes out. The reason is kept."""
    if not reason.strip():
        raise Refused("reason", "Say in a few words why nothing more should go out.")
    with transaction.atomic():
        draft = locked(draft_id, by=by)
        expect(draft, *OPEN)
        unchanged(draft, revision)
        record(draft, Decision.Kind.END, by=by, reason=reason.strip(), before=as_text(draft))
        enrollment.stop(draft.touch.enrollment, by=by, reason=reason.strip(), now=now)
        Touch.objects.filter(pk=draft.touch_id).update(state=Touch.State.CANCELLED)
        waiting = Draft.objects.filter(touch__enrollment=draft.touch.enrollment_id, state__in=OPEN)
        for other in waiting.exclude(pk=draft.pk):
            record(other, Decision.Kind.END, by=by, reason=reason.strip(), before=as_text(other))
            move(other, Draft.State.REJECTED, now=now)
        move(draft, Draft.State.REJECTED, now=now)
        return draft
