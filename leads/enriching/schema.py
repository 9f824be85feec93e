"""What is asked of a service and what is believed of its answer: a few short facts, each checked.

Pure. Whatever cannot be what it claims to be is left out; nothing else of an answer is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated, Any

import phonenumbers
from pydantic import BaseModel, BeforeValidator, ConfigDict

from leads.extraction.visible import visible

SENIORITIES = {
    "owner": "Owner",
    "founder": "Founder",
    "c_suite": "C-level",
    "partner": "Partner",
    "vp": "Vice president",
    "head": "Head",
    "director": "Director",
    "manager": "Manager",
    "senior": "Senior",
    "entry": "Entry level",
    "intern": "Intern",
}
MOST_EMPLOYEES = 10_000_000
_ALSO = {
    "united kingdom": "GB",
    "great britain": "GB",
    "uk": "GB",
    "usa": "US",
    "united states of america": "US",
    "czechia": "CZ",
    "south korea": "KR",
    "türkiye": "TR",
    "the netherlands": "NL",
    "russian federation": "RU",
    "viet nam": "VN",
}


@dataclass(frozen=True, slots=True)
class Question:
    """Who is asked about. All of it leaves the house, nothing else does; either may be empty."""

    email: str = ""
    domain: str = ""


def one_line(most: int) -> BeforeValidator:
    """One line of what a reader sees, without what shows nothing; '' for what is no text."""

    def shown(value: object) -> str:
        plain = visible(value, most=most) if isinstance(value, str) else ""
        return "" if plain.endswith("…") else plain

    return BeforeValidator(shown)


def country_of(value: object) -> str:
    """Two letters of ISO 3166, from a code or an English name; '' for neither."""
    text = value.strip() if isinstance(value, str) else ""
    if text.upper() in _countries().values() and len(text) == 2:
        return text.upper()
    return _ALSO.get(text.casefold()) or _countries().get(text.casefold(), "")


def count_of(value: object) -> int | None:
    """A number of people; None for what is none, such as a range."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,3}(?:[., ]\d{3})+|\d{1,8}", value.strip()):
        value = int(re.sub(r"\D", "", value))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 < value <= MOST_EMPLOYEES else None  # type: ignore[operator,return-value]


def level_of(value: object) -> str:
    """One of the known levels; '' for anything else."""
    text = re.sub(r"[\s-]+", "_", value.strip().lower()) if isinstance(value, str) else ""
    return text if text in SENIORITIES else ""


def number_of(value: object) -> str:
    """An international number; '' for what is none."""
    try:
        number = phonenumbers.parse(value if isinstance(value, str) else "", None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class Facts(BaseModel):
    """What an answer comes to. Empty: nothing was said, or nothing that can be believed."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    title: Annotated[str, one_line(200)] = ""
    seniority: Annotated[str, BeforeValidator(level_of)] = ""
    phone: Annotated[str, BeforeValidator(number_of)] = ""
    country: Annotated[str, BeforeValidator(country_of)] = ""
    industry: Annotated[str, one_line(80)] = ""
    employees: Annotated[int | None, BeforeValidator(count_of)] = None
    company_country: Annotated[str, BeforeValidator(country_of)] = ""

    def told(self) -> dict[str, str]:
        """By field, what is known; numbers as digits."""
        return {name: str(value) for name, value in self if value not in ("", None)}


def facts(given: Mapping[str, Any]) -> Facts:
    """The facts in a mapping of any kind. Never raises: what is no fact is left out."""
    return Facts.model_validate(dict(given))


@cache
def _countries() -> Mapping[str, str]:
    table = resources.files("tzdata").joinpath("zoneinfo/iso3166.tab").read_text("utf-8")
    rows = [row.split("\t") for row in table.splitlines() if row and not row.startswith("#")]
    return {re.sub(r"\s*\(.*\)", "", name).casefold(): code for code, name in rows}
