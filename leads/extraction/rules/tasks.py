"""Action items: which of the things people told each other to do are real tasks.

A discussion is full of "you could" and "we need to". What makes one a task is how plainly it is
put, whether it stands where people hand out work (towards the end, among other assignments, near
"next meeting" or "action items"), whether a time is named, and whether the person asked agreed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from leads.extraction.rules.assignments import assignment, wraps_up
from leads.extraction.rules.commitments import denied
from leads.extraction.rules.lexicon import DELIVER, FUTURE, IN_CALL, ING_FOR_PROMISE
from leads.extraction.rules.people import People
from leads.extraction.rules.promises import Promise
from leads.extraction.rules.replies import accepted
from leads.extraction.rules.requests import request, stem
from leads.extraction.rules.spoken import Clause

_SURE = 2.8
# Among colleagues, who have no "asks" of each other, the record also keeps what is likely a task.
_LIKELY = 2.2
_NEAR = 6  # lines: how far a run of assignments or a turn to "next steps" reaches
_FORM = {
    "order": 1.8,
    "imperative": 1.8,
    "wish": 1.2,
    "suggestion": 1.2,
    "question": 1.2,
    "offer": 0.2,
    "proposal": 0.3,
}


@dataclass(frozen=True, slots=True)
class Task:
    """A candidate action item; `at` is where its predicate begins in the clause."""

    clause: Clause
    owner: str | None
    at: int
    score: float
    sure: bool = True  # False: kept in the record and marked, never in a draft by itself
    addressed: bool = False  # said to "you": the owner is whoever was spoken to
    agreed: Clause | None = None


def candidates(clauses: Sequence[Clause], who: People, promises: dict[int, Promise]) -> list[Task]:
    """Every clause that could be a task, with the score of its own wording."""
    found: list[Task] = []
    for at, clause in enumerate(clauses):
        if clause.words < 3 or _broken(clause):
            continue
        if got := assignment(clause, who):
            found.append(Task(clause, got.owner, got.at, got.score, agreed=None))
        elif (asked := request(clause)) and not _own(at, promises):
            agreed = accepted(at, clauses)
            if clause.is_question and not agreed:
                continue
            if asked.form == "suggestion" and clause.side != "unknown" and not agreed:
                continue  # "you can order online": across the table that is advice
            score = _FORM[asked.form] + (0.3 if agreed else 0.0)
            found.append(Task(clause, None, asked.at, score, addressed=True, agreed=agreed))
        elif at in promises:
            own = promises[at]
            if (
                own.mood == "promise"
                and not denied(own)
                and (own.verb in _NO_ING or not own.verb.endswith("ing"))
                and stem(own.verb)
                in DELIVER - (IN_CALL if not FUTURE.search(clause.canon) else frozenset())
            ):
                found.append(Task(clause, clause.speaker, own.at, 1.0 if own.plural else 1.2))
    return found


# "I'm sending it" is a task; "I'm looking into that now" is news.
_NO_ING = ING_FOR_PROMISE | {"bring"}


def _own(at: int, promises: dict[int, Promise]) -> bool:
    return at in promises and promises[at].mood == "promise" and promises[at].verb != "ask"


def tasks(clauses: Sequence[Clause], who: People, promises: dict[int, Promise]) -> list[Task]:
    """The tasks, in order: candidates that their surroundings confirm."""
    if not clauses:
        return []
    found = candidates(clauses, who, promises)
    last = clauses[-1].line.index
    turns = [c.line.index for c in clauses if wraps_up(c.canon)]
    strong = [t for t in found if t.score >= 1.0]
    out = []
    for task in found:
        score = task.score + _surroundings(task, strong, turns, last)
        if score >= (_LIKELY if task.clause.side == "unknown" else _SURE):
            out.append(replace(task, score=score, sure=score >= _SURE))
    return out


def _surroundings(task: Task, strong: list[Task], turns: list[int], last: int) -> float:
    at = task.clause.line.index
    share = at / last if last >= 60 else 0.85
    score = 1.0 if share > 0.9 else 0.5 if share > 0.8 else 0.0
    if any(abs(t - at) <= _NEAR for t in turns):
        score += 0.6
    elif share < 0.8 and not (task.owner or task.agreed or FUTURE.search(task.clause.canon)):
        score -= 0.8  # somebody explaining at length also says "you're going to ..."
    beside = sum(
        t is not task
        and t.clause.speaker == task.clause.speaker
        and abs(t.clause.line.index - at) <= _NEAR
        for t in strong
    )
    score += min(0.4 + 0.2 * beside, 1.2) if beside else 0.0
    if FUTURE.search(task.clause.canon):
        score += 0.6
    return score


def _broken(clause: Clause) -> bool:
    """A sentence the speaker gave up: it ends on a word that cannot end one."""
    return clause.tokens[-1].norm in {
        "the",
        "a",
        "an",
        "to",
        "of",
        "i",
        "we",
        "you",
        "will",
        "and",
        "with",
        "for",
        "would",
        "could",
    }
