"""What can be chosen beside a draft: moments, people, shapes, and what the record still holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from leads.models import Finding, User
from reviews import decisions, moments
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


def menus(draft: Draft, *, by: User, send_at: datetime | None, now: datetime) -> Menus:
    """The menus of a draft; `send_at` is when its message goes out, when it has one."""
    own = ZoneInfo(by.time_zone)
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
        record=_record(draft),
    )


def _record(draft: Draft) -> list[Recorded]:
    """The findings of the call, for inserting. A brief has an account of its own."""
    if draft.call is None or draft.state != Draft.State.READY or draft.kind == Draft.Kind.BRIEF:
        return []
    said = {
        (e.passage_id, e.start)
        for s in draft.sentences.all()
        if not s.is_left_out
        for e in s.evidence.all()
    }
    found = draft.call.findings.prefetch_related("evidence__passage__participant")
    return [
        Recorded(f, any((e.passage_id, e.start) in said for e in f.evidence.all())) for f in found
    ]
