"""The tier follows the rules, with reasons kept; what a person said holds above them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from followup import tasks
from leads.models import Event, Lead, Score, ScoringRules
from leads.scoring import SHIPPED, Rule, Rules
from sequences import trying_rules, warmth
from sequences.models import Enrollment, TierChange
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db

STRICT = Rules(rules=(Rule(signal="recency", points=5),), hot_from=60, warm_from=30)


def told(lead: Lead, kind: str, *, days: float = 1, **metadata: Any) -> Event:
    return Event.objects.create(
        lead=lead,
        source="pages:1",
        external_id=f"{kind}-{Event.objects.count()}",
        kind=kind,
        occurred_at=timezone.now() - timedelta(days=days),
        metadata=metadata,
    )


def interested(**fields: Any) -> Lead:
    lead = factories.lead(title="Head of Logistics", **fields)
    for path in ("/pricing", "/pricing/plans"):
        told(lead, "page_viewed", path=path, intent="pricing")
    told(lead, "form_submitted", asked=4, answered=4)
    return lead


def tier(lead: Lead) -> str:
    lead.refresh_from_db()
    return lead.tier


def test_score_is_kept_with_its_reasons_and_the_tier_follows() -> None:
    lead = interested()
    found = warmth.rescore(lead.pk, now=timezone.now())
    assert found is not None
    said = [f"{points:+d} {words}" for points, words, _ in found.reasons]
    assert "+20 pricing page twice this week" in said
    assert "+20 1 form in 30 days" in said
    assert (found.total, found.tier, tier(lead)) == (75, "hot", "hot")
    change = TierChange.objects.get(lead=lead)
    assert "pricing page twice" in change.reason
    assert change.after == "hot"


def test_score_falls_when_nothing_is_heard_for_long() -> None:
    lead = interested()
    warmth.rescore(lead.pk, now=timezone.now())
    later = timezone.now() + timedelta(days=40)
    assert lead in warmth.stale(now=later)
    assert warmth.follow(now=later) == 1
    assert tier(lead) == "cold"
    assert not warmth.stale(now=later).exists()


def test_person_overrules_the_rules_until_it_is_lifted() -> None:
    lead = interested()
    by, now = lead.owner, timezone.now()
    warmth.override(lead, tier="cold", reason="A competitor who looks around.", by=by, now=now)
    warmth.rescore(lead.pk, now=now)
    assert (tier(lead), Score.objects.get(lead=lead).tier) == ("cold", "hot")
    warmth.override(lead, tier="warm", reason="A partner after all.", by=by, now=now)
    assert (tier(lead), lead.tier_overrides.filter(lifted_at=None).count()) == ("warm", 1)
    assert warmth.lift(lead, by=by, now=now)
    assert tier(lead) == "hot"
    assert not warmth.lift(lead, by=by, now=now)


@pytest.mark.parametrize(("to", "why"), [("hot", " "), ("mild", "So."), ("", "So.")])
def test_override_wants_a_tier_and_a_reason(to: str, why: str) -> None:
    lead = factories.lead()
    with pytest.raises(warmth.Refused):
        warmth.override(lead, tier=to, reason=why, by=lead.owner, now=timezone.now())
    assert tier(lead) == ""


def test_customer_is_not_scored() -> None:
    lead = interested(stage="customer")
    assert warmth.rescore(lead.pk, now=timezone.now()) is None
    assert not warmth.stale(now=timezone.now()).exists()


def test_published_rules_score_everybody_again() -> None:
    lead, admin = interested(), factories.user(role="admin")
    warmth.rescore(lead.pk, now=timezone.now())
    warmth.publish(STRICT, by=admin, note="Stricter", now=timezone.now())
    assert list(warmth.stale(now=timezone.now())) == [lead]
    warmth.follow(now=timezone.now())
    assert (tier(lead), Score.objects.get().rules) == ("cold", ScoringRules.objects.get())
    assert warmth.in_force()[0] == STRICT


def test_new_event_makes_the_score_old() -> None:
    lead = interested()
    warmth.follow(now=timezone.now() - timedelta(seconds=1))
    event = told(lead, "page_viewed", days=0, path="/docs")
    Event.objects.filter(pk=event.pk).update(received_at=timezone.now())
    assert list(warmth.stale(now=timezone.now())) == [lead]


def test_trial_says_who_would_change_tier_and_writes_nothing() -> None:
    lead = interested()
    factories.lead(name="Quiet One")
    found = trying_rules.compare(STRICT, now=timezone.now())
    assert [m.lead for m in found.moved] == [lead]
    assert (found.moved[0].before.tier, found.moved[0].after.tier) == ("hot", "cold")
    assert {t: (a, b) for t, a, b in found.tiers}["hot"] == (1, 0)
    assert not Score.objects.exists()
    assert not trying_rules.compare(SHIPPED, now=timezone.now()).moved


def test_facts_of_many_take_as_many_queries_as_of_one() -> None:
    leads = [interested() for _ in range(5)]
    counts = []
    for some in (leads[:1], leads):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            warmth.facts_of(some, now=timezone.now())
        counts.append(len(asked))
    assert counts[0] == counts[1] == 5


def test_worker_scores_before_the_sequence_is_chosen() -> None:
    lead = interested()
    factories.version("hot")
    event = lead.events.get(kind="form_submitted")
    with role("worker"):
        tasks.answer_events(event.pk)
    assert Score.objects.get(lead=lead).tier == "hot"
    assert Enrollment.objects.get(lead=lead).version.sequence.purpose == "hot"
