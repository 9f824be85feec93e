"""What is lost by waiting: the first day on which something we promised in the call is due, and the
day on which the moment to send it has passed."""

from __future__ import annotations

from datetime import UTC, date

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from leads.models import Finding
from reviews.models import Draft
from sequences.models import Touch

_STILL_OWED = [Finding.Status.OPEN, Finding.Status.LATE]


def first_promise(call_id: int | None) -> date | None:
    """The earliest due day among our open promises of a call, or None."""
    found: date | None = _owed().filter(call=call_id).aggregate(first=Min("due"))["first"]
    return found


def follow() -> int:
    """Carry days that were named, corrected or kept since, and moments that were moved, over to the
    drafts that still wait; how many changed. Safe to run at any time, twice."""
    first = _owed().filter(call=OuterRef("call")).order_by("due").values("due")[:1]
    closes = Touch.objects.filter(pk=OuterRef("touch")).annotate(
        day=TruncDate("closes_at", tzinfo=UTC)
    )
    waiting = Draft.objects.filter(
        state__in=[Draft.State.READY, Draft.State.FAILED, Draft.State.SNOOZED]
    ).annotate(first=Subquery(first), last=Subquery(closes.values("day")))
    moved = waiting.filter(
        _is_other("promised_for", "first") | _is_other("closes_on", "last")
    ).values_list("pk", flat=True)
    return Draft.objects.filter(pk__in=list(moved[:500])).update(
        promised_for=Subquery(first), closes_on=Subquery(closes.values("day"))
    )


def _is_other(kept: str, present: str) -> Q:
    """The two days differ; none and none are the same."""
    one_is_none = Q(**{f"{kept}__isnull": True}) ^ Q(**{f"{present}__isnull": True})
    return one_is_none | (Q(**{f"{present}__isnull": False}) & ~Q(**{kept: F(present)}))


def _owed() -> QuerySet[Finding]:
    return Finding.objects.filter(
        kind=Finding.Kind.COMMITMENT,
        direction="ours",
        status__in=_STILL_OWED,
        due__isnull=False,
    )
