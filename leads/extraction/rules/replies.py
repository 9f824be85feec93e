"""What the other side answered: yes, no, or neither. Only the first words count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from leads.extraction.rules.lexicon import NO, REFUSAL, YES, YES_WEAK
from leads.extraction.rules.spoken import Clause

_POLITE = re.compile(r"\b(?:not a problem|no problem|do not mind|why not)\b")
Answer = Literal["yes", "weak", "no", ""]


# "Sure, how much?" has said yes already.
_THEN_ASKS = re.compile(r"[ ,]+(?:and |but |so )?(?:what|how|where|when|who|which)\b")
_BUT = re.compile(r"[ ,]*but\b")  # "I would like to, but our budget is frozen"
# "Yes, some of these charities ..." agrees with a remark; nobody said yes to a request.
_SOMETHING_ELSE = re.compile(
    r"[ ,]*(?:(?:the|some|they|there|he|she|it|this|those|these|all|many|most)\b|"
    r"(?:i|we) (?:already|usually|often|always|donate|give|support|have been)\b)"
)


def answer(clause: Clause) -> Answer:
    """How a reply begins. "Sure, but not this week" is no yes."""
    text = clause.canon
    if NO.match(text):
        return "no"
    found = YES.match(text)
    asks_back = clause.is_question and not (found and _THEN_ASKS.match(text[found.end() :]))
    if found and _BUT.match(text[found.end() :]):
        return "no" if REFUSAL.search(_POLITE.sub("", text)) else ""
    if found and not asks_back and not _SOMETHING_ELSE.match(text[found.end() :]):
        return "no" if REFUSAL.search(_POLITE.sub("", text)) else "yes"
    return "weak" if YES_WEAK.match(text) and not clause.is_question else ""


def reply_to(at: int, clauses: Sequence[Clause], *, within: int = 4) -> Clause | None:
    """The first thing somebody else said after `clauses[at]`, at most `within` lines on."""
    asked = clauses[at]
    for clause in clauses[at + 1 : at + 12]:
        if clause.line.index - asked.line.index > within:
            return None
        if clause.speaker != asked.speaker:
            return clause
    return None


def accepted(
    at: int, clauses: Sequence[Clause], *, within: int = 4, weak: bool = False
) -> Clause | None:
    """The reply that accepts what `clauses[at]` asked or proposed, or None.

    `weak` lets a bare "okay" count: right for a plain request, wrong for anything that costs.
    """
    asked = clauses[at]
    answered = False
    for clause in clauses[at + 1 : at + 16]:
        if clause.line.index - asked.line.index > within:
            return None
        if clause.speaker == asked.speaker:
            if answered or clause.is_question:
                return None  # they went on to something else
            continue
        answered = True
        said = answer(clause)
        if said != "no" and taken_back(at, clauses, clause):
            return None
        if said == "yes" or (weak and said == "weak"):
            return clause
        if said == "no":
            return None
    return None


def taken_back(at: int, clauses: Sequence[Clause], reply: Clause) -> bool:
    """ "I'd like to, but I really can't": the same breath refuses."""
    if re.match(r"[ ,.]*but\b", reply.line.text[reply.tokens[-1].end :], re.IGNORECASE):
        return True
    return any(
        c.line.index == reply.line.index and c.order == reply.order + 1 and REFUSAL.search(c.canon)
        for c in clauses[at + 1 : at + 20]
    )
