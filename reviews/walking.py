"""Walking a queue: its first drafts, or those next to a place, however many stand in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Func, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.lookups import Lookup

from followup.lib.prepared import ME, TEAM, Prepared
from leads.models import Lead, User
from reviews.models import Draft
from reviews.queues import QUEUES, Found, Place, places

EVERY = Q()
# These stand in for a place while a query is prepared.
HASTE, PK = -4, -5
MOMENT = datetime(1, 1, 3, tzinfo=UTC)
STAND_INS: dict[str, Place] = {
    "haste": HASTE, "since": MOMENT, "decided_at": MOMENT, "snoozed_until": MOMENT, "pk": PK,
}  # fmt: skip


def someone(role: str, *, in_team: bool) -> User:
    """Who looks, while a query is prepared: each role sees other drafts."""
    return User(pk=ME, role=role, team_id=TEAM if in_team else None)


def given(user: User) -> dict[object, object]:
    """Who looks, in the places of `someone`."""
    return {ME: user.pk, TEAM: user.team_id}


def walk(
    name: str,
    *,
    user: User,
    most: int,
    beside: Sequence[Place] | None = None,
    behind: bool = True,
    which: Q | None = None,
) -> list[Found]:
    """The first `most` drafts of a queue, or those next `beside` a place of it, in its order;
    only those that are like `which`, when it is given."""
    if which is not None:
        rows = nearest(name, user=user, most=most, beside=beside, behind=behind, which=which)
        return [Found(at) for at in rows.values_list(*_columns(name))]
    in_team, begins = user.team_id is not None, beside is None
    asked = _walk(name, user.role, in_team=in_team, most=most, begins=begins, behind=behind)
    return [Found(at) for at in asked.ask(given(user) | _at(name, beside))]


def either_side(name: str, *, user: User, at: Sequence[Place]) -> tuple[Found | None, Found | None]:
    """What stands right before and right behind a place."""
    asked = _either_side(name, user.role, in_team=user.team_id is not None)
    found = {side: Found(tuple(place)) for side, *place in asked.ask(given(user) | _at(name, at))}
    return found.get("before"), found.get("behind")


def _at(name: str, place: Sequence[Place] | None) -> dict[object, object]:
    stand_ins = [STAND_INS[column] for column in _columns(name)]
    return dict(zip(stand_ins, place, strict=True)) if place is not None else {}


@cache
def _walk(
    name: str, role: str, *, in_team: bool, most: int, begins: bool, behind: bool
) -> Prepared[Any]:
    user, beside = someone(role, in_team=in_team), None if begins else _somewhere(name)
    rows = nearest(name, user=user, most=most, beside=beside, behind=behind)
    return Prepared(rows.values_list(*_columns(name)))


@cache
def _either_side(name: str, role: str, *, in_team: bool) -> Prepared[Any]:
    user, at = someone(role, in_team=in_team), _somewhere(name)
    before, behind = (
        nearest(name, user=user, most=1, beside=at, behind=side == "behind")
        .annotate(side=Value(side))
        .values_list("side", *_columns(name))
        for side in ("before", "behind")
    )
    return Prepared(before.union(behind, all=True))


def _columns(name: str) -> list[str]:
    return [key.lstrip("-") for key in QUEUES[name].order]


def _somewhere(name: str) -> list[Place]:
    return [STAND_INS[column] for column in _columns(name)]


def nearest(
    name: str,
    *,
    user: User,
    most: int,
    beside: Sequence[Place] | None = None,
    behind: bool = True,
    which: Q = EVERY,
) -> QuerySet[Draft]:
    """What `walk` finds, as a query set.

    For each person whose leads `user` sees, and for each lead shared with `user`, one index is
    walked no further than `most` rows.
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
        for rows, link in whose(user)
    ]
    return Draft.objects.filter(pk__in=ids[0].union(*ids[1:], all=True)).order_by(*order)[:most]


def whose(user: User) -> list[tuple[QuerySet[User] | QuerySet[Lead], str]]:
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
