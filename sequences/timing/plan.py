"""What a moment is found by, the rules and what is on its way already, and the answer."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sequences.timing.hours import SHIPPED, Place, Week


class Other(NamedTuple):
    """Another mail to the same person or company."""

    at: datetime
    is_planned: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What is kept to, all of it the organisation's choice."""

    week: Week = SHIPPED
    usual: time = time(9, 40)
    person_gap: timedelta = timedelta(hours=20)
    company_gap: timedelta = timedelta(hours=4)
    mails_a_day: int = 150
    drafts_a_day: int = 60
    read_for: timedelta = timedelta(hours=4)
    open_days: int = 2
    learns: bool = True


@dataclass(slots=True)
class Load:
    """What is on its way already: mails to the person and the company, in order; mails and drafts
    of the rep by day of the rep's calendar."""

    person: list[Other] = field(default_factory=list)
    company: list[Other] = field(default_factory=list)
    mails: Counter[date] = field(default_factory=Counter)
    drafts: Counter[date] = field(default_factory=Counter)

    def add(self, found: Planned, *, rep: Place) -> None:
        """Count one more planned mail."""
        other = Other(found.due_at, is_planned=True)
        insort(self.person, other)
        if self.company is not self.person:
            insort(self.company, other)
        self.mails[found.due_at.astimezone(rep.zone).date()] += 1
        self.drafts[found.draft_from.astimezone(rep.zone).date()] += 1


@dataclass(frozen=True, slots=True)
class Planned:
    """Moments in UTC. `why` are sentences; the first says the moment in their time. Without
    `closes_at` no hour of any week is left there: a person says the moment."""

    due_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None
    draft_from: datetime
    why: tuple[str, ...]

    @property
    def waits(self) -> bool:
        """Whether it cannot be planned as things stand, and waits for hours or place to change."""
        return self.opens_at is None
