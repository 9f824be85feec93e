"""The numbers of the page, each with the way to its rows. The number of queries is constant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from leads.models import Lead, StopEvent, User
from reviews import metrics
from reviews.pipeline.clocks import Clocks, clocks
from reviews.pipeline.periods import Chosen
from reviews.pipeline.rows import WAITING_FOR, lying


@dataclass(frozen=True, slots=True)
class Number:
    """One number: what it is called, how many, of how many, and the address of its rows."""

    label: str
    count: int
    of: int
    rows: str

    @property
    def share(self) -> int:
        """How many of a hundred, for its bar."""
        return round(100 * self.count / self.of) if self.of else 0


@dataclass(frozen=True, slots=True)
class Step:
    """What one step of one sequence did within the period."""

    position: int
    angle: str
    sent: Number
    replied: Number
    met: Number


@dataclass(frozen=True, slots=True)
class Plan:
    """A sequence with its steps."""

    name: str
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The whole page."""

    leads: Number
    stages: Sequence[Number]
    tiers: Sequence[Number]
    sources: Sequence[Number]
    waiting: Number
    waits: Sequence[Number]
    oldest: datetime | None
    cards: Number
    sent: Number
    replied: Number
    met: Number
    plans: Sequence[Plan]
    due: Sequence[Number]
    late: Number
    calls: Number
    loose: Number
    asking: Number
    clocks: Clocks


def pipeline(*, by: User, chosen: Chosen, today: date, now: datetime) -> Pipeline:
    """Every number of the page for one person."""
    people = metrics.leads(by=by)
    everybody = people.count()
    waiting = metrics.drafts_waiting(by=by)
    ages = waiting.aggregate(
        every=Count("pk"),
        oldest=Min("since"),
        **{name: Count("pk", filter=lying(low, high, now)) for name, _, low, high in WAITING_FOR},
    )
    week = metrics.week_of(today)
    due = _by(metrics.commitments_due(by=by, week=week), "direction")
    calls = metrics.calls_read(by=by, period=chosen.period).count()
    loose = metrics.calls_without_next_step(by=by, period=chosen.period).count()
    sent, replied, met, plans = _touches(by, chosen)
    both = clocks(by=by, period=chosen.period)
    return Pipeline(
        leads=Number("Leads", everybody, everybody, _rows("leads")),
        stages=_choices(people, "stage", Lead.Stage.choices, everybody),
        tiers=_choices(people, "tier", [*Lead.Tier.choices, ("", "No tier")], everybody),
        sources=_sources(people, everybody),
        waiting=Number("Drafts waiting", ages["every"], ages["every"], _rows("waiting")),
        waits=[
            Number(label, ages[name], ages["every"], _rows("waiting", age=name))
            for name, label, _, _ in WAITING_FOR
        ],
        oldest=ages["oldest"],
        cards=Number("Open questions", metrics.cards_waiting(by=by).count(), 0, _rows("cards")),
        sent=sent,
        replied=replied,
        met=met,
        plans=plans,
        due=[
            Number(label, due.get(side, 0), sum(due.values()), _rows("due", side=side))
            for side, label in (("ours", "We promised"), ("theirs", "They promised"))
        ],
        late=Number("Late", metrics.commitments_late(by=by, today=today).count(), 0, _rows("late")),
        calls=Number("Calls read", calls, calls, _rows("calls", **chosen.query)),
        asking=Number("Asked", both.asked, both.asked, _rows("asking", **chosen.query)),
        clocks=both,
        loose=Number("Calls without a next step", loose, calls, _rows("loose", **chosen.query)),
    )


def _touches(by: User, chosen: Chosen) -> tuple[Number, Number, Number, list[Plan]]:
    """Sent, replied and met by sequence and step, and the sums of each."""
    counted = (
        metrics.touches_sent(by=by, period=chosen.period)
        .annotate(
            is_replied=metrics.followed_by(StopEvent.Kind.REPLY),
            is_met=metrics.followed_by(StopEvent.Kind.MEETING),
            sequence=F("touch__step__version__sequence"),
            name=F("touch__step__version__sequence__name"),
            position=F("touch__step__position"),
            angle=F("touch__step__angle"),
        )
        .values("sequence", "name", "position", "angle")
        .annotate(
            sent=Count("pk"),
            replied=Count("pk", filter=Q(is_replied=True)),
            met=Count("pk", filter=Q(is_met=True)),
        )
        .order_by("name", "sequence", "position", "angle")
    )
    plans: dict[int, Plan] = {}
    for row in counted:
        plan = plans.setdefault(row["sequence"], Plan(row["name"]))
        plan.steps.append(_step(row, chosen))
    steps = [step for plan in plans.values() for step in plan.steps]
    sums = {
        "sent": sum(step.sent.count for step in steps),
        "replied": sum(step.replied.count for step in steps),
        "met": sum(step.met.count for step in steps),
    }
    words = {"sent": "Mails sent", "replied": "Replies", "met": "Meetings"}
    total = {
        name: Number(words[name], n, sums["sent"], _rows(name, **chosen.query))
        for name, n in sums.items()
    }
    return total["sent"], total["replied"], total["met"], list(plans.values())


def _step(row: Mapping[str, Any], chosen: Chosen) -> Step:
    where = {"sequence": row["sequence"], "step": row["position"], "angle": row["angle"]}

    def number(name: str, label: str) -> Number:
        return Number(label, row[name], row["sent"], _rows(name, **chosen.query, **where))

    return Step(
        position=row["position"],
        angle=row["angle"],
        sent=number("sent", "Sent"),
        replied=number("replied", "Replies"),
        met=number("met", "Meetings"),
    )


def _choices(
    people: QuerySet[Lead], column: str, labels: Sequence[tuple[str, str]], of: int
) -> list[Number]:
    counted = _by(people, column)
    return [
        Number(str(label), counted.get(value, 0), of, _rows("leads", **{column: value}))
        for value, label in labels
    ]


def _sources(people: QuerySet[Lead], of: int) -> list[Number]:
    counted = sorted(_by(people, "source").items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        Number(value or "Not known", n, of, _rows("leads", source=value)) for value, n in counted
    ]


def _by(found: QuerySet[Any], column: str) -> dict[str, int]:
    rows = found.order_by().values(column).annotate(n=Count("pk"))
    return {row[column]: row["n"] for row in rows}


def _rows(name: str, **narrowed: str | int) -> str:
    """Where the rows of a number are read."""
    where = reverse("pipeline_rows", args=[name])
    return f"{where}?{urlencode(narrowed)}" if narrowed else where
