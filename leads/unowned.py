"""Leads that nobody looks after: their owner is away, was switched off, or is an admin, who has no
leads. A manager shares them out; whoever may see one can claim it (`routing.take_over`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from leads.models import Assignment, Cover, Lead, User
from leads.models.accounts import LeadQuerySet
from leads.routing import Refused

MOST = 100  # of one owner on one page


@dataclass(frozen=True, slots=True)
class Group:
    """The leads of one absent owner: why they are absent, some of the leads, and how many there
    are. `is_ours`: the manager sees the leads' own pages."""

    owner: User
    why: str
    leads: Sequence[Lead]
    count: int
    is_ours: bool


def absence(owner: User, *, now: datetime) -> str:
    """Why this owner does not look after leads at the moment, in words; empty when they do."""
    if not owner.is_active:
        return f"{owner} no longer works here."
    if owner.role == User.Role.ADMIN:
        return f"{owner} is an admin: they have no inbox."
    cover = _covers(now).filter(user=owner).select_related("covered_by").first()
    if cover is None:
        return ""
    return f"{owner} is away until {cover.ends:%-d %B}; new people go to {cover.covered_by}."


def seen_by(manager: User, *, now: datetime) -> LeadQuerySet:
    """The leads nobody looks after whose owner is of the manager's team, or of none."""
    if manager.role != User.Role.MANAGER:
        return Lead.objects.none()
    gone = Q(owner__is_active=False) | Q(owner__role=User.Role.ADMIN)
    away = Q(owner__in=_covers(now).values("user"))
    ours, nobodys = Q(owner__team=manager.team_id), Q(owner__team__isnull=True)
    found = Lead.objects.filter((gone & (ours | nobodys)) | (away & ours))
    return found.exclude(stage=Lead.Stage.CLOSED)


def groups(manager: User, *, now: datetime) -> list[Group]:
    """The same by owner, those with most leads first."""
    found = seen_by(manager, now=now)
    counts = found.order_by().values("owner").annotate(n=Count("pk")).order_by("-n", "owner")
    owners = User.objects.in_bulk([row["owner"] for row in counts])
    return [
        Group(
            owner=owners[row["owner"]],
            why=absence(owners[row["owner"]], now=now),
            leads=list(
                found.filter(owner=row["owner"])
                .select_related("account")
                .order_by("account__name", "name", "pk")[:MOST]
            ),
            count=row["n"],
            is_ours=owners[row["owner"]].team_id == manager.team_id,
        )
        for row in counts
    ]


def takers(manager: User, *, now: datetime) -> list[User]:
    """Who can be given leads: the team's people who are here, those with the fewest first."""
    team = User.objects.filter(team=manager.team_id, is_active=True).exclude(role=User.Role.ADMIN)
    here = team.exclude(pk__in=_covers(now).values("user"))
    return list(here.annotate(n=Count("leads")).order_by("n", "name", "pk"))


def share_out(
    *, leads: Iterable[int] | None, of: User, to: User | None, by: User, now: datetime
) -> int:
    """Give leads of an absent owner to one person, or to the whole team in turn (`to` is None);
    `leads` None: all of them. How many. What was approved before and has not left is not sent.
    Raises `Refused`."""
    people = [one for one in takers(by, now=now) if to is None or one.pk == to.pk]
    if not people:
        raise Refused("Choose somebody of your team who is here.")
    with transaction.atomic():
        wanted = seen_by(by, now=now).filter(owner=of)
        if leads is not None:
            wanted = wanted.filter(pk__in=list(leads))
        numbers = sorted(wanted.values_list("pk", flat=True))
        held = Lead.objects.select_for_update(no_key=True).filter(pk__in=numbers, owner=of)
        given = list(held.order_by("pk").values_list("pk", flat=True))
        if not given:
            raise Refused("Mark whom you want to give away.")
        why = absence(of, now=now)
        for place, person in enumerate(people):
            Lead.objects.filter(pk__in=given[place :: len(people)]).update(owner=person)
        Assignment.objects.bulk_create(
            Assignment(
                lead_id=pk,
                owner=people[n % len(people)],
                why=f"{by} gave them to {people[n % len(people)]}. {why}"[:300],
                by=by,
                at=now,
            )
            for n, pk in enumerate(given)
        )
        return len(given)


def _covers(now: datetime) -> QuerySet[Cover]:
    today = now.date()
    return Cover.objects.filter(begins__lte=today, ends__gte=today)
