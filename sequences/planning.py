"""From a sequence version to touches with moments; and what becomes of them when something moves.

The rules are `sequences.timing` (pure); the rows they need are read by `sequences.loads`, in a
constant number of queries for any number of enrollments.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from leads.models import Lead
from sequences import loads
from sequences.models import Enrollment, Message, Step, Touch
from sequences.policies import place_of_lead, place_of_rep, rules
from sequences.timing import Delay, Habit, Place, Planned, Rules, at_once, planned

log = logging.getLogger(__name__)

AT_ONE_TIME = 2000  # enrollments read and written together
MOST = 500  # replanned in one sweep; the next one is a minute away
LIVE = ("scheduled", "claimed", "sending", "sent", "unknown")


@dataclass(frozen=True, slots=True)
class _Known:
    """What planning a few enrollments needs to know, read once."""

    leads: dict[int, Lead]
    places: dict[int, Place]
    reps: dict[int, Place]
    habits: dict[int, Habit]
    board: loads.Board
    rules: Rules
    now: datetime


def plan(enrollment: Enrollment, *, now: datetime) -> list[Touch]:
    """Make the touches of one enrollment's version. Safe to run twice."""
    return plan_many([enrollment], now=now)


def plan_many(enrollments: Sequence[Enrollment], *, now: datetime) -> list[Touch]:
    """Make the touches of many enrollments, each step's moment after the one before, from `now`.

    What is planned together keeps gaps and caps as if planned one by one. Returns the touches in
    the order of the enrollments. A touch for somebody who is never written to, because their
    weekend takes all of our hours, waits and says so.
    """
    kept, board, made = rules(), loads.Board(), list[Touch]()
    steps: defaultdict[int, list[Step]] = defaultdict(list)
    versions = {e.version_id for e in enrollments}
    for step in Step.objects.filter(version__in=versions).order_by("position"):
        steps[step.version_id].append(step)
    for start in range(0, len(enrollments), AT_ONE_TIME):
        some = enrollments[start : start + AT_ONE_TIME]
        known = _known(some, board, kept, now=now)
        touches = [
            Touch(enrollment=enrollment, step=step, **_columns(found))
            for enrollment in some
            for step, found in _moments(enrollment, steps[enrollment.version_id], known)
        ]
        Touch.objects.bulk_create(touches, batch_size=AT_ONE_TIME, ignore_conflicts=True)
        made += touches
    return made


def replan(enrollment: Enrollment, *, now: datetime) -> int:
    """Move what is planned and not yet drafted to where it belongs now; how many touches moved.

    Each is counted from when the one before went, or else is to go.
    """
    enrollment.refresh_from_db(fields=["replan_since"])
    return _replan(enrollment, _known([enrollment], loads.Board(), rules(), now=now))


def follow(*, now: datetime) -> int:
    """Replan what rests on something that has changed: a zone, a country, the moment of a mail."""
    marked = Enrollment.objects.filter(replan_since__isnull=False).order_by("replan_since")
    some = list(marked[:MOST])
    if not some:
        return 0
    known, moved = _known(some, loads.Board(), rules(), now=now), 0
    for enrollment in some:
        try:
            moved += _replan(enrollment, known)
        except Exception:  # one that cannot be planned must not keep the others waiting
            log.exception("enrollment %s could not be planned anew", enrollment.pk)
    return moved


def mark_late(*, now: datetime) -> int:
    """Touches whose window closed before anybody approved them are late; how many. Nothing about
    them is sent until a person chooses a new moment."""
    live = Message.objects.filter(touch=OuterRef("pk"), state__in=LIVE)
    gone = Touch.objects.filter(~Exists(live), state=Touch.State.DRAFTED, closes_at__lte=now)
    return gone.update(state=Touch.State.LATE, reason="Nobody approved it before its time went by.")


def delay_of(step: Step) -> Delay:
    """The step's delay as timing takes it."""
    return Delay(step.delay_amount, step.delay_unit, step.at_time)  # type: ignore[arg-type]


def goes_at_once(touch: Touch) -> bool:
    """Whether it follows its call or event without any delay: a person says the moment."""
    first = Step.objects.filter(version=touch.step.version_id).order_by("position").first()
    return first is not None and first.pk == touch.step_id and delay_of(touch.step).is_none


def _known(some: Sequence[Enrollment], board: loads.Board, kept: Rules, *, now: datetime) -> _Known:
    rows = Lead.objects.select_related("account", "owner")
    leads = list(rows.filter(pk__in={e.lead_id for e in some}))
    places = {lead.pk: place_of_lead(lead) for lead in leads}
    loads.look(board, leads, rules=kept, now=now, but=some)
    habits = loads.habits(leads, places, rules=kept, now=now)
    reps = {o.pk: place_of_rep(o) for o in {lead.owner_id: lead.owner for lead in leads}.values()}
    return _Known({lead.pk: lead for lead in leads}, places, reps, habits, board, kept, now)


@transaction.atomic
def _replan(enrollment: Enrollment, known: _Known) -> int:
    """`enrollment` was read before what is known: a mark that is newer than its own stays."""
    moved = 0
    for touch, found in _moves(enrollment, known):
        same = Touch.objects.filter(pk=touch.pk, state=Touch.State.PLANNED)
        moved += same.update(**_columns(found))
    same_mark = Enrollment.objects.filter(pk=enrollment.pk, replan_since=enrollment.replan_since)
    same_mark.update(replan_since=None)
    return moved


def _moments(
    enrollment: Enrollment, steps: Sequence[Step], known: _Known
) -> Iterator[tuple[Step, Planned]]:
    """The moments of all steps of one enrollment, from now."""
    start, after = known.now, _record(enrollment)
    for step in steps:
        found = _moment(enrollment, step, start, after, known, is_first=step is steps[0])
        yield step, found
        start, after = found.due_at, "the step before it"


def _moves(enrollment: Enrollment, known: _Known) -> Iterator[tuple[Touch, Planned]]:
    """The new moments of what is still planned."""
    went = dict(
        Message.objects.filter(touch__enrollment=enrollment, sent_at__isnull=False).values_list(
            "touch", "sent_at"
        )
    )
    ahead = enrollment.touches.exclude(
        state=Touch.State.CANCELLED
    )  # what will not be delays nothing
    touches = list(ahead.select_related("step").order_by("step__position", "pk"))
    start, after = enrollment.started_at, _record(enrollment)
    for touch in touches:
        if touch.state != Touch.State.PLANNED:
            start, after = went.get(touch.pk) or touch.due_at, "the step before it"
            continue
        is_first = touch is touches[0]
        found = _moment(enrollment, touch.step, start, after, known, is_first=is_first)
        yield touch, found
        start, after = found.due_at, "the step before it"


def _moment(
    enrollment: Enrollment,
    step: Step,
    start: datetime,
    after: str,
    known: _Known,
    *,
    is_first: bool,
) -> Planned:
    lead = known.leads[enrollment.lead_id]
    to, rep = known.places[lead.pk], known.reps[lead.owner_id]
    load, kept = known.board.load_of(lead), known.rules
    if is_first and delay_of(step).is_none:
        found = at_once(max(start, known.now), after=after, to=to, rules=kept)
    else:
        found = planned(
            start,
            delay_of(step),
            now=known.now,
            after=after,
            to=to,
            rep=rep,
            rules=replace(kept, mails_a_day=known.board.caps[lead.owner_id]),
            load=load,
            habit=known.habits.get(lead.pk),
        )
    if not found.waits:
        load.add(found, rep=rep)
    return found


def _record(enrollment: Enrollment) -> str:
    """What the enrollment rests on, in words."""
    return "the call" if enrollment.call_id is not None else "they wrote to us"


def _columns(found: Planned) -> dict[str, Any]:
    return {
        "due_at": found.due_at,
        "opens_at": found.opens_at,
        "closes_at": found.closes_at,
        "draft_from": found.draft_from,
        "why": list(found.why),
    }
