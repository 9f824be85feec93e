"""Whatever the order in which a meeting's story is told, it ends the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from leads.sources import Incoming, parse
from leads.sources.meetings import bookings, standing

NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)


def calendly(event: str, invitee: str, **payload: Any) -> Incoming:
    body = {
        "event": f"invitee.{event}",
        "created_at": "2026-11-18T13:00:00Z",
        "payload": {"uri": invitee, "email": "ines@werk.example", "name": None, **payload},
    }
    (one,) = parse("calendly", json.dumps(body).encode(), received_at=NOW)
    return one


def at(hour: int) -> dict[str, Any]:
    return {"scheduled_event": {"uri": f"m{hour}", "start_time": f"2026-11-25T{hour:02}:00:00Z"}}


# Booked, moved, moved again; another one booked and called off.
STORY = [
    calendly("created", "one", **at(9)),
    calendly("canceled", "one", rescheduled=True, new_invitee="two", **at(9)),
    calendly("created", "two", old_invitee="one", **at(10)),
    calendly("canceled", "two", rescheduled=True, new_invitee="three", **at(10)),
    calendly("created", "three", old_invitee="two", **at(11)),
    calendly("created", "other", **at(15)),
    calendly("canceled", "other", cancellation={"reason": "ill"}, **at(15)),
]


@given(st.permutations(STORY), st.lists(st.sampled_from(STORY), max_size=5))
def test_story_ends_the_same_in_every_order_and_told_twice(
    order: list[Incoming], again: list[Incoming]
) -> None:
    assert bookings(order + again) == bookings(STORY)
    assert [b.invitee for b in standing(order + again)] == ["three"]


@given(st.permutations(STORY[:3]))
def test_moved_meeting_stands_once_even_before_its_cancellation_is_told(
    order: list[Incoming],
) -> None:
    without = [e for e in order if e.kind != "meeting_cancelled"]
    assert [b.invitee for b in standing(without)] == ["two"]


def test_cancelled_meeting_stays_cancelled_when_the_booking_comes_late() -> None:
    late = [calendly("canceled", "one", **at(9)), calendly("created", "one", **at(9))]
    assert standing(late) == []
