from __future__ import annotations

from dataclasses import replace
from datetime import date

from followup.evaluation.calls import score, unread
from followup.evaluation.items import Work
from followup.evaluation.matching import matched
from leads.extraction.schema import Evidence
from tests.followup.evaluation.items import call, found, read

OFFER = Work(frozenset({0}), "commitment", ("Ada",), "ours", date(2026, 3, 5))
LAWYERS = Work(frozenset({1}), "commitment", ("Bo",), "theirs")
VISIT = Work(frozenset({6}), "commitment", ("Ada",), "ours", soft=True)


def test_work_found_with_its_owner_side_and_day_is_no_invention() -> None:
    counts = score(
        call(work=(OFFER, LAWYERS), kinds=("commitment",)),
        read(found(0, due=date(2026, 3, 5)), found(1, owner="Bo", direction="theirs")),
    )
    assert counts["work hits"] == counts["commitment hits"] == counts["work right"] == 2
    assert (counts["invented"], counts["due right"], counts["due wrong"]) == (0, 1, 0)


def test_wrong_owner_and_wrong_side_each_count_as_one_invention() -> None:
    given = read(found(0, owner="Bo", direction="theirs"), found(1, owner="Bo", direction="ours"))
    counts = score(call(work=(OFFER, LAWYERS)), given)
    assert (counts["work hits"], counts["invented"]) == (2, 2)
    assert (counts["wrong owner"], counts["wrong side"]) == (1, 2)  # one is wrong in both


def test_finding_without_work_near_it_is_an_invention() -> None:
    counts = score(call(work=(OFFER,)), read(found(5)))
    assert (counts["work hits"], counts["work found"], counts["invented"]) == (0, 1, 1)


def test_hedge_need_not_be_found_and_must_not_be_hardened() -> None:
    gold = call(work=(VISIT,))
    assert score(gold, read())["work right"] == 0
    soft = score(gold, read(found(6, strength="tentative")))
    assert (soft["work found"], soft["invented"], soft["work hardened"]) == (0, 0, 0)
    firm = score(gold, read(found(6, strength="firm")))
    assert (firm["work found"], firm["invented"], firm["work hardened"]) == (1, 1, 1)


def test_wrong_day_is_told_from_no_day() -> None:
    late = score(call(work=(OFFER,)), read(found(0, due=date(2026, 3, 9))))
    none = score(call(work=(OFFER,)), read(found(0)))
    assert (late["due right"], late["due wrong"]) == (0, 1)
    assert (none["due right"], none["due wrong"]) == (0, 0)


def test_quote_that_is_not_in_the_record_shows() -> None:
    forged = replace(found(0), evidence=(Evidence(0, "I'll send the moon", 0, 18),))
    counts = score(call(), read(found(1), forged, replace(found(0), evidence=())))
    assert (counts["findings"], counts["quoted"]) == (3, 1)


def test_promising_lines_are_those_of_the_side_that_is_asked_about() -> None:
    theirs = {"owner": "Bo", "direction": "theirs"}
    gold = call(promising=frozenset({1, 3}), side="theirs")
    counts = score(gold, read(found(1, **theirs), found(2, 3, **theirs), found(0)))
    assert (counts["lines hits"], counts["lines found"], counts["wrong party"]) == (2, 2, 0)


def test_our_words_as_their_promise_are_laid_to_the_wrong_side() -> None:
    gold = call(promising=frozenset({1}), side="theirs")
    counts = score(gold, read(found(0, owner="Bo", direction="theirs")))
    assert (counts["lines hits"], counts["lines found"], counts["wrong party"]) == (0, 1, 1)


def test_without_a_side_the_owners_own_lines_count() -> None:
    counts = score(call(promising=frozenset({0})), read(found(0, 1)))
    assert (counts["lines hits"], counts["lines found"]) == (1, 1)


def test_sum_may_stand_in_the_words_that_were_accepted() -> None:
    gold = call(promising=frozenset({3}), side="theirs", sums=(50.0,))
    accepted = found(2, 3, owner="Bo", direction="theirs")
    assert score(gold, read(accepted))["sum exact"] == 1
    assert score(gold, read())["sum exact"] == 0


def test_sum_and_promise_where_there_were_none_are_inventions() -> None:
    gold = call(promising=frozenset(), side="theirs", sums=(None,))
    counts = score(gold, read(found(2, 3, owner="Bo", direction="theirs")))
    assert (counts["sum invented"], counts["pledge invented"], counts["sum exact"]) == (1, 1, 0)
    clean = score(gold, read(found(0)))
    assert (clean["sum invented"], clean["pledge invented"], clean["sum exact"]) == (0, 0, 1)


def test_call_that_could_not_be_read_misses_all_and_invents_nothing() -> None:
    counts = unread(call(work=(OFFER, LAWYERS)))
    assert (counts["unread"], counts["work right"], counts["invented"]) == (1, 2, 0)


def test_matching_finds_as_many_pairs_as_there_can_be() -> None:
    wide, narrow = Work(frozenset({0, 4})), Work(frozenset({0}))
    pairs = matched([wide, narrow], [found(0), found(5)], near=1)
    assert {(w.evidence, f.evidence[0].line) for w, f in pairs} == {
        (wide.evidence, 5),
        (narrow.evidence, 0),
    }


def test_matching_prefers_the_right_person_among_neighbours() -> None:
    ((_, chosen),) = matched(
        [LAWYERS], [found(0), found(1, owner="Bo", direction="theirs")], near=2
    )
    assert chosen.owner == "Bo"
