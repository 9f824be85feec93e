"""Whose task it is. The one who speaks is often not the one who is to do it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from leads.extraction.rules.assignments import named
from leads.extraction.rules.people import People, collective
from leads.extraction.rules.spoken import Clause
from leads.extraction.rules.tasks import Task

_YOURS = re.compile(r"\b(?:you|your|for you)\b")


def owner_of(task: Task, clauses: Sequence[Clause], who: People) -> str | None:
    """The person or role a task was given to, as the record spells them; None when unclear."""
    clause = task.clause
    if task.owner or not (task.addressed or _YOURS.search(clause.canon)):
        return task.owner
    before = clause.canon[: task.at]
    if collective(before):
        return None
    people = [n for n in who.mentioned(before) if n != clause.speaker]
    if people:
        return people[0]
    if called := _called(clause, before, who):
        return called
    if task.agreed:
        return task.agreed.speaker
    others = who.others(clause.speaker)
    if len(others) == 1:
        return others[0]
    return _just_named(clause, clauses, who) or _next_to_speak(clause, clauses)


def _called(clause: Clause, before: str, who: People) -> str | None:
    """ "Our designer, you're ..." and "marketing you're ...": whoever stands before "you"."""
    for head in (before.split(" you ")[0].strip(" ,"), before.split(" ,")[0]):
        if head and (name := named(clause, head, who)):
            return name
    return None


def _just_named(clause: Clause, clauses: Sequence[Clause], who: People) -> str | None:
    """A name or role called out in the speaker's words just before: "Okay, Tom." "You'll ..." """
    for other in reversed(clauses):
        gap = clause.line.index - other.line.index
        if (
            other.speaker == clause.speaker
            and 0 <= gap <= 2
            and other is not clause
            and other.words <= 5
        ) and (other.line.index, other.order) < (clause.line.index, clause.order):
            return named(other, other.canon, who)
        if gap > 2:
            break
    return None


def _next_to_speak(clause: Clause, clauses: Sequence[Clause]) -> str | None:
    """Who answers at once, if only with "mm-hmm", is who was spoken to."""
    for other in clauses:
        gap = other.line.index - clause.line.index
        if gap > 2:
            return None
        if gap >= 1 and other.speaker != clause.speaker:
            return other.speaker
        if gap >= 1:
            return None
    return None
