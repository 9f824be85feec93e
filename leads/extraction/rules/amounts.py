"""Sums people commit to: "make it fifty dollars" is a promise when money was asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from leads.extraction.rules.facts import Fact
from leads.extraction.rules.lexicon import COSTS, MONEY, REFUSAL
from leads.extraction.rules.merge import about
from leads.extraction.rules.promises import strength
from leads.extraction.rules.replies import accepted, answer
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
    if not _names_sum(text) or clause.words > 18 or HYPOTHETICAL.search(text):
        return None
    most = bool(_AT_MOST.search(text))
    if clause.words > 14 and not most:
        return None
    asked = _asked_how_much(at, clauses)
    said = _UNSURE.sub("", text) if asked else text
    if (REFUSAL.search(said) and not most) or NOTHING.search(text) or not _only_a_sum(said):
        return None
    if clause.is_question and not text.startswith(
        ("how about", "is ", "would ", "could i", "can i")
    ):
        return None
    recent = clause.line.index - pledged.get(clause.speaker, -99) <= 12
    settled = bool(most or _HAS_IT.search(text) or _SETTLES.search(text)) and _sum_on_the_table(
        at, clauses
    )
    if (clause.side != "unknown" and (recent or settled)) or asked:
        hedged = clause.is_question or _HEDGED.search(text)
        return Fact("commitment", clause, 0, clause.speaker, "tentative" if hedged else "firm")
    return None


# A number without its currency, where money was asked for.
_BARE_SUM = re.compile(
    r"\b(?:do|give|donate|pay|spare|spend|contribute|pledge|offer)"
    r"(?: maybe| about| like| around| up to| at least)? \d[\d.,]*$"
)


def _names_sum(text: str) -> bool:
    return bool(MONEY.search(text) or _BARE_SUM.search(text))


_UNSURE = re.compile(r"^(?:i am )?not (?:too |quite |really )?sure(?: yet)?[ ,]*")
_HAS_IT = re.compile(r"\b(?:to|can|could|will) (?:give|spare|donate|pay|spend|offer)$")
_HEDGED = re.compile(r"\b(?:maybe|perhaps|probably|not sure|possibly|i think|i guess)\b")
_OF_OTHERS = re.compile(
    r"\b(?:you|your|paying|paid|costs?|every|per|each|(?:a|an) (?:month|year|"
    r"week|day|hour)|annually|monthly|got|gave|had|was|were|if|they|he|she|people|buys|gets|"
    r"makes|goes|pays|feeds|helps|lasts|everyone|everybody|(?:can|could|will|would) (?:help|go|"
    r"make|feed|buy|save|change))\b"
)


def _only_a_sum(said: str) -> bool:
    """Little but the sum itself: "okay, make it fifty dollars", not "we paid $50 a month"."""
    said = re.sub(r"\W*\bthanks?(?: you)?(?: so much| a lot)?$", "", said)
    return not re.search(r"\bthank", said) and not _OF_OTHERS.search(said) and len(about(said)) <= 5


_OKAY = r"(?:okay|fine|good|great|alright|all right|enough|reasonable|doable|possible|acceptable)"
_SUM_IS_FINE = re.compile(
    rf"\b(?:be|is|sounds?|seems?|works?)(?: \w+)? (?:{_OKAY}|for (?:you|us))\b"
)
_PROPOSES_SUM = re.compile(
    r"^(?:(?:so|and|okay|well|then|great|or|but)[ ,]+)*(?:would|will|does|is|are|how about|"
    r"what about|maybe|perhaps|can we|could we|shall we|should we)\b"
)
_ASKS_FACTS = re.compile(
    r"\b(?:know|knew|heard|cost|spend|spent|how (?:much|many|long|far)|what (?:is|are)|why|"
    r"correct price|discount|off|refund|credit|rebate|waive|free|cheaper|there|enough to)\b"
)


def assented_sum(at: int, clauses: Sequence[Clause]) -> Fact | None:
    """A sum somebody said yes to: "Would $2 be okay?" "Yes, that works." Both are evidence.

    The one who answers is bound. A discount is no sum anybody pays, so it is left alone.
    """
    asked = clauses[at]
    text = asked.canon
    if not asked.is_question or asked.words > 14 or not MONEY.search(text):
        return None
    if _ASKS_FACTS.search(text) or HYPOTHETICAL.search(text) or NOTHING.search(text):
        return None
    bare = bool(re.fullmatch(rf"(?:\W|okay|so|and|say|just|maybe|about)*{MONEY.pattern}\W*", text))
    if asked.side == "unknown" or not (
        bare or _PROPOSES_SUM.search(text) or _SUM_IS_FINE.search(text)
    ):
        return None
    yes = accepted(at, clauses)
    if yes is None or yes.side == asked.side:
        return None
    return Fact("commitment", yes, 0, yes.speaker, strength(yes.canon), (asked,))


_SETTLES = re.compile(
    r"^(?:okay|alright|all right|sure|fine|yes|deal|oh okay|then|so|here is)\b|\b(?:it is|"
    r"sounds good|then|works|is fine|okay)$"
)


def _sum_on_the_table(at: int, clauses: Sequence[Clause]) -> bool:
    here = clauses[at]
    return any(
        (
            here.line.index - c.line.index <= 5
            and (c.speaker != here.speaker or "sounds" in here.canon)
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
    questions = [
        c for c in clauses[max(0, at - 4) : at] if c.speaker != clause.speaker and c.is_question
    ]
    asked = questions and _STILL.search(questions[-1].canon)
    if _PLEASED.search(clause.canon):
        return None
    return Fact("commitment", clause, 0, clause.speaker) if asked else None


_STANDS = re.compile(r"^(?:that is (?:correct|right)|correct|you can$|i could do that|count on)\b")
_PLEASED = re.compile(r"\bsounds? \w+$|\bgreat$")
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
