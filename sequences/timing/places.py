"""Where a lead is: what we know of their zone, country and region, and how we know it."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import timezone as phone_zones

from sequences.timing.hours import Place

# Where most people of a country of several zones live. A country that is not here, and has more
# than one zone, gives no zone.
MOST_PEOPLE = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "FM": "Pacific/Pohnpei",
    "GL": "America/Nuuk",
    "ID": "Asia/Jakarta",
    "KI": "Pacific/Tarawa",
    "KZ": "Asia/Almaty",
    "MH": "Pacific/Majuro",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PF": "Pacific/Tahiti",
    "PG": "Pacific/Port_Moresby",
    "PS": "Asia/Hebron",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
    "VN": "Asia/Ho_Chi_Minh",
}


def place_of(
    *,
    lead_zone: str = "",
    lead_country: str = "",
    phone: str = "",
    account_zone: str = "",
    account_country: str = "",
    region: str = "",
    rep_zone: str = "UTC",
) -> Place:
    """The best that is known: the lead's zone, the account's, the phone number's, the country's;
    then the rep's, as a guess. Zones are IANA names, countries ISO 3166; what is neither is passed
    over. The zone of an account in another country than the lead's says nothing about the lead.
    """
    by_phone, phone_country = _called(phone, lead_country or account_country)
    elsewhere = lead_country and country_of(account_zone) not in {"", lead_country}
    country = lead_country or country_of(lead_zone)
    country = country or ("" if lead_zone else country_of(account_zone))
    country = country or phone_country or account_country
    candidates = (
        (lead_zone, "their own time zone"),
        ("" if elsewhere else account_zone, "their company's time zone"),
        (by_phone, "from the phone number"),
        (_main_zone(lead_country), f"the time zone of {lead_country}, where they are"),
        (
            _main_zone(account_country),
            f"the time zone of {account_country}, where their company is",
        ),
    )
    for name, source in candidates:
        if (zone := _zone(name)) is not None:
            return Place(zone, source, country, region)
    zone = _zone(rep_zone) or ZoneInfo("UTC")
    return Place(zone, "yours, for want of theirs", country, region, is_known=False)


def country_of(zone: str) -> str:
    """The country a zone is for, ISO 3166; empty when it is for none, or for no zone at all."""
    return _zones()[1].get(zone, "")


def _main_zone(country: str) -> str:
    zones = _zones()[0].get(country, [])
    return zones[0] if len(zones) == 1 else MOST_PEOPLE.get(country, "")


@lru_cache(maxsize=16384)
def _called(phone: str, country: str) -> tuple[str, str]:
    """The zone and the country of a number; a number for many zones gives no zone."""
    try:
        number = phonenumbers.parse(phone, country or None)
    except phonenumbers.NumberParseException:
        return "", ""
    if not phonenumbers.is_possible_number(number):
        return "", ""
    zones = [z for z in phone_zones.time_zones_for_number(number) if z != "Etc/Unknown"]
    region = phonenumbers.region_code_for_number(number) or ""
    return zones[0] if len(zones) == 1 else "", region if len(region) == 2 else ""


@lru_cache(maxsize=1)
def _zones() -> tuple[dict[str, list[str]], dict[str, str]]:
    """Zones by country and the country by zone, from the table of the zone database."""
    by_country: dict[str, list[str]] = {}
    text = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            by_country.setdefault(country, []).append(zone)
    return by_country, {zone: country for country, zones in by_country.items() for zone in zones}


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
