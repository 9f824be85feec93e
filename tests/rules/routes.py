"""Rules of routing, cover and assignments as they should be, and acts that make them otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from leads.models import Assignment, Cover, RoutingRule, User
from tests import factories
from tests.rules.making import Act


def rule(*, owners: Sequence[User] = (), **fields: Any) -> RoutingRule:
    made = RoutingRule.objects.create(**{"field": "anybody", "values": []} | fields)
    made.owners.set(owners)
    return made


def away(**fields: Any) -> Cover:
    today = timezone.now().date()
    given: dict[str, Any] = {"begins": today, "ends": today, "covered_by": factories.user()}
    return Cover.objects.create(**{"user": factories.user()} | given | fields)


def by_oneself() -> None:
    one = factories.user()
    away(user=one, covered_by=one)


def assigned(**fields: Any) -> Assignment:
    lead = factories.lead()
    return Assignment.objects.create(
        **{"lead": lead, "owner": lead.owner, "why": "In turn."} | fields
    )


CASES: dict[str, Act] = {
    "routingrule_field_known": lambda: rule(field="moon", values=["full"]),
    "routingrule_says_which": lambda: rule(field="country"),
    "routingrule_room_for_one": lambda: rule(a_week=0),
    "cover_ends_later": lambda: away(begins="2026-11-22", ends="2026-11-21"),
    "cover_by_somebody_else": by_oneself,
    "assignment_says_why": lambda: assigned(why=""),
}
