"""The review inbox: queues, their order, their counters. Query counts do not grow with rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from leads.models import Call, User
from reviews.models import Decision, Draft, Sentence
from sequences.models import Message

PAGE = 50
State = Draft.State
_UNKNOWN = Exists(Message.objects.filter(touch=OuterRef("touch"), state=Message.State.UNKNOWN))
_CALM = Q(state=State.READY, kind=Draft.Kind.MAIL, note="")


@dataclass(frozen=True, slots=True)
class Queue:
    """One list of the inbox. `moment` is the column it is ordered by, newest first."""

    name: str
    title: str
    icon: str
    moment: str
    nothing: str


QUEUES = {
    queue.name: queue
    for queue in (
        Queue("ready", "Ready to review", "inbox", "ready_at", "Every draft is decided."),
        Queue("needs", "Needs you", "circle-alert", "ready_at", "Nothing needs you right now."),
        Queue("scheduled", "On their way", "clock", "decided_at", "No mail is waiting to be sent."),
        Queue("sent", "Sent", "mail-check", "decided_at", "Nothing has been sent yet."),
        Queue("rejected", "Rejected", "circle-x", "decided_at", "You rejected nothing."),
    )
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a queue; `after` continues it, None at the end."""

    rows: Sequence[Draft]
    after: str | None


def drafts_in(name: str, *, user: User) -> QuerySet[Draft]:
    """All drafts of one queue the person may see."""
    seen = Draft.objects.visible_to(user)
    match name:
        case "needs":
            # Failed, returned with a reason, sensitive, or maybe sent: a mail alone won't do.
            return seen.filter(
                Q(state=State.FAILED)
                | Q(state=State.READY) & ~Q(kind=Draft.Kind.MAIL, note="")
                | Q(state=State.APPROVED) & _UNKNOWN
            )
        case "scheduled":
            return seen.filter(~_UNKNOWN, state=State.APPROVED)
        case "sent":
            return seen.filter(state=State.SENT)
        case "rejected":
            return seen.filter(state=State.REJECTED)
        case _:
            return seen.filter(_CALM)


def queue_of(draft: Draft) -> str:
    """The queue in which a draft is found when the address does not say."""
    match draft.state:
        case State.READY if draft.kind == Draft.Kind.MAIL and not draft.note:
            return "ready"
        case State.APPROVED:
            return "scheduled"
        case State.SENT:
            return "sent"
        case State.REJECTED:
            return "rejected"
        case _:
            return "needs"


def page(name: str, *, user: User, after: str = "", search: str = "") -> Page:
    """One page of a queue. A cursor that is not ours starts from the top."""
    rows = _ordered(name, user=user)
    if search:
        rows = rows.filter(
            Q(subject__icontains=search)
            | Q(lead__name__icontains=search)
            | Q(lead__email__icontains=search)
            | Q(lead__account__name__icontains=search)
        )
    if place := _place(after):
        rows = rows.filter(_beside("lt", name, *place))
    found = list(_with_marks(rows)[: PAGE + 1])
    more = _cursor(found[PAGE - 1], name) if len(found) > PAGE else None
    return Page(found[:PAGE], more)


def following(draft: Draft, *, name: str, user: User) -> Draft | None:
    """What to decide next once `draft` has left the queue: the one behind it, else the first."""
    rows = _ordered(name, user=user).exclude(pk=draft.pk)
    return rows.filter(_side("lt", draft, name)).first() or rows.first()


def neighbours(draft: Draft, *, name: str, user: User) -> tuple[int | None, int | None]:
    """Ids of the drafts before and behind this one in the queue."""
    rows = _ordered(name, user=user).exclude(pk=draft.pk)
    before = rows.filter(_side("gt", draft, name)).reverse()
    behind = rows.filter(_side("lt", draft, name))
    ids = [found.values_list("pk", flat=True).first() for found in (before, behind)]
    return ids[0], ids[1]


def counters(user: User) -> dict[str, int]:
    """How many wait in each queue that a person has to empty, and calls being read."""
    open_drafts = (
        Draft.objects.visible_to(user)
        .filter(state__in=[State.READY, State.FAILED, State.APPROVED])
        .annotate(unknown=_UNKNOWN)
    )
    needs = (
        Q(state=State.FAILED)
        | Q(state=State.READY) & ~Q(kind=Draft.Kind.MAIL, note="")
        | Q(state=State.APPROVED, unknown=True)
    )
    counted = open_drafts.aggregate(
        ready=Count("pk", filter=_CALM),
        needs=Count("pk", filter=needs),
        scheduled=Count("pk", filter=Q(state=State.APPROVED, unknown=False)),
    )
    return {**counted, "reading": in_progress(user).count()}


def in_progress(user: User) -> QuerySet[Call]:
    """Calls that have no follow-up yet: being read, failed, or with a draft being written."""
    writing = Draft.objects.filter(call=OuterRef("pk"), state=State.WRITING)
    drafted = Draft.objects.filter(call=OuterRef("pk"))
    return (
        Call.objects.visible_to(user)
        .filter(~Q(state=Call.State.READ) | Exists(writing) | ~Exists(drafted))
        .annotate(waits_because=Subquery(writing.values("failure")[:1]))
        .select_related("lead", "account")
        .order_by("-created_at", "-pk")
    )


def just_decided(user: User, *, now: datetime) -> Decision | None:
    """What this person decided last, while it can still be undone: an approval that is held
    (`held_until` says until when), or a rejection of a moment ago."""
    held = Message.objects.filter(
        approval=OuterRef("approval"),
        state__in=[Message.State.SCHEDULED, Message.State.CLAIMED],
        send_at__gt=now,
    )
    last = (
        Decision.objects.filter(by=user, at__gt=now - settings.HOLD - timedelta(seconds=5))
        .annotate(held_until=Subquery(held.values("send_at")[:1]))
        .select_related("draft__lead")
        .order_by("-at", "-pk")
        .first()
    )
    if last is None:
        return None
    approved = last.kind == Decision.Kind.APPROVE and last.held_until is not None
    rejected = last.kind == Decision.Kind.REJECT and last.draft.state == State.REJECTED
    return last if approved or rejected else None


def _ordered(name: str, *, user: User) -> QuerySet[Draft]:
    # The column is set in every state a queue holds, so the index on it can be walked.
    return drafts_in(name, user=user).order_by(f"-{QUEUES[name].moment}", "-pk")


def _side(which: str, draft: Draft, name: str) -> Q:
    """Drafts before (`gt`) or behind (`lt`) this one in a queue."""
    moment: datetime | None = getattr(draft, QUEUES[name].moment)
    return _beside(which, name, moment or draft.created_at, draft.pk)


def _beside(which: str, name: str, moment: datetime, pk: int) -> Q:
    column = QUEUES[name].moment
    return Q(**{f"{column}__{which}": moment}) | Q(**{column: moment, f"pk__{which}": pk})


def _with_marks(rows: QuerySet[Draft]) -> QuerySet[Draft]:
    """What a row says about its draft, counted only for the rows that are shown."""

    def count(**which: object) -> Coalesce:
        of_draft = Sentence.objects.filter(draft=OuterRef("pk"), **which).order_by()
        return Coalesce(Subquery(of_draft.values("draft").annotate(n=Count("pk")).values("n")), 0)

    messages = Message.objects.filter(touch=OuterRef("touch")).order_by("-pk")
    return rows.select_related("lead__account", "lead__owner", "call").annotate(
        to_check=count(verdict=Sentence.Verdict.WEAK, is_left_out=False),
        backed=count(verdict=Sentence.Verdict.SUPPORTED, is_left_out=False),
        left_out=count(is_left_out=True),
        message_state=Subquery(messages.values("state")[:1]),
        send_at=Subquery(messages.values("send_at")[:1]),
    )


def _cursor(draft: Draft, name: str) -> str:
    moment: datetime = getattr(draft, QUEUES[name].moment)
    return Signer(salt="inbox").sign_object([moment.isoformat(), draft.pk])


def _place(after: str) -> tuple[datetime, int] | None:
    try:
        moment, pk = Signer(salt="inbox").unsign_object(after)
        return datetime.fromisoformat(moment), int(pk)
    except (BadSignature, ValueError, TypeError):
        return None
