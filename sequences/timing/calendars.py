"""Public holidays and weekends of a country, from the kept tables of `holidays`."""

from __future__ import annotations

import warnings
from datetime import date
from functools import lru_cache

import holidays
from holidays.utils import list_localized_countries, list_supported_countries


@lru_cache(maxsize=4096)
def _year(country: str, region: str, year: int) -> tuple[dict[date, str], frozenset[int]]:
    """The holidays of one year by day, and which weekdays (0 is Monday) are the weekend."""
    known = list_supported_countries(include_aliases=False)
    if country not in known:
        return {}, frozenset()
    part = region.removeprefix(f"{country}-")
    with warnings.catch_warnings():  # a year that the library does not know has no holidays
        warnings.simplefilter("ignore", UserWarning)
        found = holidays.country_holidays(
            country,
            subdiv=part if part in known[country] else None,
            years=year,
            language="en_US" if "en_US" in list_localized_countries().get(country, ()) else None,
        )
    # Rules across the turn of the year can put a day into the year before or after.
    days = {day: name for day, name in found.items() if day.year == year}
    return days, frozenset(found.weekend)


def holiday(day: date, *, country: str, region: str = "") -> str:
    """The name of the public holiday there on that day; empty when it is none, or nothing is known.

    `country` is ISO 3166 (`DE`), `region` ISO 3166-2 or its part after the dash (`DE-BY`, `BY`).
    Without a region only what the whole country keeps counts.
    """
    return _year(country, region, day.year)[0].get(day, "") if country else ""


def is_weekend(day: date, *, country: str) -> bool:
    """Whether the country rests on that weekday. False when the country is not known."""
    return bool(country) and day.weekday() in _year(country, "", day.year)[1]
