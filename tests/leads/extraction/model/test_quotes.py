"""Finding a quote that was copied almost exactly."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.extraction.model.quotes import align

TEXT = "Well, I\u2019ll send\u200b you the  pricing breakdown by Friday, all right?"
WHOLE = "I\u2019ll send\u200b you the  pricing breakdown by Friday"


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("I'll send you the pricing breakdown by Friday", WHOLE),
        ("“i’ll SEND you”", "I’ll send\u200b you"),
        ("I'll send … by Friday", WHOLE),
        ("the pricing brakdown by Friday", "the  pricing breakdown by Friday"),
        ("ricing breakdow", "pricing breakdown"),
    ],
)
def test_quote_is_found_as_it_was_said(quote: str, said: str) -> None:
    span = align(quote, TEXT)
    assert span is not None
    assert TEXT[span[0] : span[1]] == said


@pytest.mark.parametrize(
    "quote", ["", " ", "…", "pricing", "we cancel the contract on Monday", "by Friday … I'll send"]
)
def test_quote_that_was_not_said_is_not_found(quote: str) -> None:
    assert align(quote, TEXT) is None


def test_short_answers_and_unspaced_scripts_can_be_quoted() -> None:
    assert align("Yes.", "Yes.") == (0, 4)
    assert align("金曜日までに", "見積書は金曜日までに送ります。") == (4, 10)


@given(st.text(max_size=80), st.text(max_size=200))
def test_spans_lie_within_any_text(quote: str, text: str) -> None:
    span = align(quote, text)
    assert span is None or 0 <= span[0] < span[1] <= len(text)


def test_hostile_quotes_take_no_time() -> None:
    began = time.perf_counter()
    align("a " * 500, "a b " * 2_000)
    align("… " * 500, "x" * 8_000)
    assert time.perf_counter() - began < 2
