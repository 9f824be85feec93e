"""Of an answer only what can be what it claims to be is believed."""

from __future__ import annotations

from typing import Any

import pytest

from leads.enriching import own
from leads.enriching.schema import facts


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"title": "  Head of\n logistics "}, {"title": "Head of logistics"}),
        ({"title": "Head\u202e of\u200b\x00 it"}, {"title": "Head of it"}),
        ({"title": "x" * 201}, {}),
        ({"title": ["Head"]}, {}),
        ({"title": {"$ne": ""}}, {}),
        ({"seniority": "C-Suite"}, {"seniority": "c_suite"}),
        ({"seniority": "wizard"}, {}),
        ({"employees": 47}, {"employees": "47"}),
        ({"employees": "1,200"}, {"employees": "1200"}),
        ({"employees": 47.0}, {"employees": "47"}),
        ({"employees": "51-200"}, {}),
        ({"employees": "1.5"}, {}),
        ({"employees": True}, {}),
        ({"employees": -3}, {}),
        ({"employees": 10**30}, {}),
        ({"employees": float("nan")}, {}),
        ({"country": "United States"}, {"country": "US"}),
        ({"country": "United Kingdom"}, {"country": "GB"}),
        ({"country": "de"}, {"country": "DE"}),
        ({"country": "ZZ"}, {}),
        ({"country": "Narnia"}, {}),
        ({"company_country": "Germany"}, {"company_country": "DE"}),
        ({"phone": "+49 30 901820"}, {"phone": "+4930901820"}),
        ({"phone": "030 901820"}, {}),
        ({"industry": "freight", "email": "x@y.example", "id": 3}, {"industry": "freight"}),
        ({"industry": None, "title": None, "employees": None}, {}),
    ],
)
def test_answer_is_believed_only_where_it_can_be_true(
    given: dict[str, Any], kept: dict[str, str]
) -> None:
    assert facts(given).told() == kept


@pytest.mark.parametrize(
    "url",
    [
        "https://know.example.com/people",
        "https://know.example.com/{name}",
        "https://know.example.com/{email}{",
        "https://{domain}/about",
        "https://{domain}.evil.example.com/about",
        "http://know.example.com/{email}",
        "https://10.0.0.7/{email}",
        "https://know.example.com@10.0.0.7/{email}",
        "file:///etc/{domain}",
        "https://[::1]/{domain}",
        "https://[::1/{domain}",
    ],
)
def test_address_that_could_lead_anywhere_else_is_refused(url: str) -> None:
    assert own.wrong_with(url)


def test_address_with_its_places_may_be_asked_and_says_whether_people_are_asked_about() -> None:
    assert own.wrong_with("https://know.example.com/v1?mail={email}&company={domain}") == ""
    assert own.asks_people("https://know.example.com/{email}")
    assert not own.asks_people("https://know.example.com/{domain}")
