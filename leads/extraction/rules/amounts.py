"""Sums people commit to: "make it fifty dollars" is a promise when money was asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from leads.extraction.rules.facts import Fact
from leads.extraction.rules.lexicon import COSTS, MONEY, REFUSAL
from leads.extraction.rules.merge import content
from leads.extraction.rules.replies import answer
from leads.extraction.rules.requests import stem
from leads.extraction.rules.spoken import Clause

HYPOTHETICAL = re.compile(
    r"\b(?:if i were|would have|wish i|suppose|for example|for instance|the way|whatever|in theory|"
    r"ideally|do not know if|not sure if|wonder if|do not think)\b"
)
NOTHING = re.compile(r"(?<![\w.,])[$€£]?0(?![\d.,])|\b(?:zero|nothing)\b|\binto consideration\b")


def named_amount(at: int, clauses: Sequence[Clause], pledged: dict[str, int]) -> Fact | None:
    """A sum somebody names in answer to "how much", or to settle what they pledged before.

    `pledged` says on which line each speaker last took on something that costs money.
    """
    clause = clauses[at]
    text = clause.canon
    if not MONEY.search(text) or clause.words > 14 or HYPOTHETICAL.search(text):
        return None
    if (
        (REFUSAL.search(text) and not _AT_MOST.search(text))
        or NOTHING.search(text)
        or not _only_a_sum(clause)
    ):
        return None
    if clause.is_question and not text.startswith(
        ("how about", "is ", "would ", "could i", "can i")
    ):
        return None
    recent = clause.line.index - pledged.get(clause.speaker, -99) <= 12
    settled = bool(_SETTLES.search(text)) and _sum_on_the_table(at, clauses)
    if (clause.side != "unknown" and (recent or settled)) or _asked_how_much(at, clauses):
        return Fact(
            "commitment", clause, 0, clause.speaker, "tentative" if clause.is_question else "firm"
        )
    return None


def _only_a_sum(clause: Clause) -> bool:
    """Little but the sum itself: "okay, make it fifty dollars", not "we paid $50 a month"."""
    if re.search(
        r"\b(?:thank\w*|you|your|paying|paid|costs?|every|per|each|(?:a|an) (?:month|year|"
        r"week|day|hour)|annually|monthly|got|had|was|were)\b",
        clause.canon,
    ):
        return False
    return len(content(clause)) <= 5


_SETTLES = re.compile(
    r"^(?:okay|alright|all right|sure|fine|yes|deal|oh okay|then|so)\b|\b(?:it is|"
    r"sounds good|then|works|is fine|okay)$"
)


def _sum_on_the_table(at: int, clauses: Sequence[Clause]) -> bool:
    here = clauses[at]
    return any(
        (
            c.speaker != here.speaker
            and here.line.index - c.line.index <= 5
            and MONEY.search(c.canon)
        )
        or re.search(r"\bhow much\b", c.canon)
        for c in clauses[max(0, at - 8) : at]
    )


_AT_MOST = re.compile(r"\b(?:is (?:the most|all|what)|all i can|the most i|meant)\b")
_HOW_MUCH = re.compile(
    r"\b(?:how (?:much|many)|what amount|which amount|any amount)\b.*\b(?:would|do|can|"
    r"could|are|will) you\b.*\b(?:like|want|willing|able|donate|give|pay|spend|"
    r"contribute|pledge|spare|order|buy|take|need|afford|chip|help|comfortable)\b|"
    r"\bhow much (?:are you|would you|can you)\b|\bwhat (?:amount|sum)\b"
)


def confirmed(at: int, clauses: Sequence[Clause], pledged: dict[str, int]) -> Fact | None:
    """A plain yes of somebody who pledged before, when asked whether that still stands."""
    clause = clauses[at]
    if clause.side == "unknown" or clause.line.index - pledged.get(clause.speaker, -99) > 12:
        return None
    if answer(clause) != "yes" and not _STANDS.search(clause.canon):
        return None
    asked = next(
        (c for c in reversed(clauses[max(0, at - 4) : at]) if c.speaker != clause.speaker), None
    )
    if asked is None or not asked.is_question or not _STILL.search(asked.canon):
        return None
    return Fact("commitment", clause, 0, clause.speaker)


_STANDS = re.compile(r"^(?:that is (?:correct|right)|correct|you can|i could do that|count on)\b")
_STILL = re.compile(
    r"\b(?:sure|confirm|correct|right|count on|agree|still|commit|donat\w+|pay\w*|give|"
    r"buy|order|sign)\b|[$€£]\s?\d"
)


def costs(fact: Fact) -> bool:
    """Whether a commitment is about money or something bought."""
    return bool(MONEY.search(fact.clause.canon)) or any(
        stem(w) in COSTS for w in fact.clause.canon[fact.at :].split()[:6]
    )


def _asked_how_much(at: int, clauses: Sequence[Clause]) -> bool:
    here = clauses[at]
    return any(
        clause.speaker != here.speaker
        and here.line.index - clause.line.index <= 5
        and _HOW_MUCH.search(clause.canon)
        for clause in clauses[max(0, at - 8) : at]
    )
