"""Who is on the call and who a sentence is addressed to or speaks about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from leads.extraction.rules.lexicon import words
from leads.extraction.rules.spoken import Clause
from leads.extraction.schema import Conversation, Direction, Side

_ROLE_HEADS = (
    r"manager|director|engineer|engineers|designer|developer|developers|analyst|expert|specialist|"
    r"officer|lead|head|team|teams|architect|consultant|administrator|admin|coordinator|counsel|"
    r"controller|department|group|desk|marketing|sales|finance|legal|security|procurement|"
    r"engineering|support|purchasing|hr|compliance|operations|accounting|executive"
)
_NO_PREFIX = (
    r"(?:and|or|the|our|your|my|their|for|of|to|from|with|by|in|on|at|as|so|then|but|if|"
    r"is|are|was|will|"
    r"would|can|could|like|get|got|have|has|some|any|a|an|this|that|these|those|we|i|you|"
    r"it|not|also)\b"
)
_ROLE = re.compile(
    r"\b(?:(?:the|our|your|my|"
    rf"their) )?((?:(?!{_NO_PREFIX})[a-z]+ ){{0,2}}(?:{_ROLE_HEADS})s?)(?= |$|,)"
)
_COLLECTIVE = re.compile(
    r"\b(everyone|everybody|each of (?:you|us)|all of (?:you|us)|you all|you guys|you two|"
    r"you both|both of you|the two of you|we all)\b"
)


@dataclass(frozen=True, slots=True)
class People:
    """The participants by the words they may be called: full name, first name, initials."""

    names: tuple[str, ...]
    sides: dict[str, Side]
    called: dict[str, str]

    def direction(self, name: str | None) -> Direction | None:
        side = self.sides.get(name or "", "unknown")
        return None if side == "unknown" else side

    def others(self, name: str) -> tuple[str, ...]:
        """Those across the table; everybody else when sides are unknown."""
        side = self.sides.get(name, "unknown")
        if side == "unknown":
            return tuple(n for n in self.names if n != name)
        return tuple(n for n in self.names if self.sides[n] not in (side, "unknown"))

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Participants a canonical text calls by name, in the order it does."""
        found: list[str] = []
        for word in re.findall(r"[^\W\d_]+(?:[-'][^\W\d_]+)*", text):
            name = self.called.get(word.removesuffix("'s"))
            if name and name not in found:
                found.append(name)
        return tuple(found)


def people(conversation: Conversation) -> People:
    names: list[str] = []
    sides: dict[str, Side] = {}
    for line in conversation.lines:
        if line.speaker and line.speaker not in sides:
            names.append(line.speaker)
            sides[line.speaker] = line.side
    called: dict[str, str] = {}
    for name in names:
        for word in {name.casefold(), re.split(r"[\s,(|]+", name.strip())[0].casefold()}:
            if len(word) > 1 and word not in _NOT_NAMES:
                called[word] = name if called.get(word, name) == name else ""
    return People(tuple(names), sides, {k: v for k, v in called.items() if v})


_NOT_NAMES = words(
    "speaker participant unknown me you user guest host will may mark_ the so us it id pm"
)


def role_named(clause: Clause, text: str) -> str | None:
    """A role or team spoken of ("the industrial designer", "legal"), as the passage spells it."""
    if found := _ROLE.search(text):
        at = clause.canon.find(found.group(1))
        if at >= 0:
            start, end = clause.original(at, at + len(found.group(1)))
            return clause.line.text[start:end]
    return None


def collective(text: str) -> str | None:
    found = _COLLECTIVE.search(text)
    return found.group(1) if found else None
