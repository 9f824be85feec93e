"""The queues of the inbox: which draft stands in which, and in what order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.core.signing import BadSignature, Signer
from django.db.models import Exists, OuterRef, Q, QuerySet

from leads.models import User
from reviews.models import Card, Draft
from sequences.models import Message

State = Draft.State
Place = datetime | int
UNKNOWN = Exists(Message.objects.filter(touch=OuterRef("touch"), state=Message.State.UNKNOWN))
# What is lost by waiting comes first: the day we promised something for or on which its moment has
# passed, then the hotter lead, then the freshest talk.
BY_LOSS = ("-haste", "-since", "-pk")


class Found(NamedTuple):
    """A draft as a queue holds it: where it stands, its id last."""

    at: tuple[Place, ...]

    @property
    def pk(self) -> int:
        pk = self.at[-1]
        assert isinstance(pk, int)
        return pk


@dataclass(frozen=True, slots=True)
class Queue:
    """One list of the inbox. `order` is total, so that a page can continue where one ended, and of
    one direction, so that an index is walked from there."""

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
        Queue("manager", "With the manager", "users", BY_LOSS, "You asked no manager."),
        Queue("delegated", "With a colleague", "handshake", BY_LOSS, "You handed nothing over."),
        Queue("snoozed", "Put off", "alarm-clock", ("snoozed_until", "pk"), "You put nothing off."),
        Queue("scheduled", "On their way", "clock", _LATEST, "No mail is waiting to be sent."),
        Queue("sent", "Sent", "mail-check", _LATEST, "Nothing has been sent yet."),
        Queue("rejected", "Rejected", "circle-x", _LATEST, "You rejected nothing."),
    )
}

# The same drafts from the other side: a manager is the one who was asked.
ASKED = Queue("manager", "Waiting for you", "users", BY_LOSS, "Nobody is asking you.")


def queue_for(user: User, name: str) -> Queue:
    """A queue in the words of the person who looks at it."""
    return ASKED if name == "manager" and user.role == User.Role.MANAGER else QUEUES[name]


def places(user: User) -> dict[str, tuple[Q, ...]]:
    """For each queue, what the drafts in it are like: one or more kinds, each of one desk. Drafts
    that a person may see stand in exactly one, except while they are being written."""
    mine = Q(assigned_to=None) | Q(assigned_to=user)
    theirs = Q(assigned_to__isnull=False) & ~Q(assigned_to=user)
    return {
        "ready": (Q(desk="ready") & mine,),
        # Failed, returned with a reason, sensitive, or maybe sent: a mail alone won't do.
        "needs": (Q(desk="needs") & mine, Q(UNKNOWN, desk="approved")),
        "manager": (Q(desk="manager"),),
        "delegated": (Q(desk="ready") & theirs, Q(desk="needs") & theirs),
        "snoozed": (Q(desk="snoozed"),),
        "scheduled": (Q(~UNKNOWN, desk="approved"),),
        "sent": (Q(desk="sent"),),
        "rejected": (Q(desk="rejected"),),
    }


def drafts_in(name: str, *, user: User) -> QuerySet[Draft]:
    """All drafts of one queue the person may see."""
    return Draft.objects.visible_to(user).filter(_either(places(user)[name]))


def ordered(name: str, *, user: User) -> QuerySet[Draft]:
    """The drafts of a queue in its order. For the first few of many, `walking.walk`."""
    return drafts_in(name, user=user).order_by(*QUEUES[name].order)


def _either(kinds: Sequence[Q]) -> Q:
    found = Q()
    for kind in kinds:
        found |= kind
    return found


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


def place(entry: Draft | Card | Found, name: str) -> Sequence[Place]:
    """Where a draft or a card stands in a queue's order, or would stand if it were in it."""
    if isinstance(entry, Found):
        return entry.at
    found = [getattr(entry, key.lstrip("-")) for key in QUEUES[name].order]
    return [entry.since if value is None else value for value in found]


def cursor(at: Sequence[Place], name: str) -> str:
    """Where the next page begins, signed: what comes back is nobody's to make up."""
    written = [v if isinstance(v, int) else v.isoformat() for v in at]
    return Signer(salt="inbox").sign_object([name, *written])


def uncursor(given: str, name: str) -> list[Place] | None:
    """The place a cursor names; None for one that is not ours or of another queue."""
    try:
        of, *written = Signer(salt="inbox").unsign_object(given)
    except (BadSignature, ValueError, TypeError):
        return None
    if of != name or len(written) != len(QUEUES[name].order):
        return None
    return [v if isinstance(v, int) else datetime.fromisoformat(v) for v in written]
