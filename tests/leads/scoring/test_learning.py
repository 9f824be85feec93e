"""What is learnt is said in the form of rules, and beats them where there is something to learn."""

from __future__ import annotations

import math
import sys

import pytest

from followup.evaluation.scoring import NOW, Quality, auc, bins, compare, people
from leads.scoring import Facts, Rule, Rules
from leads.scoring.learning import Example, Model, NotPossible, in_points, train

RULES = Rules(
    rules=(
        Rule(signal="title_match", points=5, words=("head",)),
        Rule(signal="source", points=5, words=("fair",)),
    )
)


def test_ten_points_double_the_odds() -> None:
    assert (in_points(math.log(2)), in_points(-math.log(4)), in_points(0.01)) == (10, -20, 0)


def test_learnt_score_reads_as_a_written_one() -> None:
    model = Model(RULES, (math.log(4), -math.log(2)), -math.log(4))
    facts = Facts(title="Head of Sales", source="fair")
    said = [str(reason) for reason in model.reasons(facts, now=NOW)]
    assert said == ["+20 their title says “head”", "-10 they came by “fair”"]
    assert model.chance(facts, now=NOW) == pytest.approx(1 / 3)
    assert model.chance(Facts(), now=NOW) == pytest.approx(1 / 5)


def test_too_few_of_either_kind_teach_nothing() -> None:
    examples = [Example(Facts(), NOW, won=n < 29) for n in range(500)]
    with pytest.raises(NotPossible, match="It takes 30"):
        train(examples, RULES)


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    examples = [Example(Facts(), NOW, won=n < 250) for n in range(500)]
    with pytest.raises(NotPossible, match=r"requirements-scoring\.txt"):
        train(examples, RULES)
    learnt, (rules, truth) = compare(number=200, seed=1)
    assert all(isinstance(found, str) for _, found in learnt)
    assert 0.5 < rules.auc < truth.auc


def test_what_counts_is_learnt_with_its_sign() -> None:
    pytest.importorskip("sklearn")
    made = [
        Example(
            Facts(title="Head" if n % 2 else "", source="fair" if n % 3 else ""), NOW, n % 2 == 1
        )
        for n in range(600)
    ]
    model = train(made, RULES)
    assert model.weights[0] > 3
    assert abs(model.weights[1]) < 0.5


def test_more_outcomes_bring_the_model_above_the_rules_and_none_above_the_truth() -> None:
    pytest.importorskip("sklearn")
    learnt, (rules, truth) = compare(number=2000, seed=3)
    best = learnt[-1][1]
    assert isinstance(best, Quality)
    assert rules.auc < best.auc < truth.auc
    assert truth.brier < best.brier < rules.brier


def test_same_seed_makes_the_same_people() -> None:
    assert people(20, seed=5) == people(20, seed=5)
    assert people(20, seed=5) != people(20, seed=6)


@pytest.mark.parametrize(
    ("scores", "won", "expected"),
    [
        ([1, 2, 3, 4], [False, False, True, True], 1.0),
        ([4, 3, 2, 1], [False, False, True, True], 0.0),
        ([1, 1, 1, 1], [False, True, False, True], 0.5),
        ([1, 2, 2, 3], [False, False, True, True], 0.875),
        ([1, 2], [True, True], 0.5),
    ],
    ids=["perfect", "reversed", "all-tied", "one-tie", "one-kind"],
)
def test_auc_is_the_share_of_pairs_in_order(
    scores: list[float], won: list[bool], expected: float
) -> None:
    assert auc(scores, won) == expected


def test_bins_hold_everybody_once() -> None:
    found = bins([n / 23 for n in range(23)], [n > 11 for n in range(23)])
    assert sum(number for _, _, number in found) == 23
    assert [was for _, was, _ in found] == sorted(was for _, was, _ in found)
