"""Scores, rules and what people said of a lead, and acts that make them otherwise."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from leads.models import Score, ScoringRules, TierOverride
from leads.scoring import SHIPPED
from tests import factories
from tests.rules.making import Act, changed, in_one


def rules(**fields: Any) -> ScoringRules:
    given = {"rules": SHIPPED.model_dump(mode="json"), "published_at": timezone.now()}
    return ScoringRules.objects.create(published_by=factories.user(role="admin"), **given | fields)


def scored(**fields: Any) -> Score:
    given: dict[str, Any] = {"total": 10, "tier": "cold", "scored_at": timezone.now()}
    return Score.objects.create(lead=factories.lead(), **given | fields)


def said(**fields: Any) -> TierOverride:
    given: dict[str, Any] = {"tier": "hot", "reason": "They called us twice."}
    if "lead" not in fields:
        given["lead"] = factories.lead()
    return TierOverride.objects.create(by=factories.user(), **given | fields)


def lifted() -> TierOverride:
    return said(lifted_at=timezone.now(), lifted_by=factories.user())


CASES: dict[str, Act] = {
    "score_tier_known": lambda: scored(tier="odd"),
    "tieroverride_one_holds": in_one(said, factories.lead, "lead"),
    "tieroverride_tier_known": lambda: said(tier="odd"),
    "tieroverride_reason_given": lambda: said(reason=""),
    "tieroverride_lifted_by_somebody": changed(said, lifted_at=timezone.now()),
}
