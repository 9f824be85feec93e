from __future__ import annotations

from followup.evaluation.measures import Measure, measured, tally

SHARE = Measure("share", (("hits", "all"),))


def test_value_lies_in_its_interval_and_the_draw_is_always_the_same() -> None:
    documents = [{"hits": i % 3, "all": 3} for i in range(40)]
    (first,), (second,) = measured([SHARE], documents), measured([SHARE], documents)
    assert first == second
    assert 0 < first.low < first.value < first.high < 1


def test_documents_that_are_all_alike_leave_no_doubt() -> None:
    (only,) = measured([SHARE], [{"hits": 1, "all": 2}] * 9)
    assert (only.low, only.value, only.high) == (0.5, 0.5, 0.5)


def test_what_was_not_counted_is_not_reported() -> None:
    assert measured([SHARE], [{"hits": 0, "all": 0}, {}]) == []


def test_share_of_a_rare_kind_survives_draws_that_miss_it() -> None:
    (only,) = measured([SHARE], [{"hits": 1, "all": 1}, *[{"other": 1}] * 50], times=200)
    assert (only.low, only.high) == (1.0, 1.0)


def test_balanced_accuracy_is_the_mean_of_two_shares() -> None:
    both = Measure("both", (("kept", "true"), ("stopped", "false")))
    assert both.value({"kept": 9, "true": 10, "stopped": 1, "false": 2}) == 0.7


def test_f1_is_a_share_of_its_counts() -> None:
    counts = tally("", hits=2, found=4, right=4)
    assert Measure("F1", (("hits twice", "found and right"),)).value(counts) == 0.5
