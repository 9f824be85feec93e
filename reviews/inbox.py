"""The review inbox: queues, their order, their counters. Query counts do not grow with rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from leads.models import Call, User
from reviews import missing
from reviews.cards import listing
from reviews.models import Card, Decision, Draft, Sentence, Undrafted
from reviews.queues import (
    QUEUES,
    Place,
    State,
    cursor,
    drafts_in,
    nearest,
    ordered,
    place,
    queue_for,
    queue_of,
    uncursor,
    waiting,
)
from sequences.models import Message

__all__ = [
    "PAGE", "QUEUES", "Entry", "Page", "around", "counters", "drafts_in", "following",
    "in_progress", "just_decided", "nearest", "neighbours", "ordered", "page", "queue_for",
    "queue_of",
]  # fmt: skip

PAGE = 50
# What a line of a queue walks through, and the columns it reads: a page has fifty of them.
WALKED = ("lead__account", "lead__owner", "call", "assigned_to", "touch")
SHOWN = (
    "kind", "state", "subject", "note", "desk", "haste", "since", "next_step_missing", "asked_by",
    "created_at", "ready_at", "decided_at", "snoozed_until", "promised_for", "lead__name",
    "lead__account__name", "lead__owner__name", "call__title", "assigned_to__name", "touch__state",
)  # fmt: skip
Entry = Draft | Card  # what can stand in a queue


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a queue; `after` continues it, None at the end."""

    rows: Sequence[Entry]
    after: str | None


def page(name: str, *, user: User, after: str = "", search: str = "") -> Page:
    """One page of a queue. A cursor that is not ours starts from the top."""
    at = uncursor(after, name)
    which = _about(search) if search else Q()
    drafts = nearest(name, user=user, most=PAGE + 1, beside=at, which=which)
    found: list[Entry] = list(_with_marks(drafts))
    if name == listing.QUEUE:
        cards = listing.nearest(user, most=PAGE + 1, beside=at, search=search)
        found = sorted([*found, *cards], key=lambda one: place(one, name), reverse=True)
    more = cursor(found[PAGE - 1], name) if len(found) > PAGE else None
    return Page(found[:PAGE], more)


def following(entry: Entry, *, name: str, user: User) -> Entry | None:
    """What to decide next once `entry` has left the queue: the one behind it, else the first."""
    for at in (place(entry, name), None):
        rows = _entries(name, user=user, most=2, beside=at)
        if found := next((row for row in rows if row != entry), None):
            return found
    return None


def around(entry: Entry, *, name: str, user: User) -> tuple[Entry | None, Entry | None]:
    """What stands before and behind a draft or a card in the queue."""
    at = place(entry, name)
    before = _entries(name, user=user, most=1, beside=at, behind=False)
    behind = _entries(name, user=user, most=1, beside=at)
    return (before[0] if before else None), (behind[0] if behind else None)


def _entries(
    name: str,
    *,
    user: User,
    most: int,
    beside: Sequence[Place] | None = None,
    behind: bool = True,
) -> list[Entry]:
    """Drafts and, where they stand, cards next to a place: enough to be found and opened."""
    few = nearest(name, user=user, most=most, beside=beside, behind=behind)
    found: list[Entry] = list(few.only("created_at", *_columns(name)))
    if name == listing.QUEUE:
        found += listing.nearest(user, most=most, beside=beside, behind=behind)
        found.sort(key=lambda one: place(one, name), reverse=behind)
    return found[:most]


def _columns(name: str) -> list[str]:
    return [key.lstrip("-") for key in QUEUES[name].order if not key.endswith("pk")]


def neighbours(draft: Draft, *, name: str, user: User) -> tuple[int | None, int | None]:
    """Ids of the drafts before and behind this one in the queue."""
    at = place(draft, name)
    before, behind = (
        nearest(name, user=user, most=1, beside=at, behind=side).values_list("pk", flat=True)
        for side in (False, True)
    )
    return next(iter(before), None), next(iter(behind), None)


def counters(user: User) -> dict[str, int]:
    """How many wait in each queue that is to be emptied, and calls that got no draft so far."""
    counted = {**waiting(user), "reading": in_progress(user).order_by().count()}
    counted[listing.QUEUE] += listing.open_cards(user).count()
    return counted


def in_progress(user: User) -> QuerySet[Undrafted]:
    """Calls and events that have no follow-up yet and wait for no person: being read, failed to be
    read, or with a draft being written."""
    failed = Draft.objects.filter(call=OuterRef("call"), state=State.FAILED)
    return missing.visible(user).exclude(Exists(failed), call__state=Call.State.READ)


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


def _about(search: str) -> Q:
    return (
        Q(subject__icontains=search)
        | Q(lead__name__icontains=search)
        | Q(lead__email__icontains=search)
        | Q(lead__account__name__icontains=search)
    )


def _with_marks(rows: QuerySet[Draft]) -> QuerySet[Draft]:
    """What a row says about its draft, counted only for the rows that are shown."""

    def count(**which: object) -> Coalesce:
        of_draft = Sentence.objects.filter(draft=OuterRef("pk"), **which).order_by()
        return Coalesce(Subquery(of_draft.values("draft").annotate(n=Count("pk")).values("n")), 0)

    messages = Message.objects.filter(touch=OuterRef("touch")).order_by("-pk")
    return (
        rows.select_related(*WALKED)
        .only(*SHOWN)
        .annotate(
            to_check=count(verdict=Sentence.Verdict.WEAK, is_left_out=False),
            backed=count(verdict=Sentence.Verdict.SUPPORTED, is_left_out=False),
            message_state=Subquery(messages.values("state")[:1]),
            send_at=Subquery(messages.values("send_at")[:1]),
        )
    )
