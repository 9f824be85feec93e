"""The moments a menu offers: when to send in their day, until when to put off in one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

OPENS, CLOSES = time(9), time(18)


@dataclass(frozen=True, slots=True)
class Moment:
    """One choice: its name, the moment, and what the clock on the wall there says."""

    label: str
    at: datetime
    local: str


def zone_of(*names: str) -> ZoneInfo | None:
    """The first of these that is a zone."""
    for name in filter(None, names):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return None


def put_off(*, now: datetime, zone: ZoneInfo) -> list[Moment]:
    """Until when a draft may be put off, in the zone of the one who puts it off."""
    here = now.astimezone(zone)
    return _named(
        ("In three hours", now + timedelta(hours=3)),
        ("Tomorrow morning", _morning(here + timedelta(days=1))),
        ("On Monday", _morning(here + timedelta(days=7 - here.weekday()))),
        zone=zone,
    )


def send(*, now: datetime, zone: ZoneInfo) -> list[Moment]:
    """When a mail arrives in the working day of the one who gets it."""
    there = now.astimezone(zone)
    today = _morning(there)
    first = today if today > there else _morning(there + timedelta(days=1))
    while first.weekday() > 4:
        first = _morning(first + timedelta(days=1))
    following = _morning(first + timedelta(days=1))
    while following.weekday() > 4:
        following = _morning(following + timedelta(days=1))
    return _named(("Their next morning", first), ("The morning after", following), zone=zone)


def is_working(*, now: datetime, zone: ZoneInfo) -> bool:
    """Whether it is a working hour there. Holidays are not known."""
    there = now.astimezone(zone)
    return there.weekday() < 5 and OPENS <= there.time() < CLOSES


def wall_clock(moment: datetime, zone: ZoneInfo) -> str:
    """The moment as a clock there shows it: Tue 24 Nov, 09:00."""
    return f"{moment.astimezone(zone):%a %-d %b, %H:%M}"


def _morning(day: datetime) -> datetime:
    return day.replace(hour=OPENS.hour, minute=0, second=0, microsecond=0)


def _named(*offers: tuple[str, datetime], zone: ZoneInfo) -> list[Moment]:
    found: Sequence[Moment] = [Moment(label, at, wall_clock(at, zone)) for label, at in offers]
    return list(found)
