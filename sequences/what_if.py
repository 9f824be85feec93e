"""What if this version had been in force: who would have got what, when. A dry run over the past
that writes nothing, with the same timing, conditions and draws as the real thing.

Answers, meetings and clicks are those that really came. Real mail to the same people is left out
of the gaps: the version is looked at as if it had been the only one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from collections.abc import Sequence as Many
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from django.db.models import Q, QuerySet

from leads import details
from leads.models import Call, Event, Lead, StopEvent
from leads.sources import schema
from sequences import conditions
from sequences.choosing import choose
from sequences.facts import language_of, profile
from sequences.loads import Board
from sequences.models import Engagement, Mailbox, Sequence, Step, Variant, Version
from sequences.models.plans import BY_HAND
from sequences.planning import delay_of
from sequences.policies import place_of_lead, place_of_rep, rules
from sequences.stopping import REASONS
from sequences.timing import Place, Planned, Rules, at_once, planned

MOST = 300  # past calls or events in one run
BY_EVENT = frozenset(
    {Sequence.Purpose.HOT, Sequence.Purpose.WARM, Sequence.Purpose.COLD, Sequence.Purpose.NO_SHOW}
)
TIERS = BY_EVENT - {Sequence.Purpose.NO_SHOW}

Became = Literal["mail", "text", "task", "skipped", "stopped", "ahead"]
Record = Call | Event


@dataclass(frozen=True, slots=True)
class Went:
    """What would have become of one step; `at` is None when it never had a moment."""

    step: Step
    became: Became
    at: datetime | None = None
    zone: Place | None = None
    why: tuple[str, ...] = ()
    variant: Variant | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One person's way through the version; `refused` says why there would have been none."""

    record: Record
    lead: Lead
    touches: tuple[Went, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """All stories, the newest first, and what they come to. `days` is the busiest of any rep."""

    stories: tuple[Story, ...]
    counts: Counter[str]
    people: int
    busiest: tuple[date, str, int] | None
    cut_off: bool


@dataclass(slots=True)
class _Past:
    """What is known of the leads of a run, read once; and what the run itself has made."""

    stops: dict[int, list[StopEvent]]
    engaged: dict[int, list[Engagement]]
    rules: Rules
    board: Board
    known: dict[int, details.Known]
    ended: dict[int, datetime] = field(default_factory=dict)
    begun: dict[int, datetime] = field(default_factory=dict)
    mails: Counter[tuple[date, str]] = field(default_factory=Counter)


def records(sequence: Sequence, *, leads: QuerySet[Lead], strictly: bool = False) -> list[Record]:
    """Past calls or events of these leads that the sequence could rest on, the newest first.

    `strictly`: only of leads whose tier is the sequence's own.
    """
    if sequence.purpose in BY_EVENT:
        return list(_events(sequence, leads, strictly)[:MOST])
    calls = Call.objects.filter(lead__in=leads, state=Call.State.READ)
    kinds = {Sequence.Purpose.QBR: Call.Kind.QBR, Sequence.Purpose.RENEWAL: Call.Kind.RENEWAL}
    if strictly and (kind := kinds.get(Sequence.Purpose(sequence.purpose))):
        calls = calls.filter(kind=kind)
    if strictly and sequence.purpose == Sequence.Purpose.NO_NEXT_STEP:
        calls = calls.exclude(findings__kind="next_step")
    rows = calls.select_related("lead__account", "lead__owner", "account", "owner")
    return list(rows.order_by("-held_at", "-pk")[:MOST])


def _events(sequence: Sequence, leads: QuerySet[Lead], strictly: bool) -> QuerySet[Event]:
    kinds = [schema.FORM, schema.DEMO]
    if sequence.purpose == Sequence.Purpose.NO_SHOW:
        kinds = [schema.CANCELLED]
    found = Event.objects.filter(lead__in=leads, kind__in=kinds)
    if strictly and sequence.purpose in TIERS:
        found = found.filter(lead__tier=sequence.purpose)
    rows = found.select_related("lead__account", "lead__owner").prefetch_related("passages")
    return rows.order_by("-occurred_at", "-pk")


def run(version: Version, *, leads: QuerySet[Lead], since: datetime, now: datetime) -> Result:
    """Put everybody who would have begun since then through the version, in the order they came."""
    sequence = version.sequence
    found = records(sequence, leads=leads, strictly=True)
    chosen = [record for record in found if moment(record) >= since]
    steps = list(version.steps.prefetch_related("variants"))
    past = _past([_lead(record) for record in chosen])
    stories = [
        _story(record, sequence, steps, past, now=now)
        for record in sorted(chosen, key=lambda one: (moment(one), one.pk))
    ]
    counts = Counter[str](went.became for story in stories for went in story.touches)
    counts["refused"] = sum(bool(story.refused) for story in stories)
    busy = max(past.mails.items(), key=lambda item: item[1], default=None)
    return Result(
        stories=tuple(reversed(stories)),
        counts=counts,
        people=len({story.lead.pk for story in stories if not story.refused}),
        busiest=(*busy[0], busy[1]) if busy else None,
        cut_off=len(found) == MOST,
    )


def moment(record: Record) -> datetime:
    """When the call or the event was."""
    return record.held_at if isinstance(record, Call) else record.occurred_at


def _lead(record: Record) -> Lead:
    assert record.lead is not None  # `records` asks for those of leads
    return record.lead


def _past(leads: Many[Lead]) -> _Past:
    stops: dict[int, list[StopEvent]] = defaultdict(list)
    for stop in StopEvent.objects.filter(lead__in=leads, kind__in=REASONS).order_by("recorded_at"):
        stops[stop.lead_id].append(stop)
    engaged: dict[int, list[Engagement]] = defaultdict(list)
    human = Q(is_automatic=False, kind__in=[Engagement.Kind.CLICK, Engagement.Kind.MEETING])
    for one in Engagement.objects.filter(human, lead__in=leads).order_by("at"):
        engaged[one.lead_id].append(one)
    kept, board = rules(), Board()
    for owner in {lead.owner_id for lead in leads}:
        board.mails[owner], board.drafts[owner] = Counter(), Counter()
        board.caps[owner] = kept.mails_a_day
    own = Mailbox.objects.sending().filter(owner__in=list(board.caps))
    for owner, cap in own.values_list("owner", "daily_cap"):
        board.caps[owner] = min(kept.mails_a_day, cap)
    return _Past(stops, engaged, kept, board, details.known(leads))


def _story(
    record: Record, sequence: Sequence, steps: Many[Step], past: _Past, *, now: datetime
) -> Story:
    lead, start = _lead(record), moment(record)
    if why := _refusal(lead, sequence, start, past):
        return Story(record, lead, refused=why)
    past.begun[lead.pk] = start
    touches = tuple(_touches(record, lead, steps, past, now=now))
    past.ended[lead.pk] = max((t.at for t in touches if t.at), default=start)
    return Story(record, lead, touches)


def _refusal(lead: Lead, sequence: Sequence, start: datetime, past: _Past) -> str:
    """The rules of the sequence, put to what the run itself has made so far."""
    before = past.begun.get(lead.pk)
    if lead.suppressed_at is not None and lead.suppressed_at <= start:
        return "They had asked not to be written to, or their address did not work."
    if before is None:
        return ""
    if sequence.once:
        return "They had been through it, and nobody gets it twice."
    if start < before + timedelta(days=int(sequence.recontact_days)):
        return f"They had got it on {before:%-d %B}: too soon to begin again."
    after_call = sequence.purpose == Sequence.Purpose.AFTER_CALL
    if sequence.is_exclusive and not after_call and start < past.ended[lead.pk]:
        return "They were still going through it."
    return ""


def _touches(
    record: Record, lead: Lead, steps: Many[Step], past: _Past, *, now: datetime
) -> Iterator[Went]:
    begun = start = moment(record)
    after = "the call" if isinstance(record, Call) else "they wrote to us"
    last_mail = begun
    call = record if isinstance(record, Call) else None
    for step in steps:
        found = _moment(step, lead, start, after, past, is_first=step is steps[0])
        place = place_of_lead(lead)
        stop = next((s for s in past.stops[lead.pk] if begun <= s.recorded_at < found.due_at), None)
        if stop is not None:
            said = f"{REASONS[stop.kind]} on {stop.recorded_at:%-d %B}."
            yield Went(step, "stopped", None, place, (said,))
            return
        if found.waits:
            yield Went(step, "ahead", None, place, found.why)
            return
        standing = _standing(lead, past, since=last_mail, begun=begun, at=found.due_at)
        holds, sentence = conditions.holds(step.condition, standing)
        if not holds:
            yield Went(step, "skipped", found.due_at, place, (sentence,))
        else:
            variant = choose(
                list(step.variants.all()),
                step=step.pk,
                lead=lead.pk,
                language=language_of(None, call=call),
            )
            became = _became(step, found.due_at, now)
            yield Went(step, became, found.due_at, place, found.why, variant)
            last_mail = found.due_at if step.channel not in BY_HAND else last_mail
            _count(found, lead, past)
        start, after = found.due_at, "the step before it"


def _became(step: Step, due_at: datetime, now: datetime) -> Became:
    if due_at > now:
        return "ahead"
    if step.channel in BY_HAND:
        return "task"
    return "text" if step.channel == Step.Channel.SMS else "mail"


def _moment(
    step: Step, lead: Lead, start: datetime, after: str, past: _Past, *, is_first: bool
) -> Planned:
    """Where the step would have been planned, from the day it was counted from."""
    delay, place = delay_of(step), place_of_lead(lead)
    if is_first and delay.is_none:
        return at_once(start, after=after, to=place, rules=past.rules)
    return planned(
        start,
        delay,
        now=start,
        after=after,
        to=place,
        rep=place_of_rep(lead.owner),
        rules=replace(past.rules, mails_a_day=past.board.caps[lead.owner_id]),
        load=past.board.load_of(lead),
    )


def _count(found: Planned, lead: Lead, past: _Past) -> None:
    rep = place_of_rep(lead.owner)
    past.board.load_of(lead).add(found, rep=rep)
    past.mails[(found.due_at.astimezone(rep.zone).date(), lead.owner.name)] += 1


def _standing(
    lead: Lead, past: _Past, *, since: datetime, begun: datetime, at: datetime
) -> conditions.Standing:
    """What was known of them at that moment. Who they are is as it is today."""
    known = [one for one in past.engaged[lead.pk] if begun <= one.at <= at]
    kinds = {one.kind for one in known}
    return replace(
        profile(lead, past.known[lead.pk], now=at, since=since),
        clicked=Engagement.Kind.CLICK in kinds,
        meeting_booked=Engagement.Kind.MEETING in kinds,
    )
