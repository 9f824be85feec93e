"""A draft whose call was with somebody else leaves the inbox, and leaves no word behind."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q

from leads.models import Lead
from reviews.models import Draft, Scratch, SentenceEvidence
from sequences.models import Message, Touch

REASON = "The call was with somebody else."
# For a query over messages: they did not go, and were about a call that was somebody else's.
UNSENT_ELSEWHERE = (
    Q(state__in=[Message.State.VOID, Message.State.FAILED])
    & Q(touch__enrollment__call__isnull=False)
    & ~Q(touch__enrollment__call__lead=F("lead"))
)
CUT = "Words of a call with somebody else were taken out. Read it again."


def is_moved(draft: Draft) -> bool:
    """Whether the call this draft rests on was moved to somebody else."""
    call = draft.touch.enrollment.call or draft.call
    return draft.note == REASON or (call is not None and call.lead_id != draft.lead_id)


def part(draft: Draft) -> None:
    """What went out stays as they got it; whose words it rested on is no longer shown with it."""
    draft.call = None
    draft.save(update_fields=["call"])
    foreign = SentenceEvidence.objects.filter(sentence__draft=draft, passage__call__isnull=False)
    foreign.exclude(passage__call__lead=draft.lead_id).delete()


def withdraw(draft: Draft, *, now: datetime) -> None:
    """Take a draft out of the inbox with every word of it. The caller holds the lead's row."""
    draft.state, draft.decided_at = Draft.State.REJECTED, now
    draft.snoozed_until, draft.snoozed_stage = None, ""
    draft.save(update_fields=["state", "decided_at", "snoozed_until", "snoozed_stage"])
    draft.sentences.all().delete()
    Scratch.objects.filter(draft=draft).delete()
    draft.call, draft.note, draft.failure, draft.promised_for = None, REASON, "", None
    draft.subject = draft.cc = draft.machine_text = draft.wish = ""
    draft.revision += 1
    draft.save(
        update_fields=[
            "call", "note", "failure", "promised_for", "subject", "cc", "machine_text", "wish",
            "revision",
        ]
    )  # fmt: skip
    Touch.objects.filter(pk=draft.touch_id).update(state=Touch.State.CANCELLED, reason=REASON)


def cut_foreign(draft: Draft) -> bool:
    """Take out of a draft what rests on the words of another company's call; whether anything
    did. The caller holds the lead's row, and the draft is not approved."""
    foreign = draft.sentences.filter(evidence__passage__call__isnull=False).exclude(
        evidence__passage__call__account=Lead.objects.get(pk=draft.lead_id).account_id
    )
    gone, _ = draft.sentences.filter(pk__in=list(foreign.values_list("pk", flat=True))).delete()
    if not gone:
        return False
    Scratch.objects.filter(draft=draft).delete()
    draft.note, draft.machine_text = CUT, ""
    draft.revision += 1
    draft.save(update_fields=["note", "machine_text", "revision"])
    return True
