"""The queues of the inbox: which draft stands in which, and in what order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.signing import BadSignature, Signer
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from leads.models import User
from reviews.models import NO_DAY, Draft
from sequences.models import Message

State = Draft.State
Place = date | datetime | int
UNKNOWN = Exists(Message.objects.filter(touch=OuterRef("touch"), state=Message.State.UNKNOWN))
OPEN = Q(state__in=[State.READY, State.FAILED])
CALM = Q(state=State.READY, kind=Draft.Kind.MAIL, note="")
# What is lost by waiting comes first: the day we promised something for, then the freshest talk.
BY_LOSS = ("promised", "-ready_at", "-pk")


@dataclass(frozen=True, slots=True)
class Queue:
    """One list of the inbox; `order` is total, so that a page can continue where one ended."""

    name: str
    title: str
    icon: str
    order: tuple[str, ...]
    nothing: str


_LATEST = ("-decided_at", "-pk")
QUEUES = {
    queue.name: queue
    for queue in (
        Queue("ready", "Ready to review", "inbox", BY_LOSS, "Every draft is decided."),
        Queue("needs", "Needs you", "circle-alert", BY_LOSS, "Nothing needs you right now."),
        Queue("manager", "Waiting for manager", "users", BY_LOSS, "No manager is being asked."),
        Queue("delegated", "With a colleague", "handshake", BY_LOSS, "You handed nothing over."),
        Queue(
            "snoozed", "Put off", "alarm-clock", ("snoozed_until", "-pk"), "You put nothing off."
        ),
        Queue("scheduled", "On their way", "clock", _LATEST, "No mail is waiting to be sent."),
        Queue("sent", "Sent", "mail-check", _LATEST, "Nothing has been sent yet."),
        Queue("rejected", "Rejected", "circle-x", _LATEST, "You rejected nothing."),
    )
}


def places(user: User) -> dict[str, Q]:
    """For each queue, what a draft in it is like. Drafts that a person may see stand in exactly
    one, except while they are being written. Needs the annotation `unknown`."""
    own = Q(asked_by=None) & (Q(assigned_to=None) | Q(assigned_to=user))
    return {
        "ready": CALM & own,
        # Failed, returned with a reason, sensitive, or maybe sent: a mail alone won't do.
        "needs": (OPEN & ~CALM & own) | Q(state=State.APPROVED, unknown=True),
        "manager": OPEN & Q(asked_by__isnull=False),
        "delegated": OPEN & Q(asked_by=None, assigned_to__isnull=False) & ~Q(assigned_to=user),
        "snoozed": Q(state=State.SNOOZED),
        "scheduled": Q(state=State.APPROVED, unknown=False),
        "sent": Q(state=State.SENT),
        "rejected": Q(state=State.REJECTED),
    }


def drafts_in(name: str, *, user: User) -> QuerySet[Draft]:
    """All drafts of one queue the person may see."""
    seen = Draft.objects.visible_to(user)
    if name in {"needs", "scheduled"}:
        seen = seen.alias(unknown=UNKNOWN)
    return seen.filter(places(user)[name])


def ordered(name: str, *, user: User) -> QuerySet[Draft]:
    """The drafts of a queue in its order."""
    # The columns are set in every state a queue holds, so the index on them can be walked.
    found = drafts_in(name, user=user).alias(promised=Coalesce("promised_for", Value(NO_DAY)))
    return found.order_by(*QUEUES[name].order)


def queue_of(draft: Draft, *, user: User | None = None) -> str:
    """The queue in which `user` finds a draft when the address does not say."""
    if draft.state in {State.READY, State.FAILED}:
        if draft.asked_by_id is not None:
            return "manager"
        if draft.assigned_to_id is not None and (user is None or draft.assigned_to_id != user.pk):
            return "delegated"
    match draft.state:
        case State.READY if draft.kind == Draft.Kind.MAIL and not draft.note:
            return "ready"
        case State.APPROVED:
            return "scheduled"
        case State.SENT | State.REJECTED | State.SNOOZED:
            return str(draft.state)
        case _:
            return "needs"


def place(draft: Draft, name: str) -> list[Place]:
    """Where a draft stands in a queue's order, or would stand if it were in it."""
    return [_value(draft, key.lstrip("-")) for key in QUEUES[name].order]


def beside(name: str, at: Sequence[Place], *, behind: bool) -> Q:
    """Drafts behind a place of a queue's order, or before it."""
    found, same = Q(), Q()
    for key, value in zip(QUEUES[name].order, at, strict=True):
        column = key.lstrip("-")
        less = key.startswith("-") == behind
        found |= same & Q(**{f"{column}__{'lt' if less else 'gt'}": value})
        same &= Q(**{column: value})
    return found


def cursor(draft: Draft, name: str) -> str:
    """Where the next page begins, signed: what comes back is nobody's to make up."""
    written = [v if isinstance(v, int) else v.isoformat() for v in place(draft, name)]
    return Signer(salt="inbox").sign_object([name, *written])


def uncursor(given: str, name: str) -> list[Place] | None:
    """The place a cursor names; None for one that is not ours or of another queue."""
    try:
        of, *written = Signer(salt="inbox").unsign_object(given)
    except (BadSignature, ValueError, TypeError):
        return None
    order = QUEUES[name].order
    if of != name or len(written) != len(order):
        return None
    return [_read(value, key.lstrip("-")) for value, key in zip(written, order, strict=True)]


def _value(draft: Draft, column: str) -> Place:
    if column == "pk":
        return draft.pk
    if column == "promised":
        return draft.promised_for or NO_DAY
    moment: datetime = getattr(draft, column) or draft.created_at
    return moment


def _read(value: str | int, column: str) -> Place:
    if isinstance(value, int):
        return value
    return date.fromisoformat(value) if column == "promised" else datetime.fromisoformat(value)
