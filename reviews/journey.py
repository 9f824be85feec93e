"""A person's way through our sequences: what is next, what went, why it stands still or ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from followup.lib.prepared import MANY, Prepared, among
from leads.models import Call, Event, Lead
from reviews.models import Draft
from sequences import enrollment, pausing
from sequences.models import Engagement, Enrollment, Pause, Step, TierChange, Touch, Version

MOST = 20


@dataclass(frozen=True, slots=True)
class Station:
    """One touch with what became of it; `draft` where somebody can read its words."""

    touch: Touch
    draft: Draft | None
    line: str


@dataclass(frozen=True, slots=True)
class Going:
    """One enrollment with its touches in order."""

    enrollment: Enrollment
    stations: list[Station]

    @property
    def is_open(self) -> bool:
        return self.enrollment.state in enrollment.OPEN

    @property
    def can_start_again(self) -> bool:
        """Whether it was stopped, and what it rests on is still theirs."""
        call = self.enrollment.call
        is_theirs = call is None or call.lead_id == self.enrollment.lead_id
        return self.enrollment.state == Enrollment.State.STOPPED and is_theirs

    @property
    def can_draft_ahead(self) -> bool:
        """Whether mails are still planned that could be drafted now."""
        return self.enrollment.state == Enrollment.State.ACTIVE and any(
            s.touch.state == Touch.State.PLANNED and s.touch.step.channel == Step.Channel.EMAIL
            for s in self.stations
        )

    @property
    def next(self) -> Station | None:
        """What comes next, when something does."""
        ahead = (Touch.State.PLANNED, Touch.State.DRAFTED, Touch.State.TASK, Touch.State.LATE)
        return next((s for s in self.stations if s.touch.state in ahead), None)


@dataclass(frozen=True, slots=True)
class Choice:
    """A sequence somebody could be put on, or why not."""

    version: Version
    refusal: str


@dataclass(frozen=True, slots=True)
class Journey:
    """Everything the lead page says about sequences."""

    goings: list[Going]
    pauses: list[Pause]
    engagements: list[Engagement]
    tier_changes: list[TierChange]
    choices: list[Choice]
    record: Call | Event | None


def of_lead(lead: Lead, *, now: datetime) -> Journey:
    """The journey of one lead; the number of queries does not grow with it."""
    found = Enrollment.objects.filter(lead=lead).select_related("version__sequence", "by", "call")
    goings = _goings(list(found.order_by("-started_at", "-pk")[:MOST]), now=now)
    record = record_of(lead)
    return Journey(
        goings=goings,
        pauses=pausing.of_lead(lead, now=now),
        engagements=list(Engagement.objects.filter(lead=lead).select_related("message")[:MOST]),
        tier_changes=list(TierChange.objects.filter(lead=lead)[:MOST]),
        choices=_choices(lead, now=now) if record else [],
        record=record,
    )


def of_enrollment(one: Enrollment, *, now: datetime) -> Going:
    """The same for the sequence that one draft is part of."""
    return _goings([one], now=now)[0]


def record_of(lead: Lead) -> Call | Event | None:
    """What a new enrollment would rest on: the newest call or event. Somebody who gave us nothing
    is not written to."""
    call = lead.calls.order_by("-held_at", "-pk").first()
    event = lead.events.exclude(source="mail").order_by("-occurred_at", "-pk").first()
    if call and event:
        return call if call.held_at >= event.occurred_at else event
    return call or event


def _goings(found: list[Enrollment], *, now: datetime) -> list[Going]:
    asked = {MANY: [one.pk for one in found]}
    drafts = {d.touch_id: d for d in _drafts().ask(asked)}
    stations: dict[int, list[Station]] = {one.pk: [] for one in found}
    for touch in _touches().ask(asked):
        draft = drafts.get(touch.pk)
        stations[touch.enrollment_id].append(Station(touch, draft, _line(touch, draft)))
    return [Going(one, stations[one.pk]) for one in found]


@cache
def _touches() -> Prepared[Touch]:
    touches = Touch.objects.filter(among("enrollment")).select_related("step")
    return Prepared(touches.order_by("step__position"))


@cache
def _drafts() -> Prepared[Draft]:
    return Prepared(Draft.objects.filter(among("touch__enrollment")).only("touch", "state"))


def _line(touch: Touch, draft: Draft | None) -> str:
    """What became of a touch, in a few words."""
    if touch.state == Touch.State.DRAFTED and draft is not None:
        return {
            Draft.State.READY: "Waits for you",
            Draft.State.SNOOZED: "Put off",
            Draft.State.APPROVED: "Approved, on its way",
            Draft.State.FAILED: "Waits for your words",
        }.get(Draft.State(draft.state), draft.get_state_display())
    if touch.state == Touch.State.CANCELLED and draft is not None:
        return "Rejected" if draft.state == Draft.State.REJECTED else "Cancelled"
    if touch.state == Touch.State.PLANNED and touch.opens_at is None and touch.why:
        return "Waits"
    done = "Sent" if touch.step.channel in (Step.Channel.EMAIL, Step.Channel.SMS) else "Done"
    return done if touch.state == Touch.State.DONE else touch.get_state_display()


def _choices(lead: Lead, *, now: datetime) -> list[Choice]:
    """The newest published version of every active sequence, with what stands against it."""
    published = (
        Version.objects.filter(published_at__isnull=False, sequence__is_active=True)
        .order_by("sequence__name", "sequence", "-number")
        .select_related("sequence")
        .distinct("sequence__name", "sequence")
    )
    against = enrollment.refusals(lead, sequences=[v.sequence for v in published], now=now)
    return [Choice(v, against[v.sequence_id]) for v in published]
