"""What is lost by waiting: the first day on which something we promised in the call is due."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Min, OuterRef, QuerySet, Subquery

from leads.models import Finding
from reviews.models import Draft

_STILL_OWED = [Finding.Status.OPEN, Finding.Status.LATE]


def first_promise(call_id: int | None) -> date | None:
    """The earliest due day among our open promises of a call, or None."""
    found: date | None = _owed().filter(call=call_id).aggregate(first=Min("due"))["first"]
    return found


def follow() -> int:
    """Carry days that were named, corrected or kept since over to the drafts that still wait;
    how many changed. Safe to run at any time, twice."""
    first = _owed().filter(call=OuterRef("call")).order_by("due").values("due")[:1]
    waiting = Draft.objects.filter(
        state__in=[Draft.State.READY, Draft.State.FAILED, Draft.State.SNOOZED]
    )
    moved = waiting.annotate(first=Subquery(first)).exclude(promised_for=F("first"))
    moved = moved.exclude(promised_for__isnull=True, first__isnull=True)
    return Draft.objects.filter(pk__in=list(moved.values_list("pk", flat=True)[:500])).update(
        promised_for=Subquery(first)
    )


def _owed() -> QuerySet[Finding]:
    return Finding.objects.filter(
        kind=Finding.Kind.COMMITMENT,
        direction="ours",
        status__in=_STILL_OWED,
        due__isnull=False,
    )
