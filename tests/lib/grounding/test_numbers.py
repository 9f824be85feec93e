"""Numbers in digits and words, with kinds, rates and limits."""

from __future__ import annotations

import pytest

from followup.lib.grounding.numbers import check_numbers, numbers


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("ten percent", 10, "%"),
        ("10 %", 10, "%"),
        ("two hundred and fifty seats", 250, ""),
        ("twenty-five users", 25, ""),
        ("about a hundred drivers", 100, ""),
        ("$1,250", 1250, "USD"),
        ("1.250,00 EUR", 1250, "EUR"),
        ("€1.5k", 1500, "EUR"),
        ("two and a half weeks", 2.5, "week"),
        ("$3 million", 3e6, "USD"),
    ],
)
def test_numbers_are_read(text: str, value: float, kind: str) -> None:
    (number,) = numbers(text)
    assert (number.value, number.kind) == (value, kind)


def test_numbers_leave_pronouns_and_list_markers_alone() -> None:
    assert not numbers("one of you said this one is fine")
    assert not numbers("2. Second point")


@pytest.mark.parametrize(
    ("cited", "sentence", "good"),
    [
        ("ten percent off", "10% off", True),
        ("ten percent off", "$10 off", False),
        ("$25 per user per month", "$25 a month", True),
        ("$25 per user per month", "$25 a year", False),
        ("up to 30%", "at least 30%", False),
        ("about 250 seats", "250 seats", True),
        ("15 hours a week", "15 hours a day", False),
        ("three weeks", "3 months", False),
    ],
)
def test_numbers_must_be_cited_with_kind_rate_and_limit(
    cited: str, sentence: str, good: bool
) -> None:
    assert (check_numbers(sentence, [cited]) == []) is good


def test_number_reason_names_what_is_there() -> None:
    (reason,) = check_numbers("We can offer 15%.", ["We can offer 10%."])
    assert (reason.code, reason.text) == ("amount", "“15%” is not in what this cites; 10% is")
