"""What corrects a promise, what only speaks of it, and what speaks of something else."""

from __future__ import annotations

import pytest

from leads.corrections import corrected
from leads.kept.schema import Promise, Spoken

PROMISES = [
    Promise(1, "I'll send the pricing for forty seats by Friday.", "Maya Reyes will send the pricing for forty seats by Friday.", "ours"),
    Promise(2, "We'll sign the data agreement on Monday.", "Priya Nair will sign the data agreement on Monday.", "theirs"),
]  # fmt: skip


def of(text: str) -> list[int]:
    found = corrected(PROMISES, [Spoken(7, text, "theirs")])
    for one in found:
        assert text[one.start : one.start + len(one.quote)] == one.quote
    return sorted(one.promise for one in found)


@pytest.mark.parametrize(
    ("text", "promises"),
    [
        ("Thanks! Small correction: the pricing should be for sixty seats, not forty.", [1]),
        ("It is 60 seats in the pricing, please.", [1]),
        ("Actually we agreed to sign the data agreement on Wednesday.", [2]),
        ("The pricing was for forty users, that's wrong: it was forty machines, not seats.", [1]),
        ("Actually we agreed on the pricing by 24 December, not Friday.", [1]),
        ("The pricing by December 24, please, rather than Friday.", [1]),
        ("Die data agreement unterschreiben wir nicht Montag, sondern Mittwoch.", [2]),
    ],
)
def test_correction_is_found(text: str, promises: list[int]) -> None:
    assert of(text) == promises


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, the pricing for forty seats by Friday works for us.",
        "Will you send the pricing for sixty seats?",
        "Actually, my train is late, talk soon.",
        "We have sixty people in the office.",
        "I'm looking forward to the pricing.",
        "",
    ],
)
def test_what_corrects_nothing_proposes_nothing(text: str) -> None:
    assert of(text) == []
