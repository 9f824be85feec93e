"""Word by word: what a person changed, and that nothing is lost in showing it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.changes import changes

TEXT = st.text(alphabet="ab. \n", max_size=60)


def marked(before: str, after: str) -> str:
    marks = {"same": "{}", "cut": "[-{}-]", "added": "[+{}+]"}
    return "".join(marks[c.kind].format(c.text) for c in changes(before, after))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("Hi Priya,", "Hi Priya,", "Hi Priya,"),
        ("by Friday.", "by Monday.", "by [-Friday-][+Monday+]."),
        ("I will send it.", "I will gladly send it.", "I will [+gladly +]send it."),
        ("One. Two. Three.", "One. Three.", "One. [-Two. -]Three."),
        ("old words here", "new terms here", "[-old words-][+new terms+] here"),
        ("", "All mine.", "[+All mine.+]"),
    ],
)
def test_changes_are_shown_by_the_word(before: str, after: str, shown: str) -> None:
    assert marked(before, after) == shown


@given(TEXT, TEXT)
def test_nothing_is_lost_and_nothing_is_invented(before: str, after: str) -> None:
    found = changes(before, after)
    assert "".join(c.text for c in found if c.kind != "added") == before
    assert "".join(c.text for c in found if c.kind != "cut") == after


def test_hostile_texts_take_no_longer_than_a_blink() -> None:
    began = time.perf_counter()
    changes("a b " * 12_000, "b a c " * 8_000)
    changes("x" * 50_000, "x " * 25_000)
    assert time.perf_counter() - began < 2
