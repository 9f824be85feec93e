"""What a stop of the conversation does to the sequences a lead is in. No list to remember.

The stop epoch on the lead already keeps everything from going, from the moment the stop is
recorded. What happens here comes after: each enrollment is told, with the reason, and the touches
still ahead of it are cancelled. Safe to run at any time, twice.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from leads.models import Lead, StopEvent
from sequences import enrollment
from sequences.models import Enrollment, Touch

MOST = 500  # in one go; the next is a minute away
REASONS: dict[str, str] = {
    StopEvent.Kind.REPLY: "They replied",
    StopEvent.Kind.UNSUBSCRIBE: "They asked for no more mail",
    StopEvent.Kind.BOUNCE: "Their address does not work",
    StopEvent.Kind.COMPLAINT: "They complained about a mail",
    StopEvent.Kind.MEETING: "A meeting was booked",
    StopEvent.Kind.HUMAN_MAIL: "Somebody here wrote to them by hand",
    StopEvent.Kind.SENSITIVE: "Marked as sensitive",
    StopEvent.Kind.MANUAL: "Stopped by a person",
    StopEvent.Kind.CRM: "Their stage or owner changed in the CRM",
    StopEvent.Kind.COLLEAGUE: "A colleague of theirs answered",
}


def follow(*, now: datetime) -> int:
    """Tell every open enrollment what was heard since it began; how many changed."""
    tell_colleagues(now=now)
    back = Q(state=Enrollment.State.PAUSED, paused_until__lte=now)
    waiting = Enrollment.objects.open().filter(back | Q(heard_since__isnull=False))
    found = waiting.order_by("pk")[:MOST]
    return sum(_follow_one(one, now=now) for one in found)


def follow_lead(lead_id: int, *, now: datetime) -> int:
    """The same for one lead, at once."""
    found = Enrollment.objects.open().filter(lead=lead_id)
    changed = sum(_follow_one(one, now=now) for one in found)
    return changed + tell_colleagues(now=now, account_of=lead_id)


def tell_colleagues(*, now: datetime, account_of: int | None = None) -> int:
    """An answer stops the sequences of colleagues, too, where a sequence says so: recorded as a
    stop of their own, once for each answer. How many were told."""
    answers = StopEvent.objects.filter(
        kind=StopEvent.Kind.REPLY,
        lead__account=OuterRef("lead__account"),
        pk__gt=OuterRef("last_stop"),
        recorded_at__gte=OuterRef("started_at"),
    ).exclude(lead=OuterRef("lead"))
    waiting = Enrollment.objects.open().filter(version__sequence__stop_on_colleague=True)
    if account_of is not None:
        waiting = waiting.filter(
            lead__account__in=Lead.objects.filter(pk=account_of).values("account")
        )
    told = 0
    for one in waiting.filter(Exists(answers)).select_related("lead")[:MOST]:
        with transaction.atomic():
            lead = Lead.objects.select_for_update(no_key=True).get(pk=one.lead_id)
            answer = (
                StopEvent.objects.filter(
                    kind=StopEvent.Kind.REPLY,
                    lead__account=lead.account_id,
                    recorded_at__gte=one.started_at,
                )
                .exclude(lead=lead)
                .select_related("lead")
                .latest("pk")
            )
            _, is_new = StopEvent.objects.get_or_create(
                lead=lead,
                kind=StopEvent.Kind.COLLEAGUE,
                source=f"answer {answer.pk} of {answer.lead.name}"[:200],
            )
            told += is_new
        _follow_one(one, now=now)
    return told


def _follow_one(one: Enrollment, *, now: datetime) -> bool:
    with transaction.atomic():
        lead = Lead.objects.select_for_update(no_key=True).get(pk=one.lead_id)
        found = Enrollment.objects.open().filter(pk=one.pk).first()
        if found is None:
            return False
        heard = list(lead.stop_events.filter(pk__gt=found.last_stop).order_by("pk"))
        ending = [e for e in heard if e.kind in REASONS]
        if ending:
            return _end(found, ending[0], now=now)
        _told(found, lead)
        away = lead.hold_until if lead.hold_until and lead.hold_until > now else None
        if heard and away:
            why = f"Out of office until {away:%-d %B %Y}, says their automatic answer"
            return enrollment.pause(found, reason=why, until=away, now=now)
        if found.state == Enrollment.State.PAUSED and (found.paused_until or now) <= now:
            _go_on(found, now=now)
        return True


def _go_on(found: Enrollment, *, now: datetime) -> None:
    """After an absence; or its end, when they may not be written to any more."""
    try:
        enrollment.resume(found, by=None, now=now)
    except enrollment.NotEnrolled as refused:
        enrollment.stop(found, by=None, reason=str(refused), now=now)


def _end(found: Enrollment, event: StopEvent, *, now: datetime) -> bool:
    """The reason goes with it. A sensitive conversation keeps the draft that waits for a person:
    it becomes an account with an empty page, and what they write themselves may go."""
    waits = found.touches.filter(state=Touch.State.DRAFTED).exists()
    keep = event.kind == StopEvent.Kind.SENSITIVE and waits
    who = f" ({event.by.name})" if event.by else ""
    reason = f"{REASONS[event.kind]} on {event.recorded_at:%-d %B %Y}{who}"
    enrollment.stop(found, by=None, reason=reason, now=now, keep_drafts=keep)
    if keep:
        _told(found, Lead.objects.get(pk=found.lead_id))
    return True


def _told(found: Enrollment, lead: Lead) -> None:
    """It stands where the conversation stands now. When the epoch moved without a stop, the
    address was corrected: it goes on to the new one."""
    found.stop_epoch, found.last_stop = lead.stop_epoch, enrollment.newest_stop(lead)
    found.heard_since = None
    found.save(update_fields=["stop_epoch", "last_stop", "heard_since"])
