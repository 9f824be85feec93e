"""The queues of the inbox: which draft stands in which, and in what order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.signing import BadSignature, Signer
from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.lookups import Lookup

from leads.models import Lead, User
from reviews.models import Card, Draft
from sequences.models import Message

State = Draft.State
Place = datetime | int
UNKNOWN = Exists(Message.objects.filter(touch=OuterRef("touch"), state=Message.State.UNKNOWN))
# What is lost by waiting comes first: the day we promised something for or on which its moment has
# passed, then the hotter lead, then the freshest talk.
EVERY = Q()
WAITING = ("ready", "needs", "manager", "snoozed")
BY_LOSS = ("-haste", "-since", "-pk")


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
    """The drafts of a queue in its order. For the first few of many, ask `nearest`."""
    return drafts_in(name, user=user).order_by(*QUEUES[name].order)


def nearest(
    name: str,
    *,
    user: User,
    most: int,
    beside: Sequence[Place] | None = None,
    behind: bool = True,
    which: Q = EVERY,
) -> QuerySet[Draft]:
    """The first `most` drafts of a queue, or those next `beside` a place of it, in its order.

    However many there are: for each person whose leads `user` sees, and for each lead shared with
    `user`, one index is walked no further than `most` rows.
    """
    order = QUEUES[name].order
    if not behind:
        order = tuple(_turned(key) for key in order)
    mine = Draft.objects.filter(which).order_by(*order)
    if beside is not None:
        mine = mine.filter(_next_to(order, beside))
    ids: list[QuerySet[Any, Any]] = [
        _walked(rows, mine.filter(kind), link, most)
        for kind in places(user)[name]
        for rows, link in _whose(user)
    ]
    return Draft.objects.filter(pk__in=ids[0].union(*ids[1:], all=True)).order_by(*order)[:most]


def waiting(user: User) -> dict[str, int]:
    """How many drafts wait in each queue that is to be emptied."""
    counted = dict.fromkeys((*WAITING, "delegated", "scheduled"), 0)
    for desk, holder, number in _counts(user):
        if desk == "unsure":  # counted with the approved ones too
            counted["needs"] += number
            counted["scheduled"] -= number
        elif desk in {"ready", "needs"} and holder not in {None, user.pk}:
            counted["delegated"] += number
        else:
            counted["scheduled" if desk == "approved" else desk] += number
    return counted


def _counts(user: User) -> QuerySet[Draft, tuple[str, int | None, int]]:
    """Desk, whom it was handed to, and how many of these the person sees; "unsure" are those of
    the approved that may have been sent."""
    parts = []
    for rows, link in _whose(user):
        seen = Draft.objects.filter(**{f"{link}__in": rows}).order_by()
        lying = seen.filter(desk__in=[*WAITING, "approved"]).values_list("desk", "assigned_to")
        unsure = seen.filter(UNKNOWN, desk="approved").values_list(Value("unsure"), "assigned_to")
        parts += [lying.annotate(number=Count("*")), unsure.annotate(number=Count("*"))]
    return parts[0].union(*parts[1:], all=True)


def _whose(user: User) -> list[tuple[QuerySet[User] | QuerySet[Lead], str]]:
    """Whose drafts a person sees: rows, and the draft's column that points at them. The same rule
    as `Lead.objects.visible_to`; a test holds the two together."""
    if user.role == User.Role.ADMIN:
        return [(User.objects.none(), "owner")]
    people = User.objects.filter(pk=user.pk)
    if user.role == User.Role.MANAGER and user.team_id is not None:
        people = User.objects.filter(Q(pk=user.pk) | Q(team=user.team_id))
    shared = Lead.objects.filter(shared_with=user).exclude(owner__in=people)
    return [(people, "owner"), (shared, "lead")]


def _walked(
    rows: QuerySet[User] | QuerySet[Lead], found: QuerySet[Draft], link: str, most: int
) -> QuerySet[User] | QuerySet[Lead]:
    """Ids of the first drafts of each of `rows`."""
    firsts = ArraySubquery(found.filter(**{link: OuterRef("pk")}).values("pk")[:most])
    unnested = Func(firsts, function="unnest", output_field=IntegerField())
    return rows.order_by().values_list(unnested)


def _next_to(order: Sequence[str], at: Sequence[Place]) -> Lookup[bool]:
    columns = Tuple(*(F(key.lstrip("-")) for key in order))
    return (TupleLessThan if order[0].startswith("-") else TupleGreaterThan)(columns, tuple(at))


def _turned(key: str) -> str:
    return key.removeprefix("-") if key.startswith("-") else f"-{key}"


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


def place(entry: Draft | Card, name: str) -> list[Place]:
    """Where a draft or a card stands in a queue's order, or would stand if it were in it."""
    found = [getattr(entry, key.lstrip("-")) for key in QUEUES[name].order]
    return [entry.since if value is None else value for value in found]


def cursor(entry: Draft | Card, name: str) -> str:
    """Where the next page begins, signed: what comes back is nobody's to make up."""
    written = [v if isinstance(v, int) else v.isoformat() for v in place(entry, name)]
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
