"""The whole reading of one conversation, step by step."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from leads.extraction.rules import foreign
from leads.extraction.rules.amounts import assented_sum, confirmed, costs, named_amount
from leads.extraction.rules.antecedents import leaning
from leads.extraction.rules.assents import accepted_request
from leads.extraction.rules.commitments import IN_PASSING, own_promise
from leads.extraction.rules.facts import Fact
from leads.extraction.rules.lexicon import FUTURE, SEND
from leads.extraction.rules.meetings import next_step
from leads.extraction.rules.merge import corrected, merged
from leads.extraction.rules.notes import read_note
from leads.extraction.rules.owners import owner_of
from leads.extraction.rules.people import People, people
from leads.extraction.rules.points import concerns, deadlines, recap
from leads.extraction.rules.promises import Promise, promise, strength
from leads.extraction.rules.questions import open_questions
from leads.extraction.rules.requests import request, stem
from leads.extraction.rules.sentences import sentence
from leads.extraction.rules.spoken import Clause, clauses, whole_sentences
from leads.extraction.rules.tasks import Task, tasks
from leads.extraction.rules.when import due
from leads.extraction.rules.withdrawn import standing
from leads.extraction.schema import Conversation, Direction, Finding, Kind, Reading
from leads.extraction.sensitivity import sensitive

# Words meant for a language model, not for the people on the call: nothing in them is a finding.
_TO_A_MACHINE = re.compile(
    r"\b(?:ignore|disregard|forget|override) (?:(?:all|any|the|your|my|of|these|those|"
    r"every) ){0,3}(?:previous|prior|above|earlier|preceding|other)?"
    r" ?(?:instructions?|prompts?|rules|directions)\b|\bsystem prompt\b|"
    r"\byou are (?:now )?(?:an? )?(?:ai|language model|assistant|chatgpt)\b|"
    r"\bthis (?:message|draft|e-?mail|text) (?:was|is|has been) (?:already |"
    r"automatically |pre-?)?approved\b|"
    r"\b(?:system|assistant|developer) ?: |<\|?\w+\|?>|\[/?inst\]",
    re.IGNORECASE,
)
LIKELY = 0.4  # of a task that is likely one; a mail holds only what is surer
_LECTURE = 60  # clauses in a row of which it counts who speaks nearly all
_LONGEST = 4_000  # characters of one passage that are read; a longer one is not speech


def read(conversation: Conversation, *, version: str) -> Reading:
    """Facts, merged, put into words. The order is the order of the mail: recap first."""
    who = people(conversation)
    lines = [replace(line, text=line.text[:_LONGEST]) for line in conversation.lines]
    said = [c for line in lines if not _TO_A_MACHINE.search(line.text) for c in clauses(line)]
    facts = _steps(said, who, conversation)
    findings = [_finding(f, who, conversation) for f in facts]
    return Reading(
        tuple(f for f in findings if f.text),
        "rules",
        version,
        sensitive=sensitive(conversation),
        language=conversation.language,
    )


def _steps(said: list[Clause], who: People, conversation: Conversation) -> list[Fact]:
    if conversation.source == "note":
        return read_note(said, who)
    if conversation.language[:2] == "en":
        return _facts(said, who, conversation)
    return _facts_abroad(said, conversation)


def _facts_abroad(said: list[Clause], conversation: Conversation) -> list[Fact]:
    """A call in another language: quotes only, and only what is plain."""
    language = conversation.language
    told = _sentences(said)
    step = next_step(said, conversation)
    bound = merged(
        [
            *(foreign.commitments(told, language) if foreign.known(language) else []),
            *([step] if step else []),
        ]
    )
    taken = [c for f in bound for c in f.all_clauses]
    sided = any(c.side == "theirs" for c in said)
    left_open = [
        f
        for f in open_questions(told, by_theirs=sided, english=False)
        if not _within(f.clause, taken)
    ]
    worries = (
        [f for f in foreign.worries(told, language) if not _within(f.clause, taken)]
        if sided and foreign.known(language)
        else []
    )
    taken += [f.clause for f in (*left_open, *worries)]
    points = recap([s for s in told if not _within(s, taken)], language=language)
    return [*points, *bound, *left_open, *worries]


def _sentences(said: list[Clause]) -> list[Clause]:
    return [s for line in dict.fromkeys(c.line for c in said) for s in whole_sentences(line)]


def _facts(said: list[Clause], who: People, conversation: Conversation) -> list[Fact]:
    sided = any(c.side == "theirs" for c in said)
    promises = {at: p for at, c in enumerate(said) if (p := promise(c))}
    step = next_step(said, conversation)
    bound = standing(_commitments(said, who, promises), said)
    undertaken = {id(f.clause) for f in bound}
    given = [
        _task_fact(t, said, who)
        for t in tasks(said, who, promises)
        if id(t.clause) not in undertaken
    ]
    work = _lectured(corrected(merged([*bound, *given]), said), said)
    work = [leaning(f, said) for f in work]
    work += [step] if step else []
    told = _sentences(said)
    taken = [c for f in work if f.confidence > LIKELY for c in f.all_clauses]
    asked = _asks(said, taken) if sided else []
    left_open = [f for f in open_questions(said, by_theirs=sided) if not _within(f.clause, taken)]
    taken += [f.clause for f in (*asked, *left_open)]
    dates = [f for f in deadlines(told) if not _within(f.clause, taken)]
    taken += [f.clause for f in dates]
    worries = [f for f in concerns(told) if not _within(f.clause, taken)] if sided else []
    taken += [f.clause for f in worries]
    return [
        *recap([s for s in told if not _within(s, taken)]),
        *work,
        *dates,
        *asked,
        *left_open,
        *worries,
    ]


def _within(clause: Clause, taken: list[Clause]) -> bool:
    """Whether a clause shares words with one that is a finding already."""
    start, end = clause.whole
    return any(
        c.line.index == clause.line.index and c.whole[0] < end and start < c.whole[1] for c in taken
    )


def _commitments(said: list[Clause], who: People, promises: dict[int, Promise]) -> list[Fact]:
    found: list[Fact] = []
    pledged: dict[str, int] = {}
    for at, clause in enumerate(said):
        fact = own_promise(at, said, promises[at], who) if at in promises else None
        if fact is None and (wanted := request(clause)):
            fact = accepted_request(at, said, wanted)
        if fact is None:
            fact = (
                assented_sum(at, said)
                or named_amount(at, said, pledged)
                or confirmed(at, said, pledged)
            )
        if fact:
            found.append(fact)
            if fact.owner and costs(fact):
                pledged[fact.owner] = clause.line.index
    return found


def _lectured(facts: list[Fact], said: list[Clause]) -> list[Fact]:
    """In a talk that one person gives, "I'll define it" announces what comes next.

    There only what is handed over, agreed to, or said for a later time is surely somebody's work.
    """
    talks = _talks(said)
    return [
        f
        if talks.get((f.clause.line.index, f.clause.order)) != f.clause.speaker
        or FUTURE.search(f.clause.canon)
        or _hands_over(f)
        or any(c.speaker != f.clause.speaker for c in f.support)
        else replace(f, confidence=min(f.confidence, IN_PASSING))
        for f in facts
    ]


def _talks(said: list[Clause]) -> dict[tuple[int, int], str]:
    """Who gives a talk at each clause (line, order): nine words in ten around it are theirs."""
    found: dict[tuple[int, int], str] = {}
    last = len(said) - _LECTURE
    for begin in [*range(0, last, _LECTURE // 4), last] if last >= 0 else []:
        around = said[begin : begin + _LECTURE]
        words: Counter[str] = Counter()
        for clause in around:
            words[clause.speaker] += clause.words
        speaker, most = words.most_common(1)[0]
        if most >= 0.9 * words.total():
            found |= dict.fromkeys(((c.line.index, c.order) for c in around), speaker)
    return found


def _hands_over(fact: Fact) -> bool:
    return any(stem(w) in SEND for w in fact.clause.canon[fact.at :].split()[:6])


def _task_fact(task: Task, said: list[Clause], who: People) -> Fact:
    owner = owner_of(task, said, who)
    support = (task.agreed,) if task.agreed else ()
    own = owner == task.clause.speaker and not task.addressed
    firm = strength(task.clause.canon)
    kind: Kind = "commitment" if own else "action_item"
    return Fact(
        kind, task.clause, task.at, owner, firm, support, task.addressed,
        confidence=1.0 if task.sure else LIKELY,
    )  # fmt: skip


def _asks(said: list[Clause], taken: list[Clause]) -> list[Fact]:
    return [
        Fact("ask", c, 0, c.speaker)
        for c in said
        if c.side == "theirs"
        and not _within(c, taken)
        and (wanted := request(c))
        and wanted.form in ("question", "wish", "imperative")
    ]


def _finding(fact: Fact, who: People, conversation: Conversation) -> Finding:
    evidence = tuple(
        sorted((c.evidence() for c in fact.all_clauses), key=lambda e: (e.line, e.start))
    )
    main = fact.clause.evidence()
    evidence = (main, *(e for e in evidence if e != main))
    phrase, day = (fact.moment.words, fact.moment.day) if fact.moment else (None, None)
    if fact.kind in ("commitment", "action_item", "next_step", "deadline") and not fact.moment:
        said = (fact.amended.evidence(),) if fact.amended else evidence
        phrase, day = next(
            (found for one in said if (found := due(one.quote, conversation))[0]), (None, None)
        )
    if fact.leans_on:
        evidence = (*evidence, fact.leans_on.evidence())
    return Finding(
        kind=fact.kind,
        text=sentence(fact, who, english=conversation.language[:2] == "en"),
        evidence=evidence,
        direction=_direction(fact, who),
        owner=fact.owner if fact.kind != "next_step" else None,
        strength=fact.strength,
        due_phrase=phrase,
        due=None if _week_unclear(fact, phrase) else day,
        confidence=fact.confidence,
    )


def _week_unclear(fact: Fact, phrase: str | None) -> bool:
    """ "Next Wednesday?" "Thursday is better": which week's Thursday, nobody said."""
    if (
        fact.kind != "next_step"
        or not phrase
        or re.search(r"\d(?:st|nd|rd|th)\b|next|week", phrase)
    ):
        return False
    return any(
        "next " in c.canon or " week" in c.canon for c in fact.all_clauses if c is not fact.clause
    )


def _direction(fact: Fact, who: People) -> Direction | None:
    if fact.kind in ("commitment", "action_item"):
        return who.direction(fact.owner)
    if fact.kind == "next_step":
        return None
    return who.direction(fact.clause.speaker)
