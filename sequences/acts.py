"""What people did, as scoring reads it, and since when we know of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from leads.models import Call, Event, Lead, StopEvent
from leads.scoring import Act
from sequences.models import Engagement

NO_FORM = (0, 0)
EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """One act and when it came on record. `form`: how much was asked, how much answered."""

    act: Act
    known_at: datetime
    form: tuple[int, int] | None = None


def told_of(
    people: Sequence[Lead], *, since: datetime = EVER, most: int | None = None
) -> dict[int, list[Told]]:
    """What each did since a moment, by lead; the same number of queries for one and for many.

    `most`: how many events in all are looked at, the newest first.
    """
    found: dict[int, list[Told]] = defaultdict(list)
    events = Event.objects.filter(lead__in=people, occurred_at__gte=since)
    about = ("path", "intent", "asked", "answered")
    rows = events.exclude(kind__startswith="meeting").order_by("-occurred_at", "-pk")
    told = rows.values_list(
        "lead", "kind", "occurred_at", "received_at", *(f"metadata__{name}" for name in about)
    )
    for lead, kind, at, known_at, path, intent, asked, answered in told[:most]:
        whole = isinstance(asked, int) and isinstance(answered, int)
        act = Act(kind, at, str(path or ""), str(intent or ""))
        found[lead].append(Told(act, known_at, (asked, answered) if whole else None))
    heard = StopEvent.objects.filter(lead__in=people, kind__in=["reply", "meeting"])
    for lead, kind, at in heard.values_list("lead", "kind", "recorded_at"):
        found[lead].append(Told(Act(kind, at), at))
    clicks = Engagement.objects.filter(lead__in=people, kind="click", is_automatic=False)
    for lead, at in clicks.filter(at__gte=since).values_list("lead", "at"):
        found[lead].append(Told(Act("click", at), at))
    calls = Call.objects.filter(lead__in=people, held_at__gte=since)
    for lead, at, known_at in calls.values_list("lead", "held_at", "created_at"):
        found[lead].append(Told(Act("call", at), known_at))
    return found


def newest_form(told: Sequence[Told]) -> tuple[int, int]:
    """Of the newest form: how much was asked, how much answered."""
    forms = [(one.act.at, one.form) for one in told if one.form]
    return max(forms)[1] if forms else NO_FORM
