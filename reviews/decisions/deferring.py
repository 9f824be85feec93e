"""Putting a draft off until a moment, or until the other side does something. It comes back by
itself: `reviews.waking` looks once a minute."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from leads.models import User
from reviews.decisions.taking import Refused, expect, locked, record, unchanged
from reviews.models import Decision, Draft

SILENCE = timedelta(days=45)  # what waits for an answer comes back after this long without one
LONGEST = timedelta(days=366)


def snooze(
    draft_id: int,
    *,
    by: User,
    revision: int,
    until: datetime | None,
    now: datetime,
    on_stage: bool = False,
) -> Draft:
    """Put the draft off until `until`; None: until they answer, book a meeting or 45 days passed;
    `on_stage`: until the lead is in another stage than now, or 45 days passed.

    Whatever ends the conversation as it was brings it back earlier in any case.
    """
    if until is not None and not now < until <= now + LONGEST:
        raise Refused("moment", "Choose a moment that is still to come, within a year.")
    with transaction.atomic():
        draft = locked(draft_id, by=by)
        expect(draft, Draft.State.READY, Draft.State.SNOOZED)
        unchanged(draft, revision)
        draft.state, draft.snoozed_until = Draft.State.SNOOZED, until or now + SILENCE
        draft.snoozed_stage = draft.lead.stage if on_stage else ""
        draft.note = ""
        draft.save(update_fields=["state", "snoozed_until", "snoozed_stage", "note"])
        waits = "Until their stage changes." if on_stage else "Until they answer."
        reason = "" if until else waits
        record(
            draft, Decision.Kind.SNOOZE, by=by, reason=reason, after=draft.snoozed_until.isoformat()
        )
        return draft
