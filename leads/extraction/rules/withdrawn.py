"""What people take back: "I can't send it after all", "I'd choose 0": no commitment stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from leads.extraction.rules.amounts import costs
from leads.extraction.rules.facts import Fact
from leads.extraction.rules.merge import about, content
from leads.extraction.rules.replies import answer
from leads.extraction.rules.spoken import Clause

_NOT = (
    r"(?:can not|could not|will not|would not|would rather not|am not going to|are not going to|"
    r"not be able to|unable to|not able to|not in a position to)"
)
_PAY = r"(?:donate|give|pay|spend|contribute|pledge|buy|offer|commit|afford|spare|do|order)"
_NO_SUM = re.compile(
    rf"\b(?:choose|say|{_PAY}|make it|put|put in) (?:[$€£] ?)?(?:0(?:\.0+)?|zero|nothing)"
    r"(?![\w.,]*\d)(?:$| )"
    rf"|\b(?:i|we) (?:\w+ ){{0,2}}{_NOT} (?:\w+ )?{_PAY}(?: you| it| to \w+)?"
    r" (?:any|anything)\b(?! more| else)"
)
_CANNOT = re.compile(rf"\b(?:i|we) (?:\w+ )?{_NOT}\b(?P<what>.*)")
_ANSWERS = 5  # lines behind a question in which it is answered
_OTHERWISE = re.compile(r"\b(?:if|unless|until|before|but will|more than|yet|why|only)\b")


def standing(facts: Sequence[Fact], clauses: Sequence[Clause]) -> list[Fact]:
    """The commitments that nobody took back later in the call."""
    back = [c for c in clauses if not c.is_question and _takes_back(c)]
    kept = [f for f in facts if not any(_is_about(c, f) for c in back)]
    return [f for f in kept if f.strength == "firm" or not _left_unconfirmed(f, clauses, kept)]


_CONFIRM = re.compile(
    r"\b(?:(?:(?:can|could|may) (?:i|we)|(?:i|we) (?:can|could|may)) "
    r"(?:confirm|count on|put you down|take it|assume)|"
    r"to confirm|just to be (?:sure|clear)|are you sure|do we have a deal|"
    r"is that (?:a deal|a yes))\b"
)


def _left_unconfirmed(fact: Fact, clauses: Sequence[Clause], kept: Sequence[Fact]) -> bool:
    """ "I would give five." "So can I confirm five?" "It is a good cause.": nothing was settled."""
    if not costs(fact):
        return False
    last = max((c.line.index, c.order) for c in fact.all_clauses)
    asked = [
        at
        for at, c in enumerate(clauses)
        if (c.line.index, c.order) > last
        and c.speaker != fact.owner
        and c.is_question
        and _CONFIRM.search(c.canon)
    ]
    if not asked:
        return False
    place = clauses[asked[-1]].line.index
    replies = [
        c for c in clauses[asked[-1] + 1 :]
        if c.speaker == fact.owner and c.line.index - place <= _ANSWERS
    ]  # fmt: skip
    later = any(f is not fact and f.owner == fact.owner and f.clause.line.index > place
                for f in kept)  # fmt: skip
    settled = any(answer(c) in ("yes", "weak") or re.search(r"\d", c.canon) for c in replies)
    return bool(replies) and not later and not settled


def _takes_back(clause: Clause) -> bool:
    return bool(_NO_SUM.search(clause.canon) or _CANNOT.search(clause.canon))


def _is_about(clause: Clause, fact: Fact) -> bool:
    """Whether a clause takes back this very commitment: the same person, later, the same thing."""
    last = max((c.line.index, c.order) for c in fact.all_clauses)
    if clause.speaker != fact.owner or (clause.line.index, clause.order) <= last:
        return False
    if _NO_SUM.search(clause.canon):
        return costs(fact)
    found = _CANNOT.search(clause.canon)
    if found is None or _OTHERWISE.search(clause.canon):
        return False
    refused = about(found["what"])
    return len(refused) >= 2 and refused <= set().union(*(content(c) for c in fact.all_clauses))
