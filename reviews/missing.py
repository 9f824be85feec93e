"""Why a call or an event has no draft: each one that got none, with the reason and the way to
mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from leads.models import Call, Event, Lead, User
from reviews.models import Draft, Undrafted
from sequences.models import Enrollment, Touch

PAGE = 50
NO_SEQUENCE = "No sequence is published for what follows a call. An admin has to publish one."
NOT_STARTED = "No sequence was started because of it."
MOVING = {
    Call.State.RECEIVED: "It is about to be read.",
    Call.State.READING: "It is being read.",
}


@dataclass(frozen=True, slots=True)
class Missing:
    """A call or an event without words. `mend`: retry_call, open_draft, or empty: wait."""

    lead: Lead
    call: Call | None
    event: Event | None
    reason: str
    mend: str
    draft_id: int | None

    @property
    def title(self) -> str:
        if self.call is not None:
            return self.call.title
        assert self.event is not None
        return f"{self.event.kind.replace('_', ' ').capitalize()} from {self.event.source}"

    @property
    def at(self) -> datetime:
        if self.call is not None:
            return self.call.held_at
        assert self.event is not None
        return self.event.occurred_at


@dataclass(frozen=True, slots=True)
class Page:
    """Some of them, the newest first; `after` continues, None at the end."""

    rows: Sequence[Missing]
    after: int | None


def page(*, user: User, after: int | None = None) -> Page:
    """What the person may see and what got no draft. The number of queries is constant."""
    rows = _explainable(user)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    more = found[PAGE - 1].pk if len(found) > PAGE else None
    return Page([_explained(row) for row in found[:PAGE]], more)


def visible(user: User) -> QuerySet[Undrafted]:
    """Calls and events without a draft that the person may see."""
    return Undrafted.objects.filter(lead__in=Lead.objects.visible_to(user))


def _explainable(user: User) -> QuerySet[Any]:
    started = Enrollment.objects.filter(
        lead=OuterRef("lead"), call__isnull=False, call=OuterRef("call")
    ) | Enrollment.objects.filter(
        lead=OuterRef("lead"), event__isnull=False, event=OuterRef("event")
    )
    newest = started.order_by("-pk")
    touches = Touch.objects.filter(enrollment=OuterRef("enrollment_pk"))
    drafts = Draft.objects.filter(
        lead=OuterRef("lead"), touch__enrollment=OuterRef("enrollment_pk")
    ).order_by("-pk")
    planned = touches.filter(state=Touch.State.PLANNED).order_by("due_at")
    skipped = touches.exclude(reason="").order_by("-pk")
    return (
        visible(user)
        .select_related("call", "event", "lead__account")
        .annotate(
            enrollment_pk=Subquery(newest.values("pk")[:1]),
            run_state=Subquery(newest.values("state")[:1]),
            run_reason=Subquery(newest.values("reason")[:1]),
        )
        .annotate(
            draft_pk=Subquery(drafts.values("pk")[:1]),
            draft_state=Subquery(drafts.values("state")[:1]),
            draft_failure=Subquery(drafts.values("failure")[:1]),
            planned_for=Subquery(planned.values("due_at")[:1]),
            skipped_because=Subquery(skipped.values("reason")[:1]),
        )
    )


def _explained(row: Any) -> Missing:
    reason, mend = _why(row)
    return Missing(row.lead, row.call, row.event, reason, mend, row.draft_pk)


def _why(row: Any) -> tuple[str, str]:
    """`row` is one of `_explainable`, with what they are annotated with."""
    return _why_unread(row.call) or _why_unwritten(row) or _why_not_planned(row)


def _why_unread(call: Call | None) -> tuple[str, str] | None:
    if call is None:
        return None
    if call.state == Call.State.FAILED:
        return call.failure, "retry_call"
    if call.state == Call.State.WAITING:
        return f"{call.failure} It is tried again by itself.", "retry_call"
    if call.state in MOVING:
        return MOVING[Call.State(call.state)], ""
    return None


def _why_unwritten(row: Any) -> tuple[str, str] | None:
    if row.draft_state == Draft.State.FAILED:
        return row.draft_failure, "open_draft"
    if row.draft_state == Draft.State.WRITING:
        return row.draft_failure or "The draft is being written.", ""
    return None


def _why_not_planned(row: Any) -> tuple[str, str]:
    if row.run_state is None:
        return (NO_SEQUENCE if row.call else NOT_STARTED), ""
    if row.run_state in {Enrollment.State.PAUSED, Enrollment.State.STOPPED}:
        word = "paused" if row.run_state == Enrollment.State.PAUSED else "stopped"
        return f"The sequence was {word} before it was written: {row.run_reason}", ""
    if row.planned_for is not None:
        return "It is planned and comes by itself.", ""
    return row.skipped_because or "Its sequence has no step that writes.", ""
