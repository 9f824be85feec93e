"""Putting a lead on a sequence, ending it, and taking it up again.

Everybody locks the lead's row first: nobody enrols a person while a reply of theirs is being
recorded, and of two who enrol at once one is told why not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from leads.models import Call, Event, Lead, User
from sequences import planning
from sequences.models import Enrollment, Sequence, Touch, Version

OPEN = (Enrollment.State.ACTIVE, Enrollment.State.PAUSED)
TAKEN_OVER = "A newer call took over."
NOT_THEIRS = "The call or event it rests on was with somebody else."
STILL_AHEAD = (Touch.State.PLANNED, Touch.State.TASK)  # what has a draft is a person's to decide


class NoSequence(Exception):
    """No published sequence for this purpose; the text says what an admin should do."""


class NotEnrolled(Exception):
    """A rule stands against it; the text says which, and what can be done."""


def published(purpose: str) -> Version:
    """The newest published version of the active sequence for a purpose."""
    version = (
        Version.objects.filter(
            sequence__purpose=purpose, sequence__is_active=True, published_at__isnull=False
        )
        .select_related("sequence")
        .order_by("-published_at", "-number")
        .first()
    )
    if version is None:
        label = Sequence.Purpose(purpose).label.lower()
        raise NoSequence(f"No sequence is published for “{label}”. An admin has to publish one.")
    return version


def enroll(
    lead: Lead, *, version: Version, record: Call | Event, by: User | None, now: datetime
) -> Enrollment:
    """Put a lead on a sequence because of a call or an event, and plan its touches.

    `by` is None when a rule did it. Safe to run twice: the same record enrols once. Raises
    `NotEnrolled` when a rule of the sequence or of the lead stands against it.
    """
    about = {"call": record} if isinstance(record, Call) else {"event": record}
    with transaction.atomic():
        lead = Lead.objects.select_for_update(no_key=True).get(pk=lead.pk)
        if isinstance(record, Call):  # it may have been moved to somebody else
            record.refresh_from_db(fields=["lead"])
        if record.lead_id != lead.pk:
            raise NotEnrolled(NOT_THEIRS)
        sequence = version.sequence
        of_sequence = Enrollment.objects.filter(version__sequence=sequence, lead=lead, **about)
        if existing := of_sequence.first():
            return existing
        if why := refusal(lead, sequence=sequence, now=now):
            raise NotEnrolled(why)
        if sequence.is_exclusive:
            _give_way(lead, now=now)
        enrolled = Enrollment(
            version=version,
            lead=lead,
            by=by,
            is_exclusive=sequence.is_exclusive,
            started_at=now,
            **about,
        )
        return begin([enrolled], now=now)[0]


def enroll_for(
    lead: Lead, *, purpose: str, record: Call | Event, by: User | None, now: datetime
) -> Enrollment:
    """The same for a purpose: by the newest version published for it. Raises `NoSequence`, too."""
    return enroll(lead, version=published(purpose), record=record, by=by, now=now)


def begin(enrollments: list[Enrollment], *, now: datetime) -> list[Enrollment]:
    """Keep them and plan their touches. The caller holds the leads' rows and found no rule against
    it, and everybody in here is another person."""
    Enrollment.objects.bulk_create(enrollments)
    kept = Enrollment.objects.in_bulk([one.pk for one in enrollments])
    for one in enrollments:  # the database says where the conversation stands
        one.stop_epoch, one.last_stop = kept[one.pk].stop_epoch, kept[one.pk].last_stop
    planning.plan_many(enrollments, now=now)
    return enrollments


def enroll_after_call(call: Call, *, now: datetime) -> Enrollment:
    """Enrol the call's lead once. Safe to run twice."""
    after = Sequence.Purpose.AFTER_CALL
    of_call = Enrollment.objects.filter(call=call, lead=call.lead_id)
    done = of_call.filter(version__sequence__purpose=after).first()
    return done or enroll_for(call.lead, purpose=after, record=call, by=None, now=now)


def refusals(lead: Lead, *, sequences: Iterable[Sequence], now: datetime) -> dict[int, str]:
    """By sequence, why this lead may not be put on it now, in words; empty when nothing is against
    it. Two queries for any number of sequences."""
    last, other = _standing([lead])
    running = other.get(lead.pk)
    return {
        one.pk: _refusal(lead, one, last=last.get((lead.pk, one.pk)), other=running, now=now)
        for one in sequences
    }


def _standing(
    leads: Collection[Lead],
) -> tuple[dict[tuple[int, int], datetime], dict[int, Enrollment]]:
    """When each lead last began each sequence, and the exclusive one each is going through."""
    begun = Enrollment.objects.filter(lead__in=leads).values_list("lead", "version__sequence")
    last = {(lead, of): at for lead, of, at in begun.annotate(at=Max("started_at"))}
    running = Enrollment.objects.open().filter(lead__in=leads, is_exclusive=True)
    return last, {one.lead_id: one for one in running.select_related("version__sequence")}


def refusal(lead: Lead, *, sequence: Sequence, now: datetime) -> str:
    """The same for one sequence."""
    return refusals(lead, sequences=[sequence], now=now)[sequence.pk]


def refusals_of_many(wanted: Mapping[Lead, Sequence], *, now: datetime) -> dict[int, str]:
    """The same for several people, each with a sequence of their own, by lead."""
    last, other = _standing(wanted)
    return {
        lead.pk: _refusal(
            lead, of, last=last.get((lead.pk, of.pk)), other=other.get(lead.pk), now=now
        )
        for lead, of in wanted.items()
    }


def _refusal(
    lead: Lead,
    sequence: Sequence,
    *,
    last: datetime | None,
    other: Enrollment | None,
    now: datetime,
) -> str:
    """A call is followed up even when another sequence runs: that one gives way."""
    after_call = sequence.purpose == Sequence.Purpose.AFTER_CALL
    if lead.suppressed_at is not None:
        return "This person asked not to be written to, or the address does not work."
    if lead.stage == Lead.Stage.CLOSED and not after_call:
        return f"{lead.name} is closed. Open them again first."
    if sequence.once and last is not None:
        return f"{lead.name} has been through “{sequence}”, and nobody gets it twice."
    free = last + timedelta(days=int(sequence.recontact_days)) if last is not None else now
    if free > now:
        return f"{lead.name} got “{sequence}” on {last:%-d %B}. Again from {free:%-d %B %Y}."
    if other is not None and sequence.is_exclusive and not after_call:
        return f"{lead.name} is going through “{other.version.sequence}”. Stop that one first."
    return ""


def stop(
    enrollment: Enrollment,
    *,
    by: User | None,
    reason: str,
    now: datetime,
    keep_drafts: bool = False,
) -> Enrollment:
    """End it: nothing is drafted any more, and nothing of it goes. `by` is None for a rule.

    `keep_drafts`: only what is still ahead is cancelled; drafts that wait for a person stay
    theirs to decide. Stopping what is stopped changes nothing.
    """
    reason = reason.strip()
    if not reason:
        raise ValueError("a reason is needed")
    with transaction.atomic():
        found = _locked(enrollment)
        if found.state == Enrollment.State.STOPPED:
            return found
        if not keep_drafts:
            found.state, found.ended_at, found.paused_until = Enrollment.State.STOPPED, now, None
        found.reason = (f"{by.name}: {reason}" if by else reason)[:200]
        found.save(update_fields=["state", "ended_at", "paused_until", "reason"])
        ahead = found.touches.filter(state__in=STILL_AHEAD)
        ahead.update(state=Touch.State.CANCELLED, reason=found.reason)
        return found


def resume(enrollment: Enrollment, *, by: User | None, now: datetime) -> Enrollment:
    """Take it up again, under what has been heard since; what was cancelled is planned anew.

    Raises `NotEnrolled` when the lead may not be written to or goes through another sequence.
    """
    with transaction.atomic():
        found = _locked(enrollment)
        lead = found.lead
        if lead.suppressed_at is not None:
            raise NotEnrolled("This person asked not to be written to. It cannot be started again.")
        if found.call is not None and found.call.lead_id != lead.pk:
            raise NotEnrolled(NOT_THEIRS)
        if found.is_exclusive and found.state not in OPEN:
            other = Enrollment.objects.open().filter(lead=lead, is_exclusive=True).first()
            if other is not None:
                raise NotEnrolled(f"{lead.name} is going through “{other.version.sequence}” now.")
        was_stopped, why = found.state == Enrollment.State.STOPPED, found.reason
        found.state, found.reason = Enrollment.State.ACTIVE, ""
        found.paused_until, found.ended_at = None, None
        found.stop_epoch, found.last_stop = lead.stop_epoch, newest_stop(lead)
        found.replan_since = now  # what would have gone meanwhile does not go all at once
        found.save()
        if was_stopped:
            found.touches.filter(state=Touch.State.CANCELLED, reason=why).update(
                state=Touch.State.PLANNED, reason=""
            )
        return found


def pause(enrollment: Enrollment, *, reason: str, until: datetime, now: datetime) -> bool:
    """Keep one enrollment still until a moment, such as the end of somebody's holiday; it goes on
    by itself then. False: it was not running."""
    with transaction.atomic():
        found = _locked(enrollment)
        if found.state not in OPEN or until <= now:
            return False
        found.state, found.reason, found.paused_until = Enrollment.State.PAUSED, reason[:200], until
        found.last_stop = newest_stop(found.lead)
        found.save(update_fields=["state", "reason", "paused_until", "last_stop"])
        return True


def newest_stop(lead: Lead) -> int:
    """The id of the newest thing heard from a lead that ends or holds a sequence; 0 for none."""
    return int(lead.stop_events.aggregate(newest=Max("pk"))["newest"] or 0)


def greeting(touch: Touch) -> str:
    """The step's greeting for this lead."""
    lead = touch.enrollment.lead
    return touch.step.greeting.replace("{lead.first_name}", lead.first_name).replace(
        "{lead.name}", lead.name
    )


def sign_off(touch: Touch, *, rep_name: str) -> str:
    """The step's closing words for the rep who will sign."""
    return touch.step.sign_off.replace("{rep.first_name}", rep_name.split()[0]).replace(
        "{rep.name}", rep_name
    )


def _locked(enrollment: Enrollment) -> Enrollment:
    """The enrollment as it is now, with its lead's row locked. Inside a transaction."""
    lead = Lead.objects.select_for_update(no_key=True).get(pk=enrollment.lead_id)
    found = Enrollment.objects.select_related("version__sequence").get(pk=enrollment.pk)
    found.lead = lead
    return found


def _give_way(lead: Lead, *, now: datetime) -> None:
    """What a newer call ends: the touches still to come. What is due already is still drafted,
    and what waits for a person stays theirs to decide."""
    for other in Enrollment.objects.open().filter(lead=lead, is_exclusive=True):
        other.is_exclusive, other.reason = False, TAKEN_OVER
        other.save(update_fields=["is_exclusive", "reason"])
        to_come = other.touches.filter(state__in=STILL_AHEAD, due_at__gt=now)
        to_come.update(state=Touch.State.CANCELLED, reason=TAKEN_OVER)
