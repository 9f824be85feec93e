"""How long what is kept: one readable file, obeyed once a day."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.db import connection
from django.db.models import Exists, OuterRef

from leads.models import Call, Event, Lead
from leads.models.accounts import LeadQuerySet
from sequences.models import Message, ReceivedMail

POLICY = Path(__file__).with_name("retention.toml")
LISTED = "silent_people"  # a person decides about people
LEAST = 7


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the policy; `days` is 0 for what is kept for ever."""

    name: str
    days: int
    what: str

    @property
    def title(self) -> str:
        return self.name.replace("_", " ").capitalize()


@cache
def policy() -> tuple[Line, ...]:
    """The file, checked. Raises ValueError for a line that cannot be obeyed."""
    found = tomllib.loads(POLICY.read_text())
    lines = tuple(Line(name, int(one["days"]), str(one["what"])) for name, one in found.items())
    for line in lines:
        if 0 < line.days < LEAST or line.days < 0:
            raise ValueError(f"{POLICY.name}: {line.name} keeps less than {LEAST} days")
    return lines


def obey() -> dict[str, int]:
    """Remove what is older than the policy says; how many rows of which line. Safe to run twice."""
    gone = {}
    for line in policy():
        if line.name == LISTED or not line.days:
            continue
        with connection.cursor() as cursor:
            cursor.execute("SELECT retention_forget(%s, %s)", [line.name, line.days])
            (gone[line.name],) = cursor.fetchone()
    return gone


def silent_people(*, now: datetime) -> LeadQuerySet:
    """Leads nobody has heard from or written to for as long as the policy says."""
    days = next((line.days for line in policy() if line.name == LISTED), 0)
    if not days:
        return Lead.objects.none()
    since = now - timedelta(days=days)
    of_lead = {"lead": OuterRef("pk")}
    return (
        Lead.objects.filter(created_at__lt=since)
        .exclude(email__endswith="@erased.invalid")
        .exclude(Exists(Call.objects.filter(**of_lead, held_at__gte=since)))
        .exclude(Exists(Event.objects.filter(**of_lead, occurred_at__gte=since)))
        .exclude(Exists(Message.objects.filter(**of_lead, created_at__gte=since)))
        .exclude(Exists(ReceivedMail.objects.filter(**of_lead, received_at__gte=since)))
        .order_by("created_at")
    )
