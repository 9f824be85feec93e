"""What became of approved mails: sent, back in the inbox with the reason, or to be settled."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from leads.models import Lead
from reviews import alerts, withdrawing
from reviews.decisions import latest_message
from reviews.models import Alert, Draft
from sequences import crm_notes
from sequences.models import Message
from sequences.refusals import words

SETTLED = (Message.State.SENT, Message.State.VOID, Message.State.FAILED)
MOST = 500  # in one go; the next is a minute away


def follow(*, now: datetime) -> int:
    """Carry the outcome of every message over to its draft. Safe to run at any time, twice."""
    of_touch = Message.objects.filter(touch=OuterRef("touch"))
    told = Alert.objects.filter(
        draft=OuterRef("pk"), kind=Alert.Kind.UNKNOWN, created_at__gte=OuterRef("made_at")
    )
    waiting = (
        Draft.objects.filter(state=Draft.State.APPROVED)
        .annotate(
            latest=Subquery(of_touch.order_by("-pk").values("state")[:1]),
            made_at=Subquery(of_touch.order_by("-pk").values("created_at")[:1]),
        )
        # An unknown one stays until a person settles it; once told, it must not hold up others.
        .filter(Q(latest__in=SETTLED) | Q(~Exists(told), latest=Message.State.UNKNOWN))
        .values_list("pk", "lead_id")
    )
    return sum(_follow_one(pk, lead_id, now=now) for pk, lead_id in waiting.order_by("pk")[:MOST])


def _follow_one(draft_id: int, lead_id: int, *, now: datetime) -> bool:
    with transaction.atomic():
        Lead.objects.select_for_update(no_key=True).get(pk=lead_id)
        draft = (
            Draft.objects.select_related("lead")
            .filter(pk=draft_id, state=Draft.State.APPROVED)
            .first()
        )
        message = latest_message(draft) if draft else None
        if draft is None or message is None:
            return False
        if message.state == Message.State.SENT:
            draft.state, draft.decided_at, draft.note = Draft.State.SENT, message.sent_at, ""
            crm_notes.sent(message)
        elif message.state in {Message.State.VOID, Message.State.FAILED}:
            if withdrawing.is_moved(draft):
                withdrawing.withdraw(draft, now=now)
                return True
            draft.state, draft.decided_at = Draft.State.READY, None
            draft.note = f"Not sent: {words(message.reason)}"[:500]
            alerts.not_sent(draft, message)
        else:
            if message.state == Message.State.UNKNOWN:
                alerts.may_have_been_sent(draft, message)
            return False
        draft.save(update_fields=["state", "decided_at", "note"])
        if draft.state == Draft.State.SENT and withdrawing.is_moved(draft):
            withdrawing.part(draft)
        if draft.state == Draft.State.READY:
            withdrawing.cut_foreign(draft)
        return True
