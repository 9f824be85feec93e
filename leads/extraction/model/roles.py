"""What a finding may claim about who: decided by who spoke, not by what the model says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leads.extraction.evidence import share_words
from leads.extraction.model.people import People
from leads.extraction.schema import Direction, Finding, Kind, Side, Strength

DIRECTIONS: Mapping[Side, Direction | None] = {"ours": "ours", "theirs": "theirs", "unknown": None}
WEAKEST: tuple[Strength, ...] = ("tentative", "conditional", "firm")


@dataclass(frozen=True, slots=True)
class Role:
    """The kind a finding can bear, whose it is and which side that is."""

    kind: Kind
    owner: str | None
    direction: Direction | None


def role(
    kind: Kind, owner: str | None, speakers: Sequence[str], known: People, *, note: bool
) -> Role | str:
    """The role the cited speakers bear out, or why there is none.

    A promise needs a voice of the side that is to keep it, a next step two voices; a task that
    only the other side gave is something they asked for. What a note says of others is a task.
    """
    side = known.side
    if kind == "next_step":
        agreed = len(set(speakers)) > 1 or not known.several
        return Role(kind, owner, None) if agreed else "nobody accepted it"
    if kind == "recap":
        return Role(kind, owner, None)
    if kind == "commitment" and not (note and owner not in speakers):
        owner = owner or speakers[0]
        if not _voice(owner, speakers, side):
            return "nobody on that side said so"
        return Role(kind, owner, DIRECTIONS[side.get(owner, "unknown")])
    if kind in {"commitment", "action_item"}:
        if owner and side.get(owner, "unknown") != "unknown" and not _voice(owner, speakers, side):
            return Role("ask", None, DIRECTIONS[side.get(speakers[0], "unknown")])
        whose = side.get(owner, "unknown") if owner else "unknown"
        return Role("action_item", owner, DIRECTIONS[whose])
    return Role(kind, owner, DIRECTIONS[side.get(speakers[0], "unknown")])


def weaker(found: Finding, plain: Sequence[Finding]) -> Strength:
    """How firm a finding is: a hedge that the rules heard in the same words counts."""
    heard = [p.strength for p in plain if p.kind == found.kind and share_words(p, found)]
    return min([found.strength, *heard], key=WEAKEST.index)


def _voice(owner: str, speakers: Sequence[str], side: Mapping[str, Side]) -> bool:
    own = side.get(owner, "unknown")
    return owner in speakers or (
        own != "unknown" and any(side.get(speaker) == own for speaker in speakers)
    )
