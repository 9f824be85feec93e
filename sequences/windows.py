"""When an approved mail may go: what the person who approves it sees and agrees to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from leads.models import User
from sequences.models import Touch
from sequences.planning import goes_at_once
from sequences.policies import place_of_lead, rules
from sequences.timing import Place, Rules, against, chosen, in_their_time
from sequences.timing.moments import CHOSEN_FOR, stretches
from sequences.timing.wording import moment_words


class Late(Exception):
    """Its time has gone by, or goes by before the mail could leave: a person chooses another."""


@dataclass(frozen=True, slots=True)
class Window:
    """What a message takes along: the first moment, the window, and the open stretches in it (ISO
    pairs; none: all of it)."""

    send_at: datetime
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    hours: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class When:
    """For a person: when a touch goes, why then, and what stands against sending it now."""

    line: str
    why: list[str]
    against_now: list[str]
    is_late: bool
    at_once: bool
    at: datetime | None


def when(touch: Touch, *, place: Place, kept: Rules, now: datetime) -> When:
    """What a card says about the moment of a touch whose draft waits; `place` is the lead's."""
    at_once = touch.closes_at is None or goes_at_once(touch)
    line, *why = touch.why or [in_their_time(touch.due_at, place)]
    if touch.closes_at is not None and not at_once:
        until = moment_words(touch.closes_at, place.zone)
        why.append(f"Approve it before {until} their time; after that it is late.")
    return When(
        line=line,
        why=why,
        against_now=against(now, place=place, week=kept.week),
        is_late=is_late(touch, now=now),
        at_once=at_once,
        at=None if at_once else touch.due_at,
    )


def is_late(touch: Touch, *, now: datetime) -> bool:
    """Whether its window has closed."""
    return touch.state == Touch.State.LATE or (
        touch.closes_at is not None and touch.closes_at <= now
    )


def window(touch: Touch, *, held_until: datetime, now: datetime) -> Window:
    """The window of a mail approved as planned. It does not leave before `held_until`.

    Raises `Late` when no moment of it is left.
    """
    if touch.closes_at is None:
        return Window(held_until)
    if is_late(touch, now=now):
        raise Late
    if goes_at_once(touch):
        return Window(held_until, now, max(touch.closes_at, held_until + CHOSEN_FOR))
    opens = max(now, touch.opens_at or now)
    place, kept = place_of_lead(touch.enrollment.lead), rules()
    open_hours = stretches(opens, touch.closes_at, place=place, week=kept.week)
    first = next((max(a, held_until) for a, b in open_hours if b > held_until), None)
    if first is None:
        raise Late
    return Window(
        first, opens, touch.closes_at, [[a.isoformat(), b.isoformat()] for a, b in open_hours]
    )


def choose(touch: Touch, *, moment: datetime, held_until: datetime, by: User) -> Window:
    """The window of a mail whose moment a person chose, whatever stands against it. The touch
    takes the moment over, with who chose it, and is no longer late."""
    place, kept = place_of_lead(touch.enrollment.lead), rules()
    found = chosen(moment, by=by.name, to=place, rules=kept)
    assert found.closes_at is not None  # a person's moment has an end
    touch.due_at, touch.opens_at, touch.why = found.due_at, found.opens_at, list(found.why)
    touch.closes_at = max(found.closes_at, held_until + CHOSEN_FOR)
    touch.state, touch.reason = Touch.State.DRAFTED, ""
    touch.save(update_fields=["due_at", "opens_at", "closes_at", "why", "state", "reason"])
    return Window(max(moment, held_until), found.opens_at, touch.closes_at)
