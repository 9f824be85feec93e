"""What is wrong with a template, said so that an admin can mend it."""

from __future__ import annotations

import pytest

from sequences.slots import problems, slots_in


def said(text: str) -> list[str]:
    return [problem.words for problem in problems(text)]


def test_template_of_known_slots_has_no_problem() -> None:
    assert said("Hi {lead.first_name}, how is {account.name}?\n- {call.promise}") == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{lead.firstname}", "{lead.first_name}"),
        ("{First name}", "{lead.first_name}"),
        ("{account.nmae}", "{account.name}"),
        ("{company}", "{account.name}"),
        ("{library.casestudy}", "{library.case_study}"),
    ],
)
def test_unknown_slot_is_named_with_what_was_meant(written: str, meant: str) -> None:
    (words,) = said(f"Hello {written}.")
    assert written in words
    assert meant in words


def test_problem_says_where_it_is() -> None:
    text = "Hi {lead.first_name}, at {acount.name} today"
    (problem,) = problems(text)
    assert text[problem.start : problem.end] == "{acount.name}"


@pytest.mark.parametrize("gap", ["{", "}", "[first name]", "<<name>>", "%FIRST_NAME%", "TODO"])
def test_gap_is_a_problem(gap: str) -> None:
    assert len(said(f"Hello {gap} there.")) == 1


def test_machine_words_are_a_problem_in_a_subject_only() -> None:
    assert problems("{call.promise}", is_subject=True)
    assert not problems("{call.promise}")
    assert not problems("Rush orders at {account.name}", is_subject=True)


def test_slots_are_found_in_order() -> None:
    assert slots_in("{b.c} and {a.b} and { lead.name }") == ["b.c", "a.b", "lead.name"]
