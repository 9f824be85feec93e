"""Calling instead of writing: the brief gives way to a card with the number and what to say."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from leads.models import User
from reviews.decisions.taking import as_text, expect, locked, move, record, unchanged
from reviews.models import Card, Decision, Draft
from sequences.models import Touch


def call_instead(draft_id: int, *, by: User, revision: int, now: datetime) -> Card:
    """Nothing is written for now: the draft is put aside with a decision of its own, and a card
    asks for the call. Bringing the draft back closes the card. Raises `Refused`."""
    with transaction.atomic():
        draft = locked(draft_id, by=by)
        expect(draft, Draft.State.READY, Draft.State.FAILED, Draft.State.SNOOZED)
        unchanged(draft, revision)
        decision = record(
            draft, Decision.Kind.CALL, by=by, reason="Calls instead.", before=as_text(draft)
        )
        move(draft, Draft.State.REJECTED, now=now)
        Touch.objects.filter(pk=draft.touch_id).update(state=Touch.State.CANCELLED)
        return Card.objects.create(
            kind=Card.Kind.CALL_TASK,
            key=f"call:draft:{decision.pk}",
            lead=draft.lead,
            call=draft.call,
            draft=draft,
            due_on=now.date(),
            opened_at=now,
        )
