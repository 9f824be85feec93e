"""Whose turn it is: a colleague's, a manager's, or the rep's again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from leads.models import Lead, User
from reviews import alerts
from reviews.decisions.taking import Refused, expect, locked, record, unchanged
from reviews.models import Decision, Draft

OPEN = (Draft.State.READY, Draft.State.FAILED)


def colleagues(draft: Draft, *, by: User) -> QuerySet[User]:
    """Who a draft can be handed to: the active people of the lead's owner's team."""
    team = draft.lead.owner.team_id
    found = User.objects.filter(is_active=True, team=team, team__isnull=False)
    return found.exclude(role=User.Role.ADMIN).exclude(pk=by.pk).order_by("name", "pk")


def delegate(draft_id: int, *, by: User, revision: int, to: int, note: str, now: datetime) -> Draft:
    """Hand the draft to a colleague, who sees the lead from now on. `to` is their id."""
    with transaction.atomic():
        draft = locked(draft_id, by=by)
        expect(draft, *OPEN)
        unchanged(draft, revision)
        colleague = colleagues(draft, by=by).filter(pk=to).first()
        if colleague is None:
            raise Refused("colleague", "Choose somebody of the team.")
        before = str(draft.assigned_to or draft.lead.owner)
        _take_from(draft)
        draft.assigned_to = None if colleague.pk == draft.lead.owner_id else colleague
        if not Lead.objects.visible_to(colleague).filter(pk=draft.lead_id).exists():
            draft.lead.shared_with.add(colleague)
            draft.is_shared_for = True
        draft.save(update_fields=["assigned_to", "is_shared_for"])
        decision = record(
            draft,
            Decision.Kind.DELEGATE,
            by=by,
            reason=note.strip(),
            before=before,
            after=colleague.name,
        )
        alerts.handed_over(draft, decision, to=colleague)
        return draft


def ask_manager(draft_id: int, *, by: User, revision: int, question: str, now: datetime) -> Draft:
    """A manager looks first: until one approves or hands back, nobody else approves."""
    with transaction.atomic():
        draft = locked(draft_id, by=by)
        expect(draft, *OPEN)
        unchanged(draft, revision)
        managers = list(managers_of(draft).exclude(pk=by.pk))
        if not managers:
            raise Refused("manager", "Your team has no manager yet. An admin can name one.")
        draft.asked_by = by
        draft.save(update_fields=["asked_by"])
        decision = record(draft, Decision.Kind.ASK, by=by, reason=question.strip())
        for manager in managers:
            alerts.asked(draft, decision, manager=manager)
        return draft


def comment(draft_id: int, *, by: User, text: str, now: datetime) -> Draft:
    """A remark that stays beside the draft. Nothing else changes."""
    if not text.strip():
        raise Refused("comment", "Write what you want to say.")
    with transaction.atomic():
        draft = locked(draft_id, by=by)
        decision = record(draft, Decision.Kind.COMMENT, by=by, reason=text.strip())
        for person in _others(draft, by=by):
            alerts.remarked(draft, decision, to=person)
        return draft


def hand_back(draft_id: int, *, by: User, note: str, now: datetime) -> Draft:
    """Back to the one who asked or handed it over; a manager's word goes with it."""
    with transaction.atomic():
        draft = locked(draft_id, by=by)
        expect(draft, *OPEN)
        if draft.asked_by_id is None and draft.assigned_to_id is None:
            raise Refused("here", "Nobody else has this draft. It is yours to decide.")
        decision = record(draft, Decision.Kind.HAND_BACK, by=by, reason=note.strip())
        people = [p for p in _others(draft, by=by) if p.role != User.Role.MANAGER]
        taken = by.pk == draft.asked_by_id  # they take their own question back
        if draft.asked_by_id is not None:
            draft.asked_by = None
        else:
            taken = by.pk == draft.lead.owner_id
            _take_from(draft)
        if not taken:
            draft.note = f"{by.name} handed it back. {note.strip()}".strip()[:500]
            for person in people:
                alerts.remarked(draft, decision, to=person)
        draft.save(update_fields=["asked_by", "assigned_to", "is_shared_for", "note"])
        return draft


def _take_from(draft: Draft) -> None:
    """Nobody has it any more. A lead that was shared only for it is no longer shared, unless the
    same person still has another draft of that lead."""
    holder, was_shared = draft.assigned_to, draft.is_shared_for
    draft.assigned_to, draft.is_shared_for = None, False
    if holder is None or not was_shared:
        return
    others = Draft.objects.waiting().filter(lead=draft.lead_id, assigned_to=holder)
    other = others.exclude(pk=draft.pk).first()
    if other is None:
        draft.lead.shared_with.remove(holder)
    else:
        Draft.objects.filter(pk=other.pk).update(is_shared_for=True)


def managers_of(draft: Draft) -> QuerySet[User]:
    """The active managers of the lead's owner's team."""
    team = draft.lead.owner.team_id
    return User.objects.filter(
        is_active=True, role=User.Role.MANAGER, team=team, team__isnull=False
    )


def _others(draft: Draft, *, by: User) -> list[User]:
    """Who has a part in this draft, without the one who speaks."""
    parts = (draft.lead.owner_id, draft.assigned_to_id, draft.asked_by_id)
    ids = {pk for pk in parts if pk is not None and pk != by.pk}
    return list(User.objects.filter(pk__in=ids, is_active=True))
