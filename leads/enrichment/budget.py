"""How often a service may be asked: counted in the database, before each question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils.timezone import get_default_timezone

from leads.models import Enricher

# One statement, so that two workers at once never ask once too often. What is asked counts,
# whether or not it is answered.
_SPEND = """
UPDATE leads_enricher SET
    asked_this_month = 1 + CASE WHEN date_trunc('month', day) = date_trunc('month', %(today)s::date)
                                THEN asked_this_month ELSE 0 END,
    asked_today = 1 + CASE WHEN day = %(today)s THEN asked_today ELSE 0 END,
    day = %(today)s
WHERE id = %(id)s AND (is_on AND stopped_why = '' OR %(is_trial)s)
  AND per_day > CASE WHEN day = %(today)s THEN asked_today ELSE 0 END
  AND per_month > CASE WHEN date_trunc('month', day) = date_trunc('month', %(today)s::date)
                       THEN asked_this_month ELSE 0 END
"""


@dataclass(frozen=True, slots=True)
class Used:
    """What of a budget is gone."""

    today: int
    this_month: int
    is_spent: bool


def used(enricher: Enricher, *, now: datetime) -> Used:
    """The counters as they stand now: those of an earlier day or month are nought."""
    today, day = _today(now), enricher.day
    is_month = day is not None and (day.year, day.month) == (today.year, today.month)
    asked = enricher.asked_today if day == today else 0
    month = enricher.asked_this_month if is_month else 0
    return Used(asked, month, asked >= enricher.per_day or month >= enricher.per_month)


def spend(enricher: Enricher, *, now: datetime, is_trial: bool = False) -> bool:
    """Take one question from the budget. False: it is spent, or the service was switched off.

    An admin's trial is counted as well, and may be asked while the service is off.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, {"id": enricher.pk, "today": _today(now), "is_trial": is_trial})
        return bool(cursor.rowcount)


def _today(now: datetime) -> date:
    """The day of the site's own zone."""
    return now.astimezone(get_default_timezone()).date()
