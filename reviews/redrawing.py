"""Drafts that are drawn anew by themselves: the record was corrected, and nobody has edited them.

What merely grew (a new call, a reply) makes the first draft of a call stale and waits for a
person's refresh. A correction is different: the draft rests on a mistake, or is of the wrong kind,
and nobody has put words in it that could be lost. So is a later draft of a sequence, written ahead
of its day: nobody has to ask that it knows what has become known since.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from leads.models import Call, Lead
from reviews.models import Decision, Draft
from reviews.second import WRITING
from reviews.signals import draft_wanted
from sequences.models import Enrollment, Touch

_AFRESH = (Decision.Kind.REFRESH, Decision.Kind.RETRY, Decision.Kind.REGENERATE)


def outdated() -> QuerySet[Draft]:
    """Unedited, undecided drafts whose call was read again since, that are no longer (or only
    now) for a machine to write because the conversation is sensitive, or that stand further on in
    a sequence and were written before something new was known."""
    sensitive = Q(lead__is_sensitive=True) | (Q(call__isnull=False) & ~Q(call__sensitive=[]))
    ready = Q(state=Draft.State.READY)
    of_wrong_kind = ready & (Q(sensitive, kind=Draft.Kind.MAIL) | Q(_calm(), kind=Draft.Kind.BRIEF))
    undecided = ready | Q(state=Draft.State.FAILED)
    read_again = undecided & Q(record_epoch__lt=F("call__read_epoch"))
    earlier = Touch.objects.filter(
        enrollment=OuterRef("touch__enrollment"),
        step__position__lt=OuterRef("touch__step__position"),
    )
    overtaken = ready & Q(
        Exists(earlier),
        record_epoch__lt=F("lead__record_epoch"),
        stop_epoch=F("lead__stop_epoch"),
        touch__enrollment__state=Enrollment.State.ACTIVE,
    )
    read = Q(call__state=Call.State.READ) | Q(call__isnull=True)
    worded = Decision.objects.filter(draft=OuterRef("pk"), kind__in=[*WRITING, *_AFRESH])
    return (
        Draft.objects.filter(read, of_wrong_kind | read_again | overtaken)
        .annotate(worded=Subquery(worded.order_by("-pk").values("kind")[:1]))
        .filter(Q(worded__isnull=True) | Q(worded__in=_AFRESH))
    )


def _calm() -> Q:
    return Q(lead__is_sensitive=False) & (Q(call__isnull=True) | Q(call__sensitive=[]))


def redraw(drafts: QuerySet[Draft], *, now: datetime) -> int:
    """Have these drafts written anew as far as they are outdated; how many. Safe to run twice."""
    waiting = drafts.order_by("pk").values_list("pk", "lead_id")[:500]
    return sum(_redraw_one(pk, lead_id, now=now) for pk, lead_id in waiting)


def _redraw_one(draft_id: int, lead_id: int, *, now: datetime) -> bool:
    with transaction.atomic():
        Lead.objects.select_for_update(no_key=True).get(pk=lead_id)
        draft = outdated().filter(pk=draft_id).first()
        if draft is None:
            return False
        draft.state, draft.retry_at = Draft.State.WRITING, now
        draft.attempts, draft.failure = 0, ""
        draft.revision += 1
        draft.save(update_fields=["state", "retry_at", "attempts", "failure", "revision"])
        draft_wanted.send(sender=Draft, draft=draft)
        return True
