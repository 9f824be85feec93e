from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequences.choosing import choose, place


@dataclass(frozen=True)
class Words:
    pk: int
    weight: int = 1
    language: str = ""


@given(st.lists(st.integers(0, 5), min_size=1, max_size=4), st.integers(1), st.integers(1))
def test_choice_is_the_same_at_every_try_and_never_of_no_weight(
    weights: list[int], step: int, lead: int
) -> None:
    words = [Words(pk, weight) for pk, weight in enumerate(weights)]
    found = choose(words, step=step, lead=lead, language="en")
    assert found == choose(words[::-1], step=step, lead=lead, language="en")
    assert found is None if not any(weights) else found is not None and found.weight > 0


def test_shares_are_those_the_admin_set() -> None:
    words = [Words(1, weight=3), Words(2, weight=1)]
    drawn = Counter(
        w.pk for lead in range(4000) if (w := choose(words, step=7, lead=lead, language="en"))
    )
    assert drawn[1] == pytest.approx(3000, abs=150)


def test_draw_at_one_step_says_nothing_about_the_next() -> None:
    low = [lead for lead in range(4000) if place(step=1, lead=lead) < 0.5]
    again = sum(place(step=2, lead=lead) < 0.5 for lead in low)
    assert again / len(low) == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(("language", "expected"), [("de-AT", 1), ("fr", 2), ("en", 3)])
def test_words_in_their_language_come_first(language: str, expected: int) -> None:
    words = [Words(1, language="de"), Words(2), Words(3, language="en")]
    found = choose(words, step=1, lead=1, language=language)
    assert found is not None
    assert found.pk == expected


def test_english_is_what_is_left_when_nothing_fits() -> None:
    found = choose([Words(3, language="en")], step=1, lead=1, language="fr")
    assert found == Words(3, language="en")
    assert choose([Words(1, language="de")], step=1, lead=1, language="fr") is None
