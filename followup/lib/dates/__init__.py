"""Date phrases in speech and mail: found, and resolved to a day, a moment or a range, or not.

    find("Can we talk next Thursday at 3 pm?", reference=datetime(2026, 11, 18, 14))

Conventions (why: docs/decisions/0005-dates.md):

- "next Thursday" is the Thursday of the next week; weeks begin on Monday. "Thursday" and "coming
  Thursday" is the first one after the reference day, "this Thursday" may be that day itself.
- A day without a year is the next one from the reference day on.
- 3/5 is 5 March for accounts in America (and UTC) that speak English, 3 May in German, French and
  Spanish; elsewhere it is a question. Whatever has only one reading gets that one.
- A range holds its last day or moment. A whole week is due on Friday.
- Quarters follow the fiscal year when its first month is known, else the calendar; "our quarter"
  without a known fiscal year is a question.
- Moments are naive, on the clock of the account's zone.
- A wrong date is worse than none: what is vague or contradicts itself has the value None.

Pure: no clock, no database, no network; the work grows linearly with the text.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from followup.lib.dates import finding
from followup.lib.dates.deadlines import deadline
from followup.lib.dates.languages import LANGUAGES
from followup.lib.dates.schema import Found, Interval

__all__ = ["Found", "Interval", "deadline", "find", "resolve"]


def find(
    text: str,
    *,
    reference: datetime,
    timezone: str = "UTC",
    fiscal_year_start: int | None = None,
    holidays: Collection[date] = (),
    language: str = "en",
) -> tuple[Found, ...]:
    """Every date phrase in `text`, in order.

    `reference` is the moment the words were said: aware, or naive on the clock of `timezone` (an
    IANA name; unknown names raise `zoneinfo.ZoneInfoNotFoundError`). `fiscal_year_start` is a
    month, 1-12. `holidays` are no working days. Languages: en, de, fr, es; any other finds nothing.
    """
    language = language.lower()[:2]
    if language not in LANGUAGES:
        return ()
    ctx = finding.context(reference, timezone, fiscal_year_start, holidays, language)
    return finding.read(text, ctx, language)


def resolve(
    phrase: str,
    *,
    reference: datetime,
    timezone: str = "UTC",
    fiscal_year_start: int | None = None,
    holidays: Collection[date] = (),
    language: str = "en",
) -> Found | None:
    """The one date phrase that `phrase` is; None when it holds none, or several."""
    found = find(
        phrase,
        reference=reference,
        timezone=timezone,
        fiscal_year_start=fiscal_year_start,
        holidays=holidays,
        language=language,
    )
    return found[0] if len(found) == 1 else None
