"""Questions that nobody answered, and what the other side asked to be given."""

from __future__ import annotations

import re
from collections.abc import Sequence

from leads.extraction.rules.facts import Fact
from leads.extraction.rules.replies import answer
from leads.extraction.rules.spoken import Clause

_DEFERS = re.compile(
    r"\b(?:weiß ich nicht|muss ich (?:nachsehen|fragen|prüfen|klären|nachfragen)|je ne sais pas|"
    r"je dois (?:vérifier|demander)|no lo sé|tengo que (?:preguntar|revisar|consultar))\b|"
    r"\b(?:do not know|not sure|no idea|good question|have to (?:check|ask|find out|look)|"
    r"need to (?:check|ask|find out|look)|"
    r"let me (?:check|find out|ask|get back|look into|come back)|get back to you|"
    r"come back to (?:you|that)|find out|look into|off the top of my head|"
    r"i will (?:check|ask|find out)|not the right person|can not answer|"
    r"do not have (?:that|the answer|it))\b"
)
_SOCIAL = re.compile(
    r"\b(?:how are you|how is it going|can you (?:hear|see)|you know\b|right$|okay$|"
    r"isn't it|is not it|does that make sense|make sense|"
    r"any (?:other )?questions|anything else|what do you think|shall (?:we|i)|how was|"
    r"ready|sounds good|is that okay|"
    r"where (?:were|was) (?:we|i)|you there|who else|can i|may i|could you (?:repeat|say)|"
    r"pardon|sorry|what is that|really|what about you)\b"
)
_ASKS = re.compile(
    r"^(?:(?:and|so|but|okay|well|also|then|great|one (?:more|other|last) (?:thing|"
    r"question)|my question is|just|,) ?)*"
    r"(?:what|how|when|where|who|which|why|do|does|did|is|are|was|can|could|will|would|"
    r"should|has|have|if)\b"
)


def open_questions(
    clauses: Sequence[Clause], *, by_theirs: bool, english: bool = True
) -> list[Fact]:
    """Real questions with no answer; with sides known, only those the other side asked."""
    out = []
    for at, clause in enumerate(clauses):
        if not clause.is_question or (by_theirs and clause.side != "theirs"):
            continue
        if (
            clause.words < 5
            or _SOCIAL.search(clause.canon)
            or (english and not _ASKS.match(clause.canon))
        ):
            continue
        if (reply := _unanswered(at, clauses)) is not None:
            out.append(Fact("open_question", clause, 0, None, support=reply))
    return out


def _unanswered(at: int, clauses: Sequence[Clause]) -> tuple[Clause, ...] | None:
    """The clauses that put the question off, () when nobody reacted, None when it was answered."""
    asked = clauses[at]
    heard = 0
    for clause in clauses[at + 1 : at + 14]:
        if clause.line.index - asked.line.index > 5:
            break
        if clause.speaker == asked.speaker:
            continue
        heard += 1
        if _DEFERS.search(clause.canon):
            return (clause,)
        if answer(clause) in ("yes", "no") or (clause.words >= 4 and not clause.is_question):
            return None
        if clause.words >= 1 and not clause.is_question and answer(clause) != "weak":
            return None
    rest = clauses[at + 1 :]
    return () if (rest and heard == 0) or heard else (() if not rest else None)
