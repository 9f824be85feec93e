"""Keeping still for a while: one person, a sequence, a source, a rep's people, or everything.

A pause is a row that the gate reads before each mail, so it takes hold in the moment it is saved
and ends in the moment it is lifted. While it holds, nothing is drafted either.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from followup.lib.prepared import NOW, Prepared
from leads.models import Lead, User
from sequences import enrollment
from sequences.models import Enrollment, Pause, Sequence, Touch

S = Pause.Scope


class NotPaused(Exception):
    """Why a pause was not made, in words."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a pause holds: exactly what its scope names, nothing for everything."""

    scope: str
    lead: Lead | None = None
    sequence: Sequence | None = None
    source: str = ""
    rep: User | None = None


def target_of(paused: Pause) -> Target:
    """What an existing pause holds."""
    return Target(paused.scope, paused.lead, paused.sequence, paused.source, paused.rep)


def may_pause(target: Target, *, by: User) -> bool:
    """A lead: whoever sees them. One's own people: the rep. A team's rep: their manager. What
    concerns everybody: managers and admins."""
    if target.scope == S.LEAD:
        return target.lead is not None and (
            Lead.objects.visible_to(by).filter(pk=target.lead.pk).exists()
        )
    if by.role == User.Role.ADMIN:
        return True
    if target.scope == S.REP and target.rep is not None:
        if target.rep.pk == by.pk:
            return True
        return by.role == User.Role.MANAGER and target.rep.team_id == by.team_id
    return by.role == User.Role.MANAGER and target.scope != S.REP


def pause(target: Target, *, reason: str, until: datetime | None, by: User, now: datetime) -> Pause:
    """Keep still from now on, until a moment or until somebody lifts it. Raises `NotPaused`."""
    if not reason.strip():
        raise NotPaused("Say why, so that whoever finds it knows when it can be lifted.")
    if until is not None and until <= now:
        raise NotPaused("Choose a moment in the future, or leave it open.")
    if not may_pause(target, by=by):
        raise NotPaused("That is not yours to pause. Ask a manager or an admin.")
    with transaction.atomic():
        if target.lead is not None:
            Lead.objects.select_for_update(no_key=True).get(pk=target.lead.pk)
        return Pause.objects.create(
            scope=target.scope,
            lead=target.lead,
            sequence=target.sequence,
            source=target.source,
            rep=target.rep,
            reason=reason.strip()[:200],
            until=until,
            by=by,
            at=now,
        )


def lift(paused: Pause, *, by: User, now: datetime) -> bool:
    """It goes on. False: somebody lifted it before. What would have gone meanwhile is planned
    anew, so that it does not go all at once. Raises `NotPaused` for one who may not."""
    if not may_pause(target_of(paused), by=by):
        raise NotPaused("That is not yours to lift. Ask a manager or an admin.")
    with transaction.atomic():
        lifted = Pause.objects.filter(pk=paused.pk, lifted_at__isnull=True).update(
            lifted_at=now, lifted_by=by
        )
        if lifted:
            overdue = Touch.objects.filter(state=Touch.State.PLANNED, due_at__lte=now)
            held = Enrollment.objects.open().filter(_held(paused), replan_since__isnull=True)
            held.filter(Exists(overdue.filter(enrollment=OuterRef("pk")))).update(replan_since=now)
        return bool(lifted)


def back(lead: Lead, *, by: User, now: datetime) -> int:
    """Somebody here knows that they are back, or that the note of their absence was wrong: what
    the absence held goes on. How many sequences went on."""
    with transaction.atomic():
        Lead.objects.select_for_update(no_key=True).get(pk=lead.pk)
        Lead.objects.filter(pk=lead.pk).update(hold_until=None)
        waiting = Enrollment.objects.filter(lead=lead, state=Enrollment.State.PAUSED)
        return len([enrollment.resume(one, by=by, now=now) for one in waiting])


def on_now(*, now: datetime) -> list[Pause]:
    """Every pause that holds now, with what it names: a handful of rows at most."""
    return _on_now().ask({NOW: now})


@cache
def _on_now() -> Prepared[Pause]:
    """What they name is asked for apart: most of the time there are none."""
    holding = Pause.objects.on(now=NOW).order_by("pk")
    return Prepared(holding.prefetch_related("by", "sequence", "rep", "lead"))


def holding(pauses: Iterable[Pause], *, lead: Lead, sequences: Container[int]) -> list[Pause]:
    """Those of the pauses that hold this person in one of these sequences. The gate says the same
    in SQL (`gate_look_paused`)."""
    return [
        p
        for p in pauses
        if p.scope == S.EVERYTHING
        or (p.scope == S.LEAD and p.lead_id == lead.pk)
        or (p.scope == S.REP and p.rep_id == lead.owner_id)
        or (p.scope == S.SOURCE and p.source == lead.source)
        or (p.scope == S.SEQUENCE and p.sequence_id in sequences)
    ]


def of_lead(lead: Lead, *, now: datetime) -> list[Pause]:
    """The pauses that hold this person now, whichever scope they have."""
    open_ones = Enrollment.objects.open().filter(lead=lead)
    sequences = set(open_ones.values_list("version__sequence", flat=True))
    return holding(on_now(now=now), lead=lead, sequences=sequences)


def visible_to(user: User) -> QuerySet[Pause]:
    """What a person may know of: everybody's, and those of the leads they see."""
    return Pause.objects.filter(
        Q(lead__isnull=True) | Q(lead__in=Lead.objects.visible_to(user))
    ).select_related("lead", "sequence", "rep", "by", "lifted_by")


def _held(paused: Pause) -> Q:
    """Enrollments a pause held."""
    return {
        S.LEAD: Q(lead=paused.lead_id),
        S.SEQUENCE: Q(version__sequence=paused.sequence_id),
        S.SOURCE: Q(lead__source=paused.source),
        S.REP: Q(lead__owner=paused.rep_id),
    }.get(S(paused.scope), Q(pk=F("pk")))
