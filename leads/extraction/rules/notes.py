"""The rep's own note: their words are the record, so they are taken as they stand.

Key points are the recap, next steps are promises, tasks or the next meeting by their wording.
Personal remarks are for the rep, who may weave them in; they are never a finding.
"""

from __future__ import annotations

import re

from leads.extraction.rules.facts import Fact
from leads.extraction.rules.lexicon import DELIVER, words
from leads.extraction.rules.meetings import _MEET
from leads.extraction.rules.people import People
from leads.extraction.rules.promises import promise, strength
from leads.extraction.rules.spoken import Clause
from leads.extraction.rules.when import due_phrase

_UNSURE = re.compile(
    r"\b(?:propose|proposed|suggest|suggested|offer|offered|tbd|tbc|to be confirmed|maybe|"
    r"perhaps|possibly|if|waiting|not (?:yet )?agreed|try)\b"
)
_NAME = r"(?!(?:I|We|They|He|She)\b)[A-ZÀ-Þ][\w.'’-]*"
_NAMED = re.compile(
    rf"^(?P<who>{_NAME}(?: (?:and |& )?{_NAME}){{0,2}})(?:: (?=\D)| [-–] |"
    r" (?=(?:to|will|is going to|needs to|has to)\b"
    r"|(?!(?:us|this|is|was|as|his|its|always|days|weeks|months|hours|less|plus|across|works|needs|"
    r"wants|likes|has|does|says|knows|thinks)\b)[a-z]{2,}s\b))"
)
_NO_NAME = words(
    "monday tuesday wednesday thursday friday saturday sunday next our the my demo call meeting "
    "today tomorrow if budget price decision deadline"
)
_UNDERTOOK = re.compile(
    r"^(?:i|we) (?:have )?(?:promised|agreed to|owe|said (?:i|we) would|undertook to|offered to)\b"
)
_THEIRS = re.compile(r"^(?:they|customer|client|prospect|buyer|lead|he|she)\b")


def read_note(said: list[Clause], who: People) -> list[Fact]:
    """The note's lines as facts, in the order the rep wrote them."""
    facts: list[Fact] = []
    stepped = False
    for clause in _whole_lines(said):
        if clause.line.section == "key_points" or not clause.line.section:
            facts.append(Fact("recap", clause, 0, None))
        elif clause.line.section == "next_steps":
            fact = _step(clause, stepped=stepped)
            stepped = stepped or fact.kind == "next_step"
            facts.append(fact)
    return facts


def _whole_lines(said: list[Clause]) -> list[Clause]:
    """One clause a line: a note is short, and half a line of it is no quote."""
    lines: dict[int, list[Clause]] = {}
    for clause in said:
        lines.setdefault(clause.line.index, []).append(clause)
    return [
        Clause(parts[0].line, tuple(t for p in parts for t in p.tokens), 0, parts[-1].ends_with)
        for parts in lines.values()
    ]


def _step(clause: Clause, *, stepped: bool) -> Fact:
    text = clause.canon
    timed = due_phrase(clause.line.text)
    own = promise(clause)
    firm = strength(text)
    if own and own.mood != "bare":
        return Fact("commitment", clause, own.at, clause.speaker or None, firm)
    if _UNDERTOOK.match(text):
        return Fact("commitment", clause, 0, clause.speaker or None, firm)
    named = _NAMED.match(clause.line.text)
    if named and named["who"].split()[0].casefold() in DELIVER | _NO_NAME:
        named = None
    if _MEET.search(text) and timed and not _UNSURE.search(text) and not stepped and not named:
        return Fact("next_step", clause, 0, None, firm)
    if named or _THEIRS.match(text):
        owner = named["who"].strip() if named else None
        return Fact("action_item", clause, 0, owner, firm)
    return Fact("action_item", clause, 0, None, firm)
