"""Scores, rules and what people said of a lead, and acts that make them otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from leads.models import LearnedUse, Score, ScoringRules, StageChange, TierOverride, Training
from leads.scoring import SHIPPED, Rules
from leads.scoring.learning import Learnt
from tests import factories
from tests.rules.making import Act, changed, in_one, twice


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


def learnt_result(rules: Rules, **points: int) -> dict[str, Any]:
    """What a training keeps: these points by signal, none for the others, hot from 20."""
    quality = {"name": "x", "auc": 0.7, "brier": 0.2, "bins": [[0.1, 0.1, 9]] * 5}
    judged = {"people": 60, "won": 20, "by_rules": quality, "by_points": quality, "gain": [0, 0.1]}
    found = Learnt.model_validate(
        {
            "written": rules.model_dump(mode="json"),
            "points": [points.get(rule.signal, 0) for rule in rules.rules],
            "held": [9] * len(rules.rules),
            "base": -10,
            "hot_from": 20,
            "warm_from": 10,
            "people": 200,
            "won": 60,
            "moments": 500,
            "judged": judged,
        }
    )
    return found.model_dump(mode="json")


def training(**fields: Any) -> Training:
    """Learnt for the rules that ship, unless told otherwise."""
    given: dict[str, Any] = {"state": "learnt", "finished_at": timezone.now(), "result": {}}
    return Training.objects.create(asked_by=factories.user(role="admin"), **given | fields)


def use(**fields: Any) -> LearnedUse:
    given: dict[str, Any] = {"reason": "It is better calibrated."}
    if "training" not in fields:
        given["training"] = training()
    if "on_by" not in fields:
        given["on_by"] = factories.user(role="admin")
    return LearnedUse.objects.create(**given | fields)


def ended() -> LearnedUse:
    """Rules that are published end it."""
    row = use()
    rules()
    row.refresh_from_db()
    return row


def holds_its_turn(make: Callable[[], object]) -> Callable[[], bool]:
    """Whether an act keeps others who change what counts waiting until it is committed."""

    def happens() -> bool:
        with transaction.atomic(), connection.cursor() as cursor:
            make()
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
                " AND objid::bigint = hashtext('followup scoring')::bigint & 4294967295"
            )
            held = bool(cursor.fetchone()[0])
            transaction.set_rollback(True)
        return held

    return happens


def stage_change(**fields: Any) -> StageChange:
    given: dict[str, Any] = {"from_stage": "prospect", "to_stage": "customer"}
    return StageChange.objects.create(lead=factories.lead(), by=factories.user(), **given | fields)


CASES: dict[str, Act] = {
    "score_tier_known": lambda: scored(tier="odd"),
    "training_one_waits": lambda: [
        training(state="waiting", finished_at=None, result=None) for _ in range(2)
    ],
    "training_says_what_came_of_it": lambda: training(problem="Too few."),
    "learneduse_one_on": twice(use),
    "learneduse_reason_given": lambda: use(reason=""),
    "learneduse_ended_by_somebody": changed(use, is_on=False),
    "stagechange_stages_known": lambda: stage_change(to_stage="odd"),
    "stagechange_changes": lambda: stage_change(to_stage="prospect"),
    "tieroverride_one_holds": in_one(said, factories.lead, "lead"),
    "tieroverride_tier_known": lambda: said(tier="odd"),
    "tieroverride_reason_given": lambda: said(reason=""),
    "tieroverride_lifted_by_somebody": changed(said, lifted_at=timezone.now()),
}
