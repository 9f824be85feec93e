"""What "it" and "him" mean: the passage that a promise leans on becomes evidence beside it.

"I'll ask him this afternoon" says nothing by itself; with "We'd need Tomasz to approve it" beside
it a reader knows. The text stays as it was said: which word a pronoun stands for is a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from leads.extraction.rules.facts import Fact
from leads.extraction.rules.lexicon import FUTURE
from leads.extraction.rules.merge import about
from leads.extraction.rules.spoken import Clause

_LEANS = re.compile(
    r"\b(?:it|them|him|her|those|that|this|these|one|ones)\b(?! (?:\w+day|week|month|quarter|year|"
    r"afternoon|morning|evening|time|way|point|[a-z]+ (?:is|are|was|were|will))\b)"
)
_PERSON = re.compile(r"\b(?:him|her|he|she)\b")
_REACH = 4  # lines: how far back the word may lie


def leaning(fact: Fact, clauses: Sequence[Clause]) -> Fact:
    """The fact with the passage it leans on, where it names nothing itself."""
    if fact.kind not in ("commitment", "action_item") or fact.support or fact.amended:
        return fact
    told = fact.clause.canon[fact.at :]
    if not _LEANS.search(told) or len(about(_LEANS.sub(" ", FUTURE.sub(" ", told)))) > 1:
        return fact
    before = _before(fact.clause, clauses, person=bool(_PERSON.search(told)))
    return replace(fact, leans_on=before) if before else fact


def _before(clause: Clause, clauses: Sequence[Clause], *, person: bool) -> Clause | None:
    """The nearest earlier clause that names something; somebody, for "him" and "her"."""
    here = next(i for i, c in enumerate(clauses) if c is clause)
    for earlier in reversed(clauses[:here]):
        if clause.line.index - earlier.line.index > _REACH:
            return None
        if len(about(earlier.canon)) < 2 or _PERSON.search(earlier.canon):
            continue
        if not person or _names_somebody(earlier):
            # In a meeting, what the same speaker said before is mostly another thing.
            own = clause.side == "unknown" and earlier.speaker == clause.speaker
            return None if own else earlier
    return None


def _names_somebody(clause: Clause) -> bool:
    """A capital inside the sentence, or at its beginning before a verb of a third person."""
    text = clause.line.text
    names = [t for t in clause.tokens if len(t.norm) > 2 and text[t.start].isupper()]
    return any(t is not clause.tokens[0] or _THIRD.match(clause.canon) for t in names)


_THIRD = re.compile(r"\w+ (?:is|has|will|can|would|does|was|\w+s)\b")
