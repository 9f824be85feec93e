"""Cutting a long call so that nothing is lost at the edges."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from leads.extraction.model.windows import MOST_LINES, halves, windows
from leads.extraction.schema import Line


@given(st.lists(st.integers(0, 9_000), max_size=400))
def test_windows_cover_every_line_in_order(sizes: list[int]) -> None:
    found = windows([Line(i, "A", "ours", "x" * n) for i, n in enumerate(sizes)])
    assert {i for window in found for i in window} == set(range(len(sizes)))
    assert all(0 < len(window) <= MOST_LINES for window in found)
    assert all(a.start < b.start <= a.stop for a, b in pairwise(found))


def test_windows_overlap_between_exchanges() -> None:
    first, second = windows([Line(i, "A", "ours", "word") for i in range(200)])
    assert first.stop - second.start == 10


def test_halves_overlap_and_stop_when_small() -> None:
    parts = halves(range(10, 20))
    assert parts is not None
    assert {*parts[0], *parts[1]} == set(range(10, 20))
    assert set(parts[0]) & set(parts[1])
    assert halves(range(5)) is None
