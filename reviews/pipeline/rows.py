"""The rows behind a number: the query that counted it, narrowed as the address says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from leads.models import Lead, User
from reviews import metrics
from reviews.pipeline.periods import Chosen

WAITING_FOR = (
    ("day", "Less than a day", timedelta(0), timedelta(days=1)),
    ("days", "One to three days", timedelta(days=1), timedelta(days=3)),
    ("longer", "Longer", timedelta(days=3), timedelta(days=36500)),
)


def rows(
    name: str, given: Mapping[str, str], *, by: User, chosen: Chosen, today: date, now: datetime
) -> QuerySet[Any] | None:
    """The rows behind a number, by the query that counted them, in the order of a list;
    None for a number there is not."""
    match name:
        case "leads":
            return _leads(metrics.leads(by=by), given)
        case "waiting":
            return _waiting(metrics.drafts_waiting(by=by), given, now)
        case "cards":
            return metrics.cards_waiting(by=by).order_by("-haste", "-opened_at", "-pk")
        case "sent" | "replied" | "met":
            counted = getattr(metrics, f"touches_{name}")(by=by, period=chosen.period)
            return _of_step(counted, given).order_by("-sent_at", "-pk")
        case "due":
            due = metrics.commitments_due(by=by, week=metrics.week_of(today))
            return _narrowed(due, given, side="direction").order_by("due", "pk")
        case "late":
            return metrics.commitments_late(by=by, today=today).order_by("due", "pk")
        case "calls":
            return metrics.calls_read(by=by, period=chosen.period).order_by("-held_at", "-pk")
        case "asking":
            asked = metrics.people_asking(by=by, period=chosen.period)
            return asked.order_by("-received_at", "-pk")
        case "loose":
            loose = metrics.calls_without_next_step(by=by, period=chosen.period)
            return loose.order_by("-held_at", "-pk")
    return None


def lying(low: timedelta, high: timedelta, now: datetime) -> Q:
    return Q(since__lte=now - low, since__gt=now - high)


def _leads(found: QuerySet[Lead], given: Mapping[str, str]) -> QuerySet[Lead]:
    narrowed = _narrowed(found, given, stage="stage", tier="tier", source="source")
    return narrowed.order_by("name", "pk")


def _waiting(found: QuerySet[Any], given: Mapping[str, str], now: datetime) -> QuerySet[Any]:
    for name, _, low, high in WAITING_FOR:
        if given.get("age") == name:
            found = found.filter(lying(low, high, now))
    return found.order_by("since", "pk")


def _of_step(found: QuerySet[Any], given: Mapping[str, str]) -> QuerySet[Any]:
    sequence, step = given.get("sequence", ""), given.get("step", "")
    if sequence.isascii() and sequence.isdigit() and step.isascii() and step.isdigit():
        found = found.filter(
            touch__step__version__sequence=int(sequence[:18]),
            touch__step__position=int(step[:9]),
            touch__step__angle=given.get("angle", ""),
        )
    return found


def _narrowed(found: QuerySet[Any], given: Mapping[str, str], **columns: str) -> QuerySet[Any]:
    for name, column in columns.items():
        if name in given:
            found = found.filter(**{column: given[name].replace("\x00", "")[:200]})
    return found
