"""The period an address asks for, in the zone of the one who looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.http import urlencode

from reviews.metrics import Period

PRESETS = {"7": "7 days", "30": "30 days", "90": "90 days", "365": "A year"}
DEFAULT = "30"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address asks for: a period by its length or by its first and last day. `query`
    is the same as the address spells it."""

    period: Period
    first: date
    last: date
    preset: str
    query: Mapping[str, str]

    @property
    def address(self) -> str:
        """The same period in an address."""
        return urlencode(self.query)


def chosen(given: Mapping[str, str], *, zone: ZoneInfo, now: datetime) -> Chosen:
    """The period of an address, in the person's zone; what cannot be one is the default. Never
    raises."""
    today = now.astimezone(zone).date()
    first, last = _day(given.get("from", "")), _day(given.get("to", ""))
    if first and last and first <= last:
        query = {"from": first.isoformat(), "to": last.isoformat()}
        return Chosen(_between(first, last, zone), first, last, "", query)
    preset = given["period"] if given.get("period") in PRESETS else DEFAULT
    first = today - timedelta(days=int(preset) - 1)
    return Chosen(_between(first, today, zone), first, today, preset, {"period": preset})


def _between(first: date, last: date, zone: ZoneInfo) -> Period:
    start = datetime.combine(first, datetime.min.time(), zone)
    return Period(start, datetime.combine(last + timedelta(days=1), datetime.min.time(), zone))


def _day(given: str) -> date | None:
    try:
        found = date.fromisoformat(given)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None
