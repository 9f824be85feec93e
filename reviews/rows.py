"""A draft as one line of a queue says it: worked out here, so that the page only writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from leads.models import User
from reviews.models import Draft
from sequences.models import Message, Touch

State = Draft.State


@dataclass(frozen=True, slots=True)
class Chip:
    """What a line says about its draft; `tone`: bad, look, good, info, mine or plain."""

    tone: str
    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """`at` is when it was decided or became ready; `promised` is empty when it does not press."""

    pk: int
    href: str
    company: str
    at: datetime | None
    title: str
    who: str
    chip: Chip
    has_no_step: bool
    promised: date | None
    is_due: bool
    holder: str
    card: None = None  # what tells it from the line of a card


DONE = {
    State.SENT: Chip("good", "check", "Sent"),
    State.REJECTED: Chip("plain", "", "Rejected"),
    State.FAILED: Chip("bad", "circle-alert", "Not written"),
}
UNKNOWN = Chip("bad", "mail-question", "May have been sent")
ASKED = Chip("info", "users", "Manager first")
LATE = Chip("bad", "clock", "Late")
BACK = Chip("bad", "reply", "Came back")
SENSITIVE = Chip("look", "shield-alert", "Sensitive")
BACKED = Chip("good", "circle-check", "Backed")
YOURS = Chip("mine", "pencil", "Yours")


def row(draft: Draft, *, user: User, today: date) -> Row:
    """The line of a draft that `inbox.page` found, with what it is annotated with."""
    lead, promised = draft.lead, draft.promised_for
    if draft.state not in {State.READY, State.SNOOZED}:
        promised = None
    who = lead.name if lead.owner_id == user.pk else f"{lead.name} · {lead.owner.first_name}’s"
    return Row(
        pk=draft.pk,
        href=reverse("draft", args=[draft.pk]),
        company=lead.account.name,
        at=draft.decided_at or draft.ready_at,
        title=draft.subject or _untitled(draft),
        who=who,
        chip=chip(draft),
        has_no_step=draft.next_step_missing and draft.desk == "ready",
        promised=promised,
        is_due=promised is not None and promised <= today,
        holder=draft.assigned_to.name if draft.assigned_to else "",
    )


def chip(draft: Any) -> Chip:
    """The one thing to know first about a draft, with `inbox.page`'s annotations."""
    if draft.state == State.APPROVED:
        if draft.message_state == Message.State.UNKNOWN:
            return UNKNOWN
        return Chip("info", "clock", f"{timezone.localtime(draft.send_at):%a %H:%M}")
    if draft.state == State.SNOOZED:
        return Chip("plain", "alarm-clock", f"{timezone.localtime(draft.snoozed_until):%a %-d %b}")
    return DONE.get(draft.state) or _waiting(draft)


def _waiting(draft: Any) -> Chip:
    if draft.asked_by_id is not None:
        return ASKED
    if draft.touch.state == Touch.State.LATE:
        return LATE
    if draft.note:
        return BACK
    if draft.kind == Draft.Kind.BRIEF:
        return SENSITIVE
    if draft.to_check:
        return Chip("look", "triangle-alert", f"{draft.to_check} to check")
    return BACKED if draft.backed else YOURS


def _untitled(draft: Draft) -> str:
    if draft.call is not None:
        return draft.call.title
    return "Sensitive call" if draft.kind == Draft.Kind.BRIEF else "No subject"
