"""Which wording gets more answers: compared on replies and meetings, never on opens.

The product compares and suggests; an admin decides, by giving other weights in a new version. A
mail, or a step that a person took by hand, counts for a reply or a meeting that came after it and
before the next mail to that person, within thirty days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from math import sqrt
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from leads.models import StopEvent
from sequences.models import Message, Touch, Variant, Version

WITHIN = timedelta(days=30)
FEWEST = 30  # uses of each wording before anything is suggested
Z = 1.96  # 95 of 100 such intervals hold the true share


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `sent`, with the interval in which the true share likely lies (Wilson)."""

    hits: int
    sent: int

    @property
    def rate(self) -> float:
        return self.hits / self.sent if self.sent else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The ends of the interval, in [0, 1]; the whole of it when nothing was sent."""
        if not self.sent:
            return 0.0, 1.0
        n, p = self.sent, self.rate
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def in_words(self) -> str:
        """Such as "12 % (8 to 18)"."""
        low, high = self.interval
        return f"{self.rate * 100:.0f} % ({low * 100:.0f} to {high * 100:.0f})"


def difference(one: Share, other: Share) -> tuple[float, float]:
    """The interval for how much more `one` gets than `other` (Newcombe's method 10)."""
    (low, high), (other_low, other_high) = one.interval, other.interval
    gap = one.rate - other.rate
    down = sqrt((one.rate - low) ** 2 + (other_high - other.rate) ** 2)
    up = sqrt((high - one.rate) ** 2 + (other.rate - other_low) ** 2)
    return gap - down, gap + up


@dataclass(frozen=True, slots=True)
class Arm:
    """One wording with what came of it."""

    variant: Variant
    replies: Share
    meetings: Share


@dataclass(frozen=True, slots=True)
class Comparison:
    """The wordings of one step of one language; `suggestion` says in words what they show."""

    step: str
    language: str
    arms: list[Arm]
    suggestion: str


def compare(version: Version) -> list[Comparison]:
    """Every step of a version that has more than one wording in a language."""
    variants = list(
        Variant.objects.filter(step__version=version)
        .select_related("step")
        .order_by("step__position", "language", "pk")
    )
    counted = _counted(variants)
    groups: dict[tuple[int, str], list[Variant]] = {}
    for one in variants:
        groups.setdefault((one.step_id, one.language), []).append(one)
    return [
        _comparison([Arm(v, *counted[v.pk]) for v in group])
        for group in groups.values()
        if len(group) > 1
    ]


def suggest(arms: Iterable[Arm]) -> str:
    """What the numbers allow to say. Nothing is suggested on few uses, or on a difference that
    may be chance."""
    ranked = sorted(arms, key=lambda a: a.replies.rate, reverse=True)
    best, others = ranked[0], ranked[1:]
    short = min(a.replies.sent for a in ranked)
    if short < FEWEST:
        return (
            f"Too early: each wording has to be used {FEWEST} times, the fewest so far is {short}."
        )
    if all(difference(best.replies, a.replies)[0] > 0 for a in others):
        lead = min(difference(best.replies, a.replies)[0] for a in others)
        return (
            f"“{best.variant.label}” gets more answers, by at least {lead:.0%} of the times. Give"
            " it more weight in a new version."
        )
    booked = max(ranked, key=lambda a: a.meetings.rate)
    if all(difference(booked.meetings, a.meetings)[0] > 0 for a in ranked if a is not booked):
        return (
            f"“{booked.variant.label}” leads to more meetings; answers do not differ clearly. Give"
            " it more weight in a new version."
        )
    return "No clear difference so far. Leave the weights as they are."


def _comparison(arms: list[Arm]) -> Comparison:
    first = arms[0].variant
    return Comparison(str(first.step), first.language, arms, suggest(arms))


def _counted(variants: list[Variant]) -> dict[int, tuple[Share, Share]]:
    """Replies and meetings for each wording: one query for mail, one for what was done by hand."""
    sent = Message.objects.filter(touch__variant__in=variants, state=Message.State.SENT)
    by_hand = Touch.objects.filter(variant__in=variants, done_at__isnull=False)
    found = {
        **_followed(sent.annotate(at=F("sent_at"), of=F("touch__variant"))),
        **_followed(by_hand.annotate(at=F("done_at"), of=F("variant"), lead=F("enrollment__lead"))),
    }
    return {v.pk: found.get(v.pk, (Share(0, 0), Share(0, 0))) for v in variants}


def _followed(rows: QuerySet[Any]) -> dict[int, tuple[Share, Share]]:
    """What came after each row and before the next mail; `rows` carry `lead`, `at` and `of`."""
    following = Message.objects.filter(
        lead=OuterRef("lead"), state=Message.State.SENT, sent_at__gt=OuterRef("at")
    )
    rows = rows.annotate(
        until=Coalesce(
            Subquery(following.order_by("sent_at").values("sent_at")[:1]), F("at") + WITHIN
        )
    )
    heard = StopEvent.objects.filter(
        lead=OuterRef("lead"),
        recorded_at__gt=OuterRef("at"),
        recorded_at__lte=OuterRef("until"),
    ).filter(recorded_at__lte=OuterRef("at") + WITHIN)
    counted = (
        rows.annotate(
            replied=Exists(heard.filter(kind=StopEvent.Kind.REPLY)),
            met=Exists(heard.filter(kind=StopEvent.Kind.MEETING)),
        )
        .values("of")
        .annotate(
            used=Count("pk"),
            answered=Count("pk", filter=Q(replied=True)),
            booked=Count("pk", filter=Q(met=True)),
        )
    )
    return {
        r["of"]: (Share(r["answered"], r["used"]), Share(r["booked"], r["used"])) for r in counted
    }
