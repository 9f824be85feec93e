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
ANSWER, MEETING, STAGE = "answer", "meeting", "stage"
WAITS = {
    ANSWER: "Until they answer.",
    MEETING: "Until a meeting is booked.",
    STAGE: "Until their stage changes.",
}


def snooze(
    draft_id: int,
    *,
    by: User,
    revision: int,
    until: datetime | None = None,
    waits_for: str = "",
    now: datetime,
) -> Draft:
    """Put the draft off until `until`, or until one of `WAITS` happens or 45 days passed.

    Waiting for one thing, it sleeps through the others: an answer, a meeting and a stage are each
    waited for alone. Whatever else ends the conversation (they want no more mail, somebody here
    wrote by hand) brings it back in any case, and so does anything while a moment is waited for.
    """
    if waits_for not in WAITS and not (until and now < until <= now + LONGEST):
        raise Refused("moment", "Choose a moment that is still to come, within a year.")
    with transaction.atomic():
        draft = locked(draft_id, by=by)
        expect(draft, Draft.State.READY, Draft.State.SNOOZED)
        unchanged(draft, revision)
        draft.state = Draft.State.SNOOZED
        draft.snoozed_until = now + SILENCE if waits_for else until
        draft.snoozed_stage = draft.lead.stage if waits_for == STAGE else ""
        draft.note = ""
        draft.save(update_fields=["state", "snoozed_until", "snoozed_stage", "note"])
        record(
            draft,
            Decision.Kind.SNOOZE,
            by=by,
            reason=WAITS.get(waits_for, ""),
            before=waits_for,  # `waking` reads from here what is waited for
            after=(draft.snoozed_until or now).isoformat(),
        )
        return draft
