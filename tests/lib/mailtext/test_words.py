"""Wishes to hear no more, and days of return, in the words of many languages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from followup.lib.mailtext import returning, unsubscribe

HERE = Path(__file__).parent
WRITTEN = datetime(2026, 5, 12, 10, 4, tzinfo=UTC)


def lines(name: str) -> list[tuple[str, str]]:
    """What is expected, and the words."""
    text = (HERE / name).read_text(encoding="utf-8")
    told = [line for line in text.splitlines() if not line.startswith("#")]
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in told]


@pytest.mark.parametrize(("expected", "words"), lines("wishes.txt"))
def test_wish_to_hear_no_more_is_told_from_what_sounds_alike(expected: str, words: str) -> None:
    assert unsubscribe.wished(words) is (expected == "+")


@pytest.mark.parametrize(("expected", "words"), lines("absences.txt"))
def test_day_of_return_is_read_in_many_languages(expected: str, words: str) -> None:
    found = returning.day(words, sent=WRITTEN)
    assert (found.isoformat() if found else "none") == expected
