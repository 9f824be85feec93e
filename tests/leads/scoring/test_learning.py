"""What is learnt is said in the form of rules, and beats them where there is something to learn."""

from __future__ import annotations

import math
import random
from datetime import timedelta

import pytest

from followup.evaluation.scoring import NOW, compare, people
from leads.scoring import Facts, Rule, Rules, score
from leads.scoring.judging import auc, bins, gained
from leads.scoring.learning import (
    Example,
    Learnt,
    Model,
    NotPossible,
    chances_of,
    divided,
    in_points,
    learn,
    lines,
    train,
)

RULES = Rules(
    rules=(
        Rule(signal="title_match", points=5, words=("head",)),
        Rule(signal="source", points=5, words=("fair",)),
    ),
    hot_from=10,
    warm_from=5,
)


def examples(number: int, *, chances: tuple[float, float] = (0.6, 0.2)) -> list[Example]:
    """Heads become customers more often than others; where they came from says nothing."""
    rng = random.Random(3)
    found = []
    for n in range(number):
        facts = Facts(title="Head" if n % 2 else "", source="fair" if rng.random() < 0.5 else "")
        won = rng.random() < chances[0 if n % 2 else 1]
        found.append(Example(facts, NOW + timedelta(hours=n), won, n))
    return found


def test_ten_points_double_the_odds() -> None:
    assert (in_points(math.log(2)), in_points(-math.log(4)), in_points(0.01)) == (10, -20, 0)
    model = Model((20, -10), -20)
    assert model.chance([True, True]) == pytest.approx(1 / 3)
    assert model.chance([False, False]) == pytest.approx(1 / 5)


def test_weight_that_was_seen_too_seldom_stays_within_bounds() -> None:
    assert (in_points(50.0), in_points(-50.0)) == (100, -100)


def test_learnt_score_reads_as_a_written_one() -> None:
    found = learn(examples(600), RULES, prospects=[], now=NOW)
    facts = Facts(title="Head of Sales")
    (said,) = score(facts, found.rules, now=NOW).reasons
    (written,) = score(facts, RULES, now=NOW).reasons
    assert (said.sentence, said.signal) == (written.sentence, written.signal)
    assert said.points == found.points[0] > 15
    assert abs(found.points[1]) < 5
    assert found.held[0] == 300


def test_what_is_kept_is_read_back_the_same() -> None:
    found = learn(examples(600), RULES, prospects=[], now=NOW)
    assert Learnt.model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize(
    ("number", "chances", "words"),
    [
        (199, (0.5, 0.5), "There are 199"),
        (400, (0.0, 0.0), "0 became customers, 400 did not"),
        (400, (1.0, 1.0), "400 became customers, 0 did not"),
    ],
    ids=["few-people", "no-customers", "customers-only"],
)
def test_too_few_teach_nothing_and_say_what_is_missing(
    number: int, chances: tuple[float, float], words: str
) -> None:
    with pytest.raises(NotPossible, match="It takes 200 people") as refused:
        learn(examples(number, chances=chances), RULES, prospects=[], now=NOW)
    assert words in str(refused.value)


def test_moments_of_one_person_are_one_person() -> None:
    one = examples(60) * 10
    with pytest.raises(NotPossible, match="There are 60"):
        learn(one, RULES, prospects=[], now=NOW)


def test_newer_people_without_a_customer_cannot_judge() -> None:
    old = [Example(e.facts, e.at, n < 150 and n % 2 == 0, n) for n, e in enumerate(examples(400))]
    with pytest.raises(NotPossible, match="Either part needs 5"):
        learn(old, RULES, prospects=[], now=NOW)


def test_rules_that_say_nothing_are_not_learnt() -> None:
    same = [Example(Facts(), e.at, e.won, e.person) for e in examples(400)]
    with pytest.raises(NotPossible, match="Nothing that the rules look at"):
        learn(same, RULES, prospects=[], now=NOW)


def test_all_of_one_kind_cannot_be_told_apart() -> None:
    with pytest.raises(NotPossible, match="the same"):
        train([[True], [False]], [True, True])


def test_people_are_divided_by_when_they_came_and_nobody_twice() -> None:
    some = [
        Example(Facts(), NOW + timedelta(days=day), False, person)
        for person, first in ((1, 30), (2, 0), (3, 20), (4, 10))
        for day in (first, first + 100)
    ]
    assert divided(some) == {2, 4}


def test_as_many_are_hot_and_warm_by_learnt_points_as_by_written_ones() -> None:
    written = [10] * 2 + [5] * 3 + [0] * 5
    learnt = list(range(-30, 20, 5))
    hot, warm = lines(learnt, RULES, written)
    assert (sum(t >= hot for t in learnt), sum(t >= warm for t in learnt)) == (2, 5)


def test_lines_of_equal_totals_stay_in_order() -> None:
    hot, warm = lines([7, 7, 7], RULES, [0, 10, 5])
    assert warm < hot


def test_totals_become_chances_in_the_same_order() -> None:
    said = chances_of([0, 10, 20], known=[0, 0, 10, 10, 20, 20] * 9, won=[False, True] * 9 * 3)
    assert said == pytest.approx([0.5] * 3, abs=0.01)
    rising = chances_of([0, 20], known=[0] * 40 + [20] * 40, won=[False] * 39 + [True] * 41)
    assert rising[0] < 0.1 < 0.9 < rising[1]


def test_gain_of_what_is_no_better_lies_around_nothing() -> None:
    rng = random.Random(1)
    won = [rng.random() < 0.3 for _ in range(300)]
    old, new = [rng.random() for _ in won], [rng.random() for _ in won]
    low, high = gained(old, new, won, range(300))
    assert low < 0 < high
    better = [w + rng.random() for w in won]
    assert gained(old, better, won, range(300))[0] > 0.2


def test_more_outcomes_bring_the_model_above_the_rules_and_none_above_the_truth() -> None:
    learnt, (rules, truth) = compare(number=2000, seed=3)
    best = learnt[-1][1]
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


def test_bins_of_people_of_whom_the_same_was_said_are_the_same_in_any_order() -> None:
    assert bins([0.2] * 10, [True] * 5 + [False] * 5) == ((0.2, 0.5, 2),) * 5


def test_bins_hold_everybody_once() -> None:
    found = bins([n / 23 for n in range(23)], [n > 11 for n in range(23)])
    assert sum(number for _, _, number in found) == 23
    assert [was for _, was, _ in found] == sorted(was for _, was, _ in found)
