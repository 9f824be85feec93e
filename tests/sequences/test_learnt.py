"""Points learnt from our own outcomes: known before they came, judged, switched by an admin."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from django_q.models import OrmQ

from followup import tasks
from leads.models import Detail, Lead, LearnedUse, Score, ScoringRules, Training, User
from leads.scoring import SHIPPED, Rule, Rules, score
from leads.scoring.learning import Example, LearnedRules, Learnt
from sequences import learnt, outcomes, stages, warmth
from sequences.models import Erasure
from tests import factories
from tests.roles import role
from tests.rules import scores
from tests.sequences.past import Somebody, organisation, remember
from tests.sequences.test_races import together
from tests.sequences.test_warmth import interested, tier

pytestmark = pytest.mark.django_db


def of(lead: Lead) -> list[Example]:
    return [e for e in outcomes.examples(now=timezone.now()) if e.person == lead.pk]


def test_each_age_is_an_example_while_they_are_a_prospect() -> None:
    (lead,) = remember([Somebody(heard=300, became=((60, "customer"),))], now=timezone.now())
    told = [(round((e.at - lead.created_at).days), e.won) for e in of(lead)]
    assert told == [(7, True), (30, True)]


def test_who_became_a_customer_too_late_or_not_at_all_is_lost() -> None:
    late, never = remember(
        [Somebody(heard=300, became=((140, "customer"),)), Somebody(heard=300)],
        now=timezone.now(),
    )
    assert [e.won for e in of(late)] == [False, False, True]
    assert [e.won for e in of(never)] == [False, False, False]


def test_nothing_is_concluded_before_the_time_has_passed() -> None:
    young, older = remember([Somebody(heard=90), Somebody(heard=98)], now=timezone.now())
    assert of(young) == []
    assert len(of(older)) == 1


def test_what_came_on_record_after_the_moment_is_not_used() -> None:
    now = timezone.now()
    price = {"path": "/pricing", "intent": "pricing"}
    did = ((0.0, "form_submitted", {"asked": 4, "answered": 4}), (5.0, "page_viewed", price))
    after = ((8.0, "demo_requested", {"asked": 9, "answered": 0}), (50.0, "page_viewed", price))
    (lead,) = remember(
        [
            Somebody(
                heard=300,
                became=((20, "customer"),),
                did=did + after,
                title="Analyst",
                retitled=((21, "Chief Buyer"),),
            )
        ],
        now=now,
    )
    account = lead.account
    account.employees, account.industry = 500, "Freight"
    account.save()
    Detail.objects.create(
        lead=lead, field="title", kind="apollo", value="Chief Buyer", source="Apollo", at=now
    )
    (example,) = of(lead)
    assert [act.kind for act in example.facts.acts] == ["page_viewed", "form_submitted"]
    assert (example.facts.asked, example.facts.answered) == (4, 4)
    assert (example.facts.title, example.facts.employees, example.facts.industry) == (
        "Analyst",
        None,
        "",
    )


def test_event_told_late_was_not_known_at_the_moment() -> None:
    (lead,) = remember([Somebody(heard=98)], now=timezone.now())
    told = lead.events.get()
    told.pk, told.external_id, told.kind = None, "late", "demo_requested"
    told.received_at = told.occurred_at + timedelta(days=60)
    told.save()
    (example,) = of(lead)
    assert [act.kind for act in example.facts.acts] == ["form_submitted"]


def test_merged_and_erased_people_teach_nothing() -> None:
    merged, into, erased = remember([Somebody(heard=300)] * 3, now=timezone.now())
    merged.merges.create(into=into, why="x", stage_before="prospect", by=merged.owner)
    Erasure.objects.create(lead_number=erased.pk, print="x", reason="Asked.", by=merged.owner)
    assert {e.person for e in outcomes.examples(now=timezone.now())} == {into.pk}


def test_stage_moved_by_a_person_is_an_outcome() -> None:
    (lead,) = remember([Somebody(heard=98)], now=timezone.now())
    assert [e.won for e in of(lead)] == [False]
    stages.move(lead, to="customer", by=lead.owner, now=timezone.now())
    later = timezone.now() + timedelta(days=60)
    assert [e.won for e in outcomes.examples(now=later)] == [False, True]


def asked() -> Training:
    return learnt.ask(by=factories.user(role="admin"), now=timezone.now())


def test_worker_learns_what_was_asked_for_once() -> None:
    organisation(240, now=timezone.now())
    wanted = asked()
    with pytest.raises(learnt.Refused, match="already"):
        asked()
    with role("worker"):
        assert tasks.learn(wanted.pk) == 1
        assert tasks.learn(wanted.pk) == 0
    wanted.refresh_from_db()
    found = Learnt.model_validate(wanted.result)
    points = dict(zip((rule.signal for rule in SHIPPED.rules), found.points, strict=True))
    assert points["intent_page"] > 10
    assert found.judged.by_points.auc > 0.6
    assert found.people == 240
    assert found.judged.gain[0] <= found.judged.by_points.auc - found.judged.by_rules.auc
    assert [len(q.bins) for q in (found.judged.by_rules, found.judged.by_points)] == [5, 5]


def test_too_few_outcomes_are_told_with_what_is_missing() -> None:
    organisation(20, now=timezone.now())
    found = learnt.run(asked().pk, now=timezone.now())
    assert found is not None
    assert (found.state, found.result) == ("refused", None)
    assert "It takes 200 people" in found.problem
    assert "There are 20" in found.problem


def test_lost_bell_is_found_by_the_sweep() -> None:
    wanted = asked()
    OrmQ.objects.all().delete()
    tasks.sweep()
    rung = [(one.task["func"], one.task["args"]) for one in OrmQ.objects.all()]
    assert ("followup.tasks.learn", (wanted.pk,)) in rung
    learnt.run(wanted.pk, now=timezone.now())
    assert not Training.objects.to_do().exists()


def version(**fields: object) -> Training:
    """Learnt points that make a pricing page hot and nothing else count."""
    result = scores.learnt_result(SHIPPED, intent_page=25)
    return scores.training(result=result, **fields)


def admin() -> User:
    return factories.user(role="admin")


def test_learnt_points_count_while_they_are_on_in_the_same_form() -> None:
    lead, by, now = interested(), admin(), timezone.now()
    warmth.follow(now=now)
    assert Score.objects.get().total == 75
    use = learnt.switch_on(version(), reason="Better by far.", by=by, now=now)
    assert list(warmth.stale(now=now)) == [lead]
    warmth.follow(now=now)
    found = Score.objects.get()
    assert found.reasons == [[25, "pricing page twice this week", "intent_page"]]
    assert (found.total, found.learned, tier(lead)) == (25, use.training, "hot")
    learnt.switch_off(reason="A look back.", by=by, now=now)
    warmth.follow(now=timezone.now())
    assert (Score.objects.get().total, Score.objects.get().learned) == (75, None)


def test_person_holds_above_learnt_points() -> None:
    lead, now = interested(), timezone.now()
    warmth.override(lead, tier="cold", reason="A competitor.", by=lead.owner, now=now)
    learnt.switch_on(version(), reason="Better.", by=admin(), now=now)
    warmth.follow(now=now)
    assert (tier(lead), Score.objects.get().tier) == ("cold", "hot")


def test_learnt_score_says_what_would_lift_it() -> None:
    facts = warmth.facts_of([factories.lead()], now=timezone.now())
    found = Learnt.model_validate(version().result)
    (said,) = facts.values()
    assert score(said, found.rules, now=timezone.now()).would_change == (
        "pricing or demo page twice this week (+25) would make them hot",
    )


def test_publishing_rules_falls_back_to_what_is_written() -> None:
    by, now = admin(), timezone.now()
    training = version()
    learnt.switch_on(training, reason="Better.", by=by, now=now)
    strict = Rules(rules=(Rule(signal="recency", points=5),))
    with role("web"):
        warmth.publish(strict, by=by, note="", now=now)
    assert warmth.counting().rules == strict
    ended = LearnedUse.objects.get()
    assert (ended.is_on, ended.off_by, ended.off_reason) == (False, by, "New rules were published")
    with pytest.raises(learnt.Refused, match="other rules"):
        learnt.switch_on(training, reason="Again.", by=by, now=now)


def test_release_with_other_shipped_rules_does_not_use_what_was_learnt_for_the_old() -> None:
    other = Rules(rules=(Rule(signal="recency", points=5),))
    training = scores.training(result=scores.learnt_result(other, recency=9))
    LearnedUse.objects.create(training=training, reason="Before.", on_by=admin())
    assert warmth.counting().rules == SHIPPED


def test_second_version_ends_the_first() -> None:
    by, now = admin(), timezone.now()
    first, second = version(), version()
    learnt.switch_on(first, reason="Better.", by=by, now=now)
    learnt.switch_on(second, reason="Better still.", by=by, now=now)
    assert warmth.counting().learned == second
    assert LearnedUse.objects.get(is_on=False).off_reason == f"{second} was switched on"


def test_database_refuses_what_was_learnt_for_other_rules() -> None:
    training = version()
    ScoringRules.objects.create(
        rules=SHIPPED.model_dump(mode="json"), published_by=admin(), published_at=timezone.now()
    )
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        LearnedUse.objects.create(training=training, reason="x", on_by=admin())
    assert getattr(caught.value.__cause__, "sqlstate", "") == "FU004"


def raced(training: Training, by: User) -> list[object]:
    """Rules are published while two switch the training on; what came of each."""
    now = timezone.now()
    return together(
        lambda: warmth.publish(SHIPPED, by=by, note="", now=now),
        lambda: learnt.switch_on(training, reason="Mine.", by=by, now=now),
        lambda: learnt.switch_on(training, reason="No, mine.", by=by, now=now),
    )


@pytest.mark.django_db(transaction=True)
def test_rules_published_while_two_admins_switch_on_leave_nothing_on_that_does_not_fit() -> None:
    by = admin()
    for _ in range(6):
        training = version(rules=warmth.in_force()[1])
        learnt.switch_on(training, reason="First.", by=by, now=timezone.now())
        published, *switched = raced(training, by)
        assert isinstance(published, ScoringRules)
        assert all(isinstance(one, LearnedUse | learnt.Refused) for one in switched), switched
        assert not LearnedUse.objects.filter(is_on=True).exists()


def test_lines_below_zero_are_lines() -> None:
    rules = LearnedRules(rules=(Rule(signal="recency", points=-12),), hot_from=0, warm_from=-5)
    found = warmth.facts_of([interested()], now=timezone.now())
    (facts,) = found.values()
    assert score(facts, rules, now=timezone.now()).tier == "cold"
