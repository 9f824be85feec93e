"""The whole reading of one conversation, step by step."""

from __future__ import annotations

from dataclasses import replace

from leads.extraction.rules.commitments import accepted_request, costs, named_amount, own_promise
from leads.extraction.rules.facts import Fact
from leads.extraction.rules.meetings import next_step
from leads.extraction.rules.merge import merged
from leads.extraction.rules.notes import read_note
from leads.extraction.rules.owners import owner_of
from leads.extraction.rules.people import People, people
from leads.extraction.rules.points import concerns, deadlines, recap
from leads.extraction.rules.promises import Promise, promise, strength
from leads.extraction.rules.questions import open_questions
from leads.extraction.rules.requests import request
from leads.extraction.rules.sentences import sentence
from leads.extraction.rules.spoken import Clause, clauses
from leads.extraction.rules.tasks import Task, tasks
from leads.extraction.rules.when import due_date, due_phrase
from leads.extraction.schema import Conversation, Direction, Evidence, Finding, Kind, Reading
from leads.extraction.sensitivity import sensitive

_LONGEST = 4_000  # characters of one passage that are read; a longer one is not speech


def read(conversation: Conversation, *, version: str) -> Reading:
    """Facts, merged, put into words. The order is the order of the mail: recap first."""
    who = people(conversation)
    said = [c for line in conversation.lines for c in clauses(replace(line, text=line.text[:_LONGEST]))]
    facts = read_note(said, who) if conversation.source == "note" else _facts(said, who)
    findings = [_finding(f, who, conversation) for f in facts]
    return Reading(
        tuple(f for f in findings if f.text), "rules", version,
        sensitive=sensitive(conversation), language=conversation.language,
    )  # fmt: skip


def _facts(said: list[Clause], who: People) -> list[Fact]:
    sided = any(c.side == "theirs" for c in said)
    promises = {at: p for at, c in enumerate(said) if (p := promise(c))}
    step = next_step(said)
    bound = _commitments(said, who, promises)
    undertaken = {id(f.clause) for f in bound}
    given = [
        _task_fact(t, said, who)
        for t in tasks(said, who, promises)
        if id(t.clause) not in undertaken
    ]
    work = merged([*bound, *given, *([step] if step else [])])
    taken = {f.order for f in work} | {c for f in work for c in _places(f)}
    asked = _asks(said, taken) if sided else []
    left_open = [f for f in open_questions(said, by_theirs=sided) if f.order not in taken]
    worries = merged(concerns(said)) if sided else []
    dates = [f for f in deadlines(said) if f.order not in taken]
    taken |= {f.order for f in (*asked, *left_open, *worries, *dates)}
    return [*recap(said, taken), *work, *dates, *asked, *left_open, *worries]


def _places(fact: Fact) -> list[tuple[int, int]]:
    return [(c.line.index, c.order) for c in fact.all_clauses]


def _commitments(said: list[Clause], who: People, promises: dict[int, Promise]) -> list[Fact]:
    found: list[Fact] = []
    pledged: dict[str, int] = {}
    for at, clause in enumerate(said):
        fact = own_promise(at, said, promises[at], who) if at in promises else None
        if fact is None and (wanted := request(clause)):
            fact = accepted_request(at, said, wanted, who)
        if fact is None:
            fact = named_amount(at, said, pledged)
        if fact:
            found.append(fact)
            if fact.owner and costs(fact):
                pledged[fact.owner] = clause.line.index
    return found


def _task_fact(task: Task, said: list[Clause], who: People) -> Fact:
    owner = owner_of(task, said, who)
    support = (task.agreed,) if task.agreed else ()
    own = owner == task.clause.speaker and not task.addressed
    firm = strength(task.clause.canon)
    kind: Kind = "commitment" if own else "action_item"
    return Fact(kind, task.clause, task.at, owner, firm, support, task.addressed)


def _asks(said: list[Clause], taken: set[tuple[int, int]]) -> list[Fact]:
    return [
        Fact("ask", c, 0, c.speaker)
        for c in said
        if c.side == "theirs" and (c.line.index, c.order) not in taken
        and (wanted := request(c)) and wanted.form in ("question", "wish", "imperative")
    ]  # fmt: skip


def _finding(fact: Fact, who: People, conversation: Conversation) -> Finding:
    evidence = tuple(sorted((c.evidence() for c in fact.all_clauses), key=lambda e: (e.line, e.start)))
    main = fact.clause.evidence()
    evidence = (main, *(e for e in evidence if e != main))
    phrase = None
    if fact.kind in ("commitment", "action_item", "next_step", "deadline"):
        phrase = _first_phrase(evidence)
    return Finding(
        kind=fact.kind, text=sentence(fact, who), evidence=evidence,
        direction=_direction(fact, who), owner=fact.owner if fact.kind != "next_step" else None,
        strength=fact.strength, due_phrase=phrase, due=due_date(phrase, conversation),
    )  # fmt: skip


def _first_phrase(evidence: tuple[Evidence, ...]) -> str | None:
    for one in evidence:
        if phrase := due_phrase(one.quote):
            return phrase
    return None


def _direction(fact: Fact, who: People) -> Direction | None:
    if fact.kind in ("commitment", "action_item"):
        return who.direction(fact.owner)
    if fact.kind == "next_step":
        return None
    return who.direction(fact.clause.speaker)
