"""What can be chosen beside a draft: moments, people, shapes, and what the record still holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings

from followup.lib.prepared import KEY, Prepared
from leads.models import Finding, User
from reviews import decisions, moments
from reviews.card import Card
from reviews.models import Draft
from reviews.moments import Moment
from sequences.policies import place_of_lead, rules
from sequences.timing import Place
from sequences.windows import When, when


@dataclass(frozen=True, slots=True)
class Recorded:
    """One finding of the call; `is_used`: the mail already rests on its words."""

    finding: Finding
    is_used: bool


@dataclass(frozen=True, slots=True)
class Menus:
    """Everything the menus of one draft offer one person. Times are said in both zones."""

    put_off: Sequence[Moment]
    send: Sequence[Moment]
    when: When
    their_zone: str
    their_now: str
    goes_out: str
    colleagues: Sequence[User]
    shapes: Sequence[tuple[str, str]]
    has_model: bool
    record: Sequence[Recorded]


def menus(draft: Draft, *, card: Card, by: User, now: datetime) -> Menus:
    """The menus of a draft, beside what its page shows."""
    own = ZoneInfo(by.time_zone)
    send_at = card.message.send_at if card.message else None
    place, kept = place_of_lead(draft.lead), rules()
    theirs = place.zone if place.is_known else None
    return Menus(
        put_off=moments.put_off(now=now, zone=own),
        send=moments.send(now=now, place=place if theirs else Place(own), week=kept.week),
        when=when(draft.touch, place=place, kept=kept, now=now),
        their_zone=str(theirs or ""),
        their_now=moments.wall_clock(now, theirs) if theirs else "",
        goes_out=moments.wall_clock(send_at, theirs) if theirs and send_at else "",
        colleagues=list(decisions.colleagues(draft, by=by)),
        shapes=Draft.Shape.choices,
        has_model=bool(settings.OPENAI_API_KEY),
        record=_record(draft, used=card.used),
    )


def _record(draft: Draft, *, used: set[tuple[int, int]]) -> list[Recorded]:
    """The findings of the call, for inserting. A brief has an account of its own."""
    if draft.call is None or draft.state != Draft.State.READY or draft.kind == Draft.Kind.BRIEF:
        return []
    found = _findings().ask({KEY: draft.call_id})
    return [
        Recorded(f, any((e.passage_id, e.start) in used for e in f.evidence.all())) for f in found
    ]


@cache
def _findings() -> Prepared[Finding]:
    found = Finding.objects.filter(call=KEY)
    return Prepared(found.prefetch_related("evidence__passage__participant"))
