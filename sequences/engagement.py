"""What a lead took notice of, and the one thing that follows from it.

A click by a person who has not answered raises the tier by one step, and says why. Opens are kept
and shown; they decide nothing: half of them are made by machines.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from leads.models import Lead, StopEvent
from sequences import crm_notes
from sequences.models import Engagement, Message, TierChange

WARMER = {"": Lead.Tier.WARM, Lead.Tier.COLD: Lead.Tier.WARM, Lead.Tier.WARM: Lead.Tier.HOT}
AT_ONCE = timedelta(days=1)  # five clicks in one afternoon are one sign of interest


def record(
    *,
    lead: Lead,
    kind: str,
    at: datetime,
    source: str,
    message: Message | None = None,
    url: str = "",
    is_automatic: bool = False,
    label: str = "",
) -> Engagement | None:
    """Keep one sign that a lead took notice. None: this source told of it before.

    `source` names who told and which of theirs it was; it is kept once. `is_automatic` with
    `label`: a scanner or a proxy did it, so that nothing follows from it.
    """
    with transaction.atomic():
        lead = Lead.objects.select_for_update(no_key=True).get(pk=lead.pk)
        seen, is_new = Engagement.objects.get_or_create(
            source=source,
            defaults={
                "lead": lead,
                "message": message,
                "kind": kind,
                "at": at,
                "url": url[:2000],
                "is_automatic": is_automatic,
                "label": label[:80] or ("automatic" if is_automatic else ""),
            },
        )
        if not is_new:
            return None
        _warm(lead, seen)
        crm_notes.noticed(seen)
        return seen


def _warm(lead: Lead, seen: Engagement) -> None:
    if seen.kind != Engagement.Kind.CLICK or seen.is_automatic or lead.tier == Lead.Tier.HOT:
        return
    if _answered(lead, seen) or _warmed(lead, seen):
        return
    warmer = WARMER[lead.tier]
    about = f"“{seen.message.subject}”" if seen.message else "a mail"
    TierChange.objects.create(
        lead=lead,
        before=lead.tier,
        after=warmer,
        engagement=seen,
        at=seen.recorded_at,
        reason=f"They clicked a link in {about} on {seen.at:%-d %B} and have not replied."[:300],
    )
    Lead.objects.filter(pk=lead.pk).update(tier=warmer)


def _answered(lead: Lead, seen: Engagement) -> bool:
    """Whether they replied to the mail they clicked in: then there is nothing to read into it."""
    since = seen.message.sent_at if seen.message else None
    replies = StopEvent.objects.filter(lead=lead, kind=StopEvent.Kind.REPLY)
    return replies.filter(recorded_at__gte=since).exists() if since else replies.exists()


def _warmed(lead: Lead, seen: Engagement) -> bool:
    """Whether the same mail, or the same day, has warmed them already."""
    changes = TierChange.objects.filter(lead=lead, engagement__isnull=False)
    if seen.message_id and changes.filter(engagement__message=seen.message_id).exists():
        return True
    return changes.filter(
        engagement__at__gt=seen.at - AT_ONCE, engagement__at__lt=seen.at + AT_ONCE
    ).exists()
