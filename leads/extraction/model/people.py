"""Who took part, as the model may name them, and which side each is on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from leads.extraction.schema import Conversation, Evidence, Side
from leads.extraction.visible import name

MOST = 60  # owners in one enumeration


@dataclass(frozen=True, slots=True)
class People:
    """`raw` maps the name shown to the model to the name in the record."""

    raw: dict[str, str]
    side: dict[str, Side]

    @property
    def several(self) -> bool:
        return len(self.side) > 1


def people(conversation: Conversation) -> People:
    """The speakers in order of appearance; a name with two sides keeps the first known one."""
    raw: dict[str, str] = {}
    side: dict[str, Side] = {}
    for line in conversation.lines:
        if shown := name(line.speaker):
            raw.setdefault(shown, line.speaker)
            if side.get(line.speaker, "unknown") == "unknown":
                side[line.speaker] = line.side
    return People(dict(list(raw.items())[:MOST]), side)


def owner_of(
    shown: str | None, evidence: tuple[Evidence, ...], conversation: Conversation, known: People
) -> str | None:
    """The owner the model named, if they speak in a cited line or are named there."""
    named = name(shown or "")
    raw = known.raw.get(named, named if conversation.source == "note" else "")
    if not raw:
        return None
    first = name(raw).split()[0].casefold()
    for cited in evidence:
        line = conversation.lines[cited.line]
        if line.speaker == raw or first in re.findall(r"\w+", line.text[:8000].casefold()):
            return raw
    return None
