"""What an admin changes about a person: their rights, and whose their leads are."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from followup.people.inviting import Refused, ask
from leads.models import Assignment, Lead, SignIn, Team, User


def change(
    person: User,
    *,
    sign_in: SignIn,
    name: str,
    title: str,
    role: str,
    team: Team | None,
    time_zone: str,
    is_active: bool,
) -> User:
    """Change a person; whoever is switched off is signed out everywhere. Raises `Refused`."""
    if role == User.Role.MANAGER and team is None:
        raise Refused("A manager needs a team.")
    with transaction.atomic():
        ask(
            "SELECT people_change(%s, %s, %s, %s, %s)",
            *(sign_in.pk, person.pk, role, team.pk if team else None, is_active),
        )
        found = User.objects.get(pk=person.pk)
        found.name, found.title, found.time_zone = name, title, time_zone
        found.save(update_fields=["name", "title", "time_zone"])
        return found


def hand_leads_over(person: User, *, to: User, by: User, now: datetime) -> int:
    """Give all leads of one person to another, with their drafts; how many. What the one before
    approved and what has not left yet is not sent: the new owner decides anew."""
    if not to.is_active or to.role == User.Role.ADMIN or to.pk == person.pk:
        raise Refused("Choose an active rep or manager who takes the leads.")
    with transaction.atomic():
        mine = Lead.objects.filter(owner=person).order_by("pk")
        found = list(mine.select_for_update(no_key=True).values_list("pk", flat=True))
        why = f"{by} handed the leads of {person} over to {to}."[:300]
        Assignment.objects.bulk_create(
            Assignment(lead_id=pk, owner=to, why=why, by=by, at=now) for pk in found
        )
        return Lead.objects.filter(pk__in=found).update(owner=to)
