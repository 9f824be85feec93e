"""Conditions: what holds for whom, said in words; and what is no condition."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sequences.conditions import Invalid, Standing, holds, in_words, not_before, parse

SINCE = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
PLAIN = Standing(
    now=SINCE + timedelta(hours=50),
    since=SINCE,
    tier="warm",
    industry="Logistics",
    employees=120,
    lead_fields={"plan": "Trial"},
    account_fields={"erp": "SAP S/4", "seats": 40},
)


def met(test: dict[str, Any], **changed: Any) -> bool:
    return holds([test], replace(PLAIN, **changed)).holds


def test_no_condition_always_holds() -> None:
    assert holds([], PLAIN) == (True, "No condition.")


def test_silence_holds_once_the_hours_have_passed() -> None:
    test = {"kind": "no_reply", "hours": 48}
    assert met(test)
    assert not met(test, now=SINCE + timedelta(hours=47, minutes=59))
    assert met(test, now=SINCE + timedelta(hours=48))


def test_silence_ends_with_an_answer_since_we_wrote_and_not_with_an_older_one() -> None:
    test = {"kind": "no_reply", "hours": 48}
    assert not met(test, replied_at=SINCE + timedelta(hours=1))
    assert met(test, replied_at=SINCE - timedelta(hours=1))


@pytest.mark.parametrize(
    ("hours", "words"), [(48, "48 hours"), (72, "3 days"), (100, "100 hours"), (240, "10 days")]
)
def test_long_silence_is_said_in_days(hours: int, words: str) -> None:
    assert in_words([{"kind": "no_reply", "hours": hours}]) == f"only if no answer for {words}"


def test_silence_says_when_it_will_be_complete() -> None:
    condition = [{"kind": "no_reply", "hours": 48}, {"kind": "clicked"}]
    assert not_before(condition, PLAIN) == SINCE + timedelta(hours=48)
    assert not_before([{"kind": "clicked"}], PLAIN) is None


@pytest.mark.parametrize("yes", [True, False])
def test_click_counts_as_asked(yes: bool) -> None:
    assert met({"kind": "clicked", "yes": yes}, clicked=yes)
    assert not met({"kind": "clicked", "yes": yes}, clicked=not yes)


@pytest.mark.parametrize("booked", [True, False])
def test_meeting_counts_as_asked(booked: bool) -> None:
    assert met({"kind": "meeting", "booked": booked}, meeting_booked=booked)
    assert not met({"kind": "meeting", "booked": booked}, meeting_booked=not booked)


def test_tier_is_one_of_those_named() -> None:
    assert met({"kind": "tier", "any_of": ["hot", "warm"]})
    assert not met({"kind": "tier", "any_of": ["hot"]})
    assert met({"kind": "tier", "any_of": [""]}, tier="")


def test_industry_is_compared_without_capitals() -> None:
    assert met({"kind": "industry", "any_of": ["logistics", "retail"]})
    assert not met({"kind": "industry", "any_of": ["retail"]})


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ({"at_least": 120}, True),
        ({"at_least": 121}, False),
        ({"at_most": 120}, True),
        ({"at_most": 119}, False),
        ({"at_least": 50, "at_most": 200}, True),
    ],
)
def test_employees_are_within_both_bounds(bounds: dict[str, int], expected: bool) -> None:
    assert met({"kind": "employees", **bounds}) is expected


def test_what_is_not_known_does_not_hold_and_says_so() -> None:
    nothing = replace(PLAIN, industry="", employees=None)
    assert holds([{"kind": "employees", "at_least": 0}], nothing) == (
        False,
        "How many employees they have is not known.",
    )
    assert not holds([{"kind": "industry", "any_of": ["retail"]}], nothing).holds


@pytest.mark.parametrize(
    ("of", "name", "how", "value", "expected"),
    [
        ("lead", "plan", "is", "trial", True),
        ("lead", "plan", "is_not", "trial", False),
        ("account", "erp", "contains", "sap", True),
        ("account", "erp", "contains", "oracle", False),
        ("account", "seats", "is", "40", True),
        ("account", "erp", "is_filled", "", True),
        ("lead", "erp", "is_filled", "", False),
        ("lead", "erp", "is_not", "sap", True),
    ],
)
def test_custom_field_is_compared(of: str, name: str, how: str, value: str, expected: bool) -> None:
    test = {"kind": "custom", "of": of, "name": name, "how": how, "value": value}
    assert met(test) is expected


def test_all_tests_must_hold_and_the_first_that_does_not_is_named() -> None:
    condition = [{"kind": "tier", "any_of": ["warm"]}, {"kind": "clicked"}]
    assert holds(condition, PLAIN) == (False, "They have not clicked.")
    assert holds(condition, replace(PLAIN, clicked=True)).holds


@pytest.mark.parametrize(
    "condition",
    [
        {},
        "hot",
        [{"kind": "moon"}],
        [{}],
        [{"kind": "no_reply"}],
        [{"kind": "no_reply", "hours": 0}],
        [{"kind": "tier", "any_of": ["mild"]}],
        [{"kind": "employees"}],
        [{"kind": "employees", "at_least": 9, "at_most": 1}],
        [{"kind": "custom", "of": "lead", "name": "x", "how": "is"}],
        [{"kind": "clicked", "extra": 1}],
        [{"kind": "clicked"}] * 9,
    ],
)
def test_what_is_no_condition_is_refused_in_words(condition: object) -> None:
    with pytest.raises(Invalid, match=r"cannot be read: .+\."):
        parse(condition)


def test_condition_says_itself() -> None:
    condition = [
        {"kind": "no_reply", "hours": 48},
        {"kind": "tier", "any_of": ["hot", "warm"]},
        {"kind": "meeting", "booked": False},
    ]
    assert in_words(condition) == (
        "only if no answer for 48 hours and they are hot or warm and no meeting is booked"
    )
    assert in_words([]) == ""
