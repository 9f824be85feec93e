"""The review inbox: its pages, and what comes next. Query counts do not grow with rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery

from followup.lib.prepared import ME, NOW, Prepared
from leads.models import User
from reviews.cards import listing
from reviews.counting import counters, in_progress
from reviews.lines import Line, lines
from reviews.models import Card, Decision, Draft
from reviews.queues import (
    QUEUES,
    Found,
    Place,
    State,
    cursor,
    drafts_in,
    ordered,
    place,
    queue_for,
    queue_of,
    uncursor,
)
from reviews.walking import either_side, nearest, walk
from sequences.models import Message

__all__ = [
    "PAGE", "QUEUES", "Entry", "Page", "around", "counters", "drafts_in", "following",
    "in_progress", "just_decided", "nearest", "ordered", "page", "queue_for", "queue_of",
]  # fmt: skip

PAGE = 50
Entry = Found | Card  # what can stand in a queue
SINCE = datetime(1, 1, 3, tzinfo=UTC)  # stands in for a moment before `NOW`


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a queue; `after` continues it, None at the end."""

    rows: Sequence[Line | Card]
    after: str | None


def page(name: str, *, user: User, after: str = "", search: str = "") -> Page:
    """One page of a queue. A cursor that is not ours starts from the top."""
    at = uncursor(after, name)
    found = _entries(name, user=user, most=PAGE + 1, beside=at, search=search)
    more = cursor(place(found[PAGE - 1], name), name) if len(found) > PAGE else None
    drawn = lines([one.pk for one in found[:PAGE] if isinstance(one, Found)])
    rows = [one if isinstance(one, Card) else drawn.get(one.pk) for one in found[:PAGE]]
    return Page([row for row in rows if row is not None], more)


def following(entry: Draft | Card, *, name: str, user: User) -> Entry | None:
    """What to decide next once `entry` has left the queue: the one behind it, else the first."""
    itself = (type(entry) is Card, entry.pk)
    for at in (place(entry, name), None):
        rows = _entries(name, user=user, most=2, beside=at)
        if found := next((row for row in rows if (type(row) is Card, row.pk) != itself), None):
            return found
    return None


def around(entry: Draft | Card, *, name: str, user: User) -> tuple[Entry | None, Entry | None]:
    """What stands before and behind a draft or a card in the queue."""
    at = place(entry, name)
    if name != listing.QUEUE:
        return either_side(name, user=user, at=at)
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
    search: str = "",
) -> list[Entry]:
    """Drafts and, where they stand, cards next to a place: enough to be found and opened."""
    found: list[Entry] = [
        *walk(
            name,
            user=user,
            most=most,
            beside=beside,
            behind=behind,
            which=_about(search) if search else None,
        )
    ]
    if name == listing.QUEUE:
        found += listing.nearest(user, most=most, beside=beside, behind=behind, search=search)
        found.sort(key=lambda one: tuple(place(one, name)), reverse=behind)
    return found[:most]


class Undoable(NamedTuple):
    """A decision that can be taken back: a rejection of a moment ago, or an approval that is held,
    `held_until` then."""

    draft_id: int
    name: str
    held_until: datetime | None


def just_decided(user: User, *, now: datetime) -> Undoable | None:
    """What this person decided last, while it can still be undone."""
    since = now - settings.HOLD - timedelta(seconds=5)
    for kind, state, *last in _decided().ask({ME: user.pk, SINCE: since, NOW: now}):
        found = Undoable(*last)
        if kind == Decision.Kind.APPROVE and found.held_until is not None:
            return found
        if kind == Decision.Kind.REJECT and state == State.REJECTED:
            return found._replace(held_until=None)
    return None


@cache
def _decided() -> Prepared[Any]:
    """The last decision of a person."""
    held = Message.objects.filter(
        approval=OuterRef("approval"),
        state__in=[Message.State.SCHEDULED, Message.State.CLAIMED],
        send_at__gt=NOW,
    )
    last = Decision.objects.filter(by=ME, at__gt=SINCE).order_by("-at", "-pk")
    return Prepared(
        last.values_list(
            "kind",
            "draft__state",
            "draft",
            "draft__lead__name",
            Subquery(held.values("send_at")[:1]),
        )[:1]
    )


def _about(search: str) -> Q:
    return (
        Q(subject__icontains=search)
        | Q(lead__name__icontains=search)
        | Q(lead__email__icontains=search)
        | Q(lead__account__name__icontains=search)
    )
