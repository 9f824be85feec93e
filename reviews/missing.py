"""Why a call has no draft: each one that got none, with the reason and the way to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from leads.models import Call, User
from reviews.models import Draft
from sequences.models import Enrollment, Touch

PAGE = 50
NO_SEQUENCE = "No sequence is published for what follows a call. An admin has to publish one."
MOVING = {
    Call.State.RECEIVED: "It is about to be read.",
    Call.State.READING: "It is being read.",
}


@dataclass(frozen=True, slots=True)
class Missing:
    """A call without words to review. `mend`: retry_call, open_draft, or empty: wait."""

    call: Call
    reason: str
    mend: str
    draft_id: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some of them, the newest calls first; `after` continues, None at the end."""

    rows: Sequence[Missing]
    after: int | None


def page(*, user: User, after: int | None = None) -> Page:
    """The calls the person may see that got no draft. The number of queries is constant."""
    calls = _calls(user)
    if after is not None:
        calls = calls.filter(pk__lt=after)
    found = list(calls.order_by("-pk")[: PAGE + 1])
    more = found[PAGE - 1].pk if len(found) > PAGE else None
    return Page([_explained(call) for call in found[:PAGE]], more)


def _calls(user: User) -> QuerySet[Any]:
    of_call = Draft.objects.filter(call=OuterRef("pk")).order_by("-pk")
    written = of_call.exclude(state__in=[Draft.State.WRITING, Draft.State.FAILED])
    enrolled = Enrollment.objects.filter(call=OuterRef("pk")).order_by("-pk")
    planned = Touch.objects.filter(enrollment__call=OuterRef("pk"), state=Touch.State.PLANNED)
    return (
        Call.objects.visible_to(user)
        .filter(~Q(state=Call.State.READ) | ~Exists(written))
        .select_related("lead", "account")
        .annotate(
            draft_pk=Subquery(of_call.values("pk")[:1]),
            draft_state=Subquery(of_call.values("state")[:1]),
            draft_failure=Subquery(of_call.values("failure")[:1]),
            run_state=Subquery(enrolled.values("state")[:1]),
            run_reason=Subquery(enrolled.values("reason")[:1]),
            planned_for=Subquery(planned.order_by("due_at").values("due_at")[:1]),
        )
    )


def _explained(call: Any) -> Missing:
    reason, mend = _why(call)
    return Missing(call, reason, mend, call.draft_pk)


def _why(call: Any) -> tuple[str, str]:
    """`call` is one of `_calls`, with what they are annotated with."""
    if call.state == Call.State.FAILED:
        return call.failure, "retry_call"
    if call.state == Call.State.WAITING:
        return f"{call.failure} It is tried again by itself.", "retry_call"
    if call.state in MOVING:
        return MOVING[call.state], ""
    if call.draft_state == Draft.State.FAILED:
        return call.draft_failure, "open_draft"
    if call.draft_state == Draft.State.WRITING:
        return call.draft_failure or "The draft is being written.", ""
    if call.run_state is None:
        return NO_SEQUENCE, ""
    if call.run_state in {Enrollment.State.PAUSED, Enrollment.State.STOPPED}:
        word = "paused" if call.run_state == Enrollment.State.PAUSED else "stopped"
        return f"The sequence was {word} before it was written: {call.run_reason}", ""
    if call.planned_for is not None:
        return "It is planned and comes by itself.", ""
    return "Its sequence has no step that writes.", ""
