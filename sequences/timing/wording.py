"""Moments and days in words."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sequences.timing.hours import Place


def day_words(day: date) -> str:
    """Tuesday 24 November."""
    return f"{day:%A} {day.day} {day:%B}"


def moment_words(moment: datetime, zone: ZoneInfo) -> str:
    """Tuesday 24 November, 09:40."""
    there = moment.astimezone(zone)
    return f"{day_words(there.date())}, {there:%H:%M}"


def in_their_time(moment: datetime, place: Place) -> str:
    """Tuesday 24 November, 09:40 in their time (Europe/Berlin, from the phone number)."""
    said = moment_words(moment, place.zone)
    if not place.is_known:
        return f"{said} in your time ({place.zone}): where they are is not known."
    return f"{said} in their time ({place.zone}, {place.source})."
