"""Where a lead is: the best that is known, and how it is known."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest

from sequences.timing import place_of
from sequences.timing.places import MOST_PEOPLE, country_of


@pytest.mark.parametrize(
    ("known", "zone", "country", "source"),
    [
        ({"lead_zone": "Asia/Kolkata", "phone": "+49 30 901820"}, "Asia/Kolkata", "IN", "their own"),
        ({"account_zone": "Europe/Paris", "phone": "+49 30 901820"}, "Europe/Paris", "FR", "company"),
        ({"phone": "+49 30 901820", "account_country": "US"}, "Europe/Berlin", "DE", "phone"),
        ({"phone": "(212) 555-0123", "lead_country": "US"}, "America/New_York", "US", "phone"),
        ({"lead_country": "BR"}, "America/Sao_Paulo", "BR", "of BR, where they are"),
        ({"account_country": "JP"}, "Asia/Tokyo", "JP", "of JP, where their company is"),
        ({"rep_zone": "Europe/Vienna"}, "Europe/Vienna", "", "yours"),
        ({"phone": "+1 800 555 0123", "rep_zone": "Europe/Vienna"}, "Europe/Vienna", "US", "yours"),
        ({"phone": "extension 12", "lead_country": "SE"}, "Europe/Stockholm", "SE", "of SE"),
        ({"lead_zone": "Mars/Olympus", "lead_country": "SE"}, "Europe/Stockholm", "SE", "of SE"),
        ({"account_zone": "Europe/Berlin", "lead_country": "US"}, "America/New_York", "US", "of US"),
        ({"rep_zone": "../../etc/passwd"}, "UTC", "", "yours"),
    ],
    ids=str,
)  # fmt: skip
def test_the_best_that_is_known_wins(
    known: dict[str, str], zone: str, country: str, source: str
) -> None:
    found = place_of(**known)
    assert (str(found.zone), found.country) == (zone, country)
    assert source in found.source
    assert found.is_known == (source != "yours")


def test_where_most_people_live_is_a_zone_of_that_country() -> None:
    assert {zone: country_of(zone) for zone in MOST_PEOPLE.values()} == {
        zone: country for country, zone in MOST_PEOPLE.items()
    }
    assert set(MOST_PEOPLE.values()) <= available_timezones()
