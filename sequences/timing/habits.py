"""When somebody reads mail: a smoothed histogram of the hours in which they, and people like
them, did something. Opens do not count: machines open mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

Weighted = tuple[datetime, float]  # a moment, and what it counts: 1 for a fresh one, less with age

SPREAD = (0.1, 0.2, 0.4, 0.2, 0.1)  # of one act over the hours around it
ENOUGH_OF_ONE = 3.0  # acts of the person themselves, before they say anything
ENOUGH_OF_MANY = 20.0  # acts of people like them
SOME = 0.1  # of all they did: less in one hour says nothing about it
LEAD_NEEDED = 1.25  # how much better than the plain hour another must be


@dataclass(frozen=True, slots=True)
class Habit:
    """A good time of day, and why in one sentence."""

    at: time
    why: str


def habit(
    own: Iterable[Weighted],
    like: Iterable[Weighted],
    *,
    zone: ZoneInfo,
    plain: time,
    is_allowed: Callable[[time], bool],
    group: str = "",
) -> Habit:
    """The hour in which this person engaged most, else the one in which people like them did, else
    the `plain` one. Only allowed times are answered; `group` names the people: “in logistics”."""
    for moments, enough, sentence in (
        (list(own), ENOUGH_OF_ONE, "They mostly answer between {0} and {1} their time."),
        (
            list(like),
            ENOUGH_OF_MANY,
            f"People {group or 'like them'} mostly answer between {{0}} and {{1}} their time.",
        ),
    ):
        if sum(weight for _, weight in moments) < enough:
            continue
        counts = smoothed(moments, zone)
        best = max(
            (h for h in range(24) if is_allowed(_in(h, plain))),
            key=lambda h: (counts[h], -abs(h - plain.hour)),
            default=plain.hour,
        )
        if counts[best] < SOME * sum(counts):
            continue  # what they did was at hours in which nobody writes to them
        if best == plain.hour or counts[best] >= LEAD_NEEDED * counts[plain.hour]:
            clock = (f"{best:02d}:00", f"{(best + 1) % 24:02d}:00")
            return Habit(_in(best, plain), sentence.format(*clock))
    return Habit(plain, f"{plain:%H:%M} is a good morning hour; when they answer is not known yet.")


def smoothed(moments: Iterable[Weighted], zone: ZoneInfo) -> list[float]:
    """How much was done in each hour of their day, each act spread over the hours around it. The
    sum is that of the weights."""
    counts = [0.0] * 24
    for moment, weight in moments:
        hour = moment.astimezone(zone).hour
        for step, share in enumerate(SPREAD, start=-2):
            counts[(hour + step) % 24] += weight * share
    return counts


def _in(hour: int, plain: time) -> time:
    """A time in that hour: the plain one in its own, a few minutes past in any other."""
    return plain if hour == plain.hour else time(hour, 10)
