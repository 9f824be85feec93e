"""`resolve_dates`: find the dates in texts, one JSON line in, one out."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

from django.core.management.base import BaseCommand

from followup.lib.dates import Found, Interval, find
from followup.management.answering import answer_lines


class Command(BaseCommand):
    """Reads JSON lines on standard input and writes one JSON line for each."""

    help = (
        'Find dates: {"id", "text", "reference", "timezone"?, "language"?, "fiscal_year_start"?} '
        'in, {"id", "dates": [{"text", "start", "end", "value"}]} out, one JSON object a line.'
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        """Exit status 1 when a line could not be read; the others are answered all the same."""
        if answer_lines(answer, out=self.stdout):
            sys.exit(1)


def answer(given: dict[str, Any]) -> dict[str, Any]:
    """The answer to one input row. Raises ValueError with a sentence that says what is wrong."""
    text, reference = given.get("text"), given.get("reference")
    timezone, fiscal = given.get("timezone") or "UTC", given.get("fiscal_year_start")
    if not isinstance(text, str) or not isinstance(reference, str):
        raise ValueError("“text” and “reference” must be strings")
    if fiscal is not None and fiscal not in range(1, 13):
        raise ValueError("“fiscal_year_start” must be a month, 1 to 12")
    try:
        found = find(
            text,
            reference=datetime.fromisoformat(reference),
            timezone=str(timezone),
            fiscal_year_start=fiscal,
            language=str(given.get("language") or "en"),
        )
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(f"“{timezone}” is no time zone") from error
    return {"dates": [as_json(item) for item in found]}


def as_json(found: Found) -> dict[str, Any]:
    """A phrase with an ISO day, moment or interval `a/b`, or null when it is no date.

    A question for the rep, where there is one, stands under `asks`.
    """
    value = found.value
    row: dict[str, Any] = {
        "text": found.text,
        "start": found.start,
        "end": found.end,
        "value": str(value)
        if isinstance(value, Interval)
        else (value.isoformat() if value is not None else None),
    }
    return {**row, "asks": found.asks} if found.asks else row
