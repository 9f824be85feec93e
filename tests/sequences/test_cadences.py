"""The sequences that ship: complete, honest, and as long as they say."""

from __future__ import annotations

import pytest

from sequences.cadences import Cadence, shipped
from sequences.conditions import parse
from sequences.lint import advice
from sequences.models import Sequence
from sequences.slots import SLOTS, problems, slots_in

CADENCES = {cadence.purpose: cadence for cadence in shipped()}
EVENTS = {"hot", "warm", "cold", "no_show"}


@pytest.fixture(params=sorted(CADENCES))
def cadence(request: pytest.FixtureRequest) -> Cadence:
    return CADENCES[request.param]


def test_every_purpose_has_one() -> None:
    assert CADENCES.keys() == set(Sequence.Purpose.values)


@pytest.mark.parametrize(
    ("purpose", "touches", "days"), [("hot", 3, 5), ("warm", 4, 14), ("cold", 6, 30)]
)
def test_tier_has_its_touches_in_its_days(purpose: str, touches: int, days: int) -> None:
    steps = CADENCES[purpose].steps
    assert len(steps) == touches
    assert days - 1 <= sum(step.delay[0] for step in steps) <= days


def test_after_a_call_comes_the_recap_then_day_3_then_day_7() -> None:
    steps = CADENCES["after_call"].steps
    moments = [sum(step.delay[0] for step in steps[: n + 1]) for n in range(len(steps))]
    assert moments[:3] == [0, 3, 7]
    assert steps[0].variants == []
    assert all(step.variants for step in steps[1:])


def test_templates_have_no_problem_and_draw_no_advice(cadence: Cadence) -> None:
    for step in cadence.steps:
        parse(step.condition)
        for wording in step.variants:
            text = "\n".join((wording.greeting, wording.body, wording.sign_off))
            assert problems(text) == []
            assert problems(wording.subject, is_subject=True) == []
            said = advice(f"{wording.subject}\n{text}", asks_nothing=cadence.purpose == "cold")
            assert said == [], wording.label


def test_templates_rest_on_a_record_that_is_there(cadence: Cadence) -> None:
    wrong = "call" if cadence.purpose in EVENTS else "event"
    for step in cadence.steps:
        for wording in step.variants:
            used = slots_in(wording.subject + wording.body)
            assert not [name for name in used if SLOTS[name].needs == wrong]


def test_phone_steps_are_for_a_person(cadence: Cadence) -> None:
    for step in cadence.steps:
        if step.channel == "phone":
            assert all(not wording.subject for wording in step.variants)


def test_mails_are_short(cadence: Cadence) -> None:
    for step in cadence.steps:
        assert all(len(wording.body.split()) <= 90 for wording in step.variants)
