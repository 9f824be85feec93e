"""Every point is explained, and what is not known counts neither way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from leads.scoring import SHIPPED, Act, Facts, Rule, Rules, score

NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)


def one(**rule: Any) -> Rules:
    return Rules(rules=(Rule(**rule),), hot_from=20, warm_from=10)


def page(path: str = "/", *, days: float = 1, intent: str = "") -> Act:
    return Act("page_viewed", NOW - timedelta(days=days), path, intent)


def said(facts: Facts, rules: Rules = SHIPPED) -> list[str]:
    return [str(r) for r in score(facts, rules, now=NOW).reasons]


def test_nothing_known_is_cold_and_says_nothing_of_the_person() -> None:
    found = score(Facts(), SHIPPED, now=NOW)
    assert (found.total, found.tier, found.reasons) == (0, "cold", ())


def test_pricing_page_twice_this_week_is_said_in_these_words() -> None:
    facts = Facts(acts=[page("/pricing", days=d, intent="pricing") for d in (1, 3)])
    assert "+20 pricing page twice this week" in said(facts)


def test_page_read_long_ago_no_longer_counts() -> None:
    facts = Facts(acts=[page("/pricing", days=d, intent="pricing") for d in (1, 8)])
    assert not any("pricing" in line for line in said(facts))


def test_what_lies_ahead_of_now_does_not_count() -> None:
    facts = Facts(acts=[page("/pricing", days=-1, intent="pricing")] * 2)
    assert said(facts) == []


@pytest.mark.parametrize(
    ("days", "words"),
    [(0.1, "today"), (0.7, "yesterday"), (1.1, "yesterday"), (3, "3 days ago")],
    ids=["same-day", "evening-before", "day-before", "three"],
)
def test_when_we_last_heard_of_them_is_said_by_the_calendar(days: float, words: str) -> None:
    rules = one(signal="recency", points=10, within_days=7)
    assert said(Facts(acts=[page(days=days)]), rules) == [f"+10 we heard of them {words}"]


def test_same_page_read_often_is_one_page() -> None:
    rules = one(signal="page_depth", points=10, least=2)
    assert said(Facts(acts=[page("/a"), page("/a")]), rules) == []
    assert said(Facts(acts=[page("/a"), page("/b")]), rules) == ["+10 2 pages read in 30 days"]


@pytest.mark.parametrize(
    ("title", "holds"),
    [("VP Sales", True), ("Head of Revenue", True), ("MVP developer", False), ("", False)],
    ids=["vp", "head", "part-of-a-word", "unknown"],
)
def test_title_is_matched_by_whole_words(title: str, *, holds: bool) -> None:
    rules = one(signal="title_match", points=10, words=("vp", "head"))
    assert bool(said(Facts(title=title), rules)) is holds


@pytest.mark.parametrize(
    ("employees", "holds"),
    [(49, False), (50, True), (2000, True), (2001, False), (None, False)],
    ids=["below", "least", "most", "above", "unknown"],
)
def test_company_size_lies_between_its_bounds(employees: int | None, *, holds: bool) -> None:
    rules = one(signal="company_size", points=10, least=50, most=2000)
    assert bool(said(Facts(employees=employees), rules)) is holds


def test_form_that_asked_nothing_says_nothing_about_completeness() -> None:
    rules = one(signal="completeness", points=10, least=0)
    assert said(Facts(asked=0), rules) == []
    assert said(Facts(asked=4, answered=3), rules) == ["+10 75 % of the form filled in"]


def test_engagement_names_meetings_before_answers_before_clicks() -> None:
    acts = [Act(k, NOW - timedelta(days=1)) for k in ("click", "click", "meeting_booked", "reply")]
    assert said(Facts(acts=acts), one(signal="engagement", points=10)) == [
        "+10 1 meeting and 1 answer and 2 clicks in 30 days"
    ]


def test_what_would_change_the_tier_names_only_what_is_theirs_to_do() -> None:
    rules = Rules(
        rules=(
            Rule(signal="source", points=20, words=("referral",)),
            Rule(signal="intent_page", points=15, least=2, within_days=7, words=("pricing",)),
            Rule(signal="page_depth", points=5, least=4),
        ),
        hot_from=40,
        warm_from=15,
    )
    assert score(Facts(), rules, now=NOW).would_change == (
        "pricing page twice this week (+15) would make them warm",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"signal": "title_match", "points": 5},
        {"signal": "recency", "points": 0},
        {"signal": "company_size", "points": 5, "least": 9, "most": 3},
        {"signal": "horoscope", "points": 5},
    ],
    ids=["no-words", "no-points", "bounds-crossed", "unknown-signal"],
)
def test_rule_that_cannot_mean_anything_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Rule(**wrong)


ACTS = st.lists(
    st.builds(
        Act,
        st.sampled_from(["page_viewed", "click", "reply", "meeting_booked", "form_submitted"]),
        st.integers(-20, 80).map(lambda days: NOW - timedelta(days=days)),
        st.sampled_from(["/", "/pricing", "/blog"]),
        st.sampled_from(["", "pricing"]),
    ),
    max_size=12,
)


@settings(deadline=None)
@given(ACTS, st.text(max_size=20), st.none() | st.integers(0, 10**6))
def test_total_is_the_sum_of_its_reasons_in_any_order_of_acts(
    acts: list[Act], title: str, employees: int | None
) -> None:
    found = score(Facts(title=title, employees=employees, acts=acts), SHIPPED, now=NOW)
    again = score(Facts(title=title, employees=employees, acts=acts[::-1]), SHIPPED, now=NOW)
    assert found.total == sum(r.points for r in found.reasons) == again.total
    assert found.tier == again.tier
