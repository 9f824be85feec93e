"""The moments a menu offers: when to send in their day, until when to put off in one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sequences.timing import Place, Week
from sequences.timing.moments import stretches

MORNING = time(9)
LOOKED = timedelta(days=28)  # ahead for their next mornings


@dataclass(frozen=True, slots=True)
class Moment:
    """One choice: its name, the moment, and what the clock on the wall there says."""

    label: str
    at: datetime
    local: str


def put_off(*, now: datetime, zone: ZoneInfo) -> list[Moment]:
    """Until when a draft may be put off, in the zone of the one who puts it off."""
    here = now.astimezone(zone)
    return _named(
        ("In three hours", now + timedelta(hours=3)),
        ("Tomorrow morning", _morning(here + timedelta(days=1))),
        ("On Monday", _morning(here + timedelta(days=7 - here.weekday()))),
        zone=zone,
    )


def send(*, now: datetime, place: Place, week: Week) -> list[Moment]:
    """The next two mornings on which the one who gets it is written to: no day off, no holiday.
    None where the rules leave no hour of the next weeks."""
    found: list[datetime] = []
    for begin, _ in stretches(now, now + LOOKED, place=place, week=week):
        day = begin.astimezone(place.zone).date()
        if begin > now and day not in {m.astimezone(place.zone).date() for m in found}:
            found.append(begin)
        if len(found) == 2:
            break
    names = ("Their next morning", "The morning after")
    return _named(*zip(names, found, strict=False), zone=place.zone)


def wall_clock(moment: datetime, zone: ZoneInfo) -> str:
    """The moment as a clock there shows it: Tue 24 Nov, 09:00."""
    return f"{moment.astimezone(zone):%a %-d %b, %H:%M}"


def _morning(day: datetime) -> datetime:
    return day.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)


def _named(*offers: tuple[str, datetime], zone: ZoneInfo) -> list[Moment]:
    return [Moment(label, at, wall_clock(at, zone)) for label, at in offers]
