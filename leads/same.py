"""Two rows that may be one person: shown with what they share, merged and parted by a person.

A merge moves nothing. Whoever is known by the one row is found as the other from then on; the one
is closed and nothing goes to it. Taking it back opens the row again, with all that was its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from leads import identity
from leads.models import Lead, Merge, StopEvent, User

MOST = 50


class Refused(Exception):
    """Why two rows are not merged, or not parted; the text says what stands against it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two leads that share something; `into` has been here longer."""

    lead: Lead
    into: Lead
    why: str


def suggestions(*, by: User) -> list[Pair]:
    """Pairs among the leads a person sees. Those that were parted once are not asked about again:
    a person said that they are two."""
    asked = {frozenset(pair) for pair in Merge.objects.values_list("lead", "into")}
    people = Lead.objects.visible_to(by).exclude(stage=Lead.Stage.CLOSED)
    found: dict[frozenset[int], Pair] = {}
    for why, group in _alike(people):
        first, *others = sorted(group, key=lambda lead: (lead.created_at, lead.pk))
        for other in others:
            both = frozenset((first.pk, other.pk))
            if both not in asked:
                found.setdefault(both, Pair(other, first, why))
    return list(found.values())[:MOST]


def merge(lead_id: int, into_id: int, *, by: User, why: str) -> Merge:
    """A person says that the two are one. What was approved for the first is void. Raises
    `Refused`, and Lead.DoesNotExist for one the person may not see."""
    with transaction.atomic():
        visible = Lead.objects.visible_to(by).filter(pk__in=[lead_id, into_id])
        numbers = set(visible.values_list("pk", flat=True))
        rows = Lead.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk")
        both = {lead.pk: lead for lead in rows}
        if len(both) != 2:
            raise Lead.DoesNotExist
        lead, into = both[lead_id], both[into_id]
        taken = Merge.objects.filter(undone_at=None)
        if taken.filter(lead__in=both).exists():
            raise Refused("One of them is somebody else’s row already. Part those first.")
        made = Merge.objects.create(
            lead=lead, into=into, why=why[:200], stage_before=lead.stage, by=by
        )
        StopEvent.objects.create(
            lead=lead, kind=StopEvent.Kind.MANUAL, by=by, source=f"merge {made.pk}"
        )
        Lead.objects.filter(pk=lead.pk).update(stage=Lead.Stage.CLOSED)
        return made


def part(pk: int, *, by: User, now: datetime) -> Merge:
    """A person takes a merge back: two people again. Raises `Refused`, Merge.DoesNotExist."""
    with transaction.atomic():
        visible = Lead.objects.visible_to(by)
        found = Merge.objects.get(pk=pk, lead__in=visible, into__in=visible)
        Lead.objects.select_for_update(no_key=True).get(pk=found.lead_id)
        if not Merge.objects.filter(pk=pk, undone_at=None).update(undone_at=now, undone_by=by):
            raise Refused("They were parted already.")
        Lead.objects.filter(pk=found.lead_id, stage=Lead.Stage.CLOSED).update(
            stage=found.stage_before
        )
        return found


def of(lead: Lead) -> QuerySet[Merge]:
    """The merges that stand and have to do with a lead, either way."""
    standing = Merge.objects.filter(undone_at=None).select_related("lead", "into", "by")
    return standing.filter(Q(lead=lead) | Q(into=lead))


def _alike(people: QuerySet[Lead]) -> list[tuple[str, list[Lead]]]:
    """Groups with one phone number, with one name at one company, or with one mailbox."""
    rows = people.select_related("account", "owner")
    phones = _several(people.exclude(phone=""), "phone")
    named = people.annotate(plain=Lower("name"))
    names = _several(named, "account", "plain")
    found = [
        (f"the phone number {row['phone']}", list(rows.filter(phone=row["phone"])))
        for row in phones
    ]
    found += [
        (
            "the name, at one company",
            list(rows.filter(account=row["account"], name__iexact=row["plain"])),
        )
        for row in names
    ]
    return [(why, group) for why, group in found if len(group) > 1] + _mailboxes(rows)


def _several(people: QuerySet[Lead], *keys: str) -> list[dict[str, Any]]:
    counted = people.order_by().values(*keys).annotate(n=Count("pk")).filter(n__gt=1)
    return list(counted.order_by(*keys)[:MOST])


def _mailboxes(rows: QuerySet[Lead]) -> list[tuple[str, list[Lead]]]:
    """Addresses with a plus that reach a mailbox which is a lead of its own."""
    marked = {lead: identity.mailbox(lead.email) for lead in rows.filter(email__contains="+")}
    plain = {lead.email: lead for lead in rows.filter(email__in=set(marked.values()))}
    return [
        (f"the mailbox {box}", [plain[box], lead])
        for lead, box in marked.items()
        if box in plain and plain[box].pk != lead.pk
    ]
