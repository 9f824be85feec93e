"""The words of one call: found by their beginnings, marked, and everything else left away."""

from __future__ import annotations

import pytest

from leads.wordsearch import spots, words
from tests import factories as make
from tests.reviews.views.desk import page, signed_in


def test_words_are_what_stands_between_marks() -> None:
    found = words("  “Pricing”, (o'clock) & a.b@c.example! ")
    assert found == ["pricing", "o", "clock", "a.b@c.example"]
    assert words("!! & '") == []


def test_spots_are_whole_words_that_begin_so() -> None:
    text = "Price, prices and enterprise."
    assert [text[at : at + length] for at, length in spots(text, "pric")] == ["Price", "prices"]


@pytest.mark.django_db
def test_call_page_shows_the_lines_with_the_words_and_the_way_back() -> None:
    rep = make.user()
    call = make.call(make.lead(rep))
    found = page(signed_in(rep), f"/calls/{call.pk}/?q=thurs")
    assert "2 lines with “thurs”" in found
    assert "<mark>Thursday</mark>" in found
    assert "pricing breakdown" not in found
    assert "Nobody said “zebra”" in page(signed_in(rep), f"/calls/{call.pk}/?q=zebra")
