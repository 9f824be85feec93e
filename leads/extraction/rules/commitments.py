"""Promises that count: spoken for oneself, or by saying yes to what was asked.

The rule of thumb behind all of it: somebody who was in the room would agree that this person now
owes this. Being willing, able or obliged is not enough by itself; it takes a yes to a request,
something handed over, an amount, or a time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from leads.extraction.rules.amounts import HYPOTHETICAL, NOTHING
from leads.extraction.rules.assents import echoed
from leads.extraction.rules.facts import Fact
from leads.extraction.rules.lexicon import (
    COSTS,
    DELIVER,
    FUTURE,
    HAND_OVER,
    IN_CALL,
    ING_FOR_PROMISE,
    MOMENTARY,
    MONEY,
    NOT_ACTIONS,
    REFUSAL,
    SEND,
    TRANSACT,
    words,
)
from leads.extraction.rules.people import People
from leads.extraction.rules.promises import Promise, strength
from leads.extraction.rules.replies import taken_back
from leads.extraction.rules.requests import request, stem
from leads.extraction.rules.spoken import Clause

_PRO_VERB = re.compile(r"\bdo (?:that|it|so|this|them|both)\b")
_SUBORDINATE = re.compile(
    r"\b(?:what|how|which|when|where|why|if|that|than|whether|because|since|so that|after|"
    r"unless|until)$"
)
_EMBEDDED = re.compile(
    r"\b(?:how|what|where|why|which|that|know|if|whether|money|reason|way|because|glad|"
    r"excited|wonder|hope|more|like|there (?:is|are))\b"
)
_GIVES = re.compile(
    r"\b(?:ask|tell|show|have|start|try) (?:you (?:a|the|our)\b|(?:for|to|my|our|the|him|"
    r"her|them)\b|[a-z]+ (?:about|for|to)\b)"
)
_SOME_DAY = re.compile(r"\b(?:maybe|perhaps|might)\b.*\b(?:in the future|some ?day|one day)\b")
_COUNTERFACTUAL = re.compile(
    r"\bwould\b.*\b(?:more|if)\b|\b(?:in the future|when i am|some day|might|may)\b"
)
_REACTS = re.compile(
    r"^(?:(?:oh|wow|okay|yes|well|and)[ ,]*)*(?:that|this|it) (?:is|sounds|seems|was|would be)"
    r"(?: (?:very|so|really|just|pretty|a|an))* (?:great|good|nice|fine|wonderful|awesome|amazing|"
    r"perfect|terrible|sad|awful|horrible|cool|excellent|true|okay|lovely|interesting|fair)\b"
)
_ASIDE = re.compile(r" ,? ?which .*")
_TO_YOU = re.compile(
    r"\b(?:you|your|them|him|her|over|team|everyone|list|copy|link|email|invite|back)\b"
)
_NEGATED = re.compile(r"\b(?:not|never|no longer|cannot|unable|nothing|neither|nor)\b")


def own_promise(at: int, clauses: Sequence[Clause], found: Promise, who: People) -> Fact | None:
    """The commitment in a speaker's own promise, or None when it is only talk."""
    clause, verb = found.clause, stem(found.verb)
    text = clause.canon
    later = bool(FUTURE.search(text))
    if found.mood == "bare" or (verb == "do" and _PRO_VERB.search(text[found.at :])):
        yes = None if taken_back(at, clauses, clause) else echoed(at, clauses, found)
        if yes or not _does_it(found):
            return yes
    if found.mood != "promise" and (
        _EMBEDDED.search(_REACTS.sub("", text[: found.at]))
        or _COUNTERFACTUAL.search(text[found.at :])
    ):
        return None
    if denied(found) or _unfinished(clause):
        return None
    if clause.is_question and found.mood == "able" and found.at and found.verb_at > 8:
        return None  # "... so I can look into it?" says what for
    if clause.is_question and _GO_AHEAD.search(text[found.at :]):
        return None  # "so I could just do a million?" asks how it works
    if re.search(r"\blet me (?:just )?(?:ask(?: you| this| a|,| ,|$)|tell you)", text):
        return None
    if (
        clause.side == "unknown"
        and verb == "ask"
        and re.search(r"\bask (?!you\b)[\w ]{2,40}? to \w", text)
    ):
        return None  # the one asked is at the table: their task, not the asker's promise
    sure = 1.0
    if not _serious(found, verb, text, later=later, asked=_was_asked(at, clauses)):
        if not _said_in_passing(found, verb):
            return None
        sure = IN_PASSING
    nxt = _goes_on(at, clauses)
    firm = strength(text, nxt.canon if nxt else "")
    support = (nxt,) if nxt and firm != strength(text) else ()
    if found.mood in ("able", "wish", "willing", "duty") and firm == "firm":
        firm = "tentative"
    return Fact("commitment", clause, found.at, clause.speaker, firm, support, confidence=sure)


_GO_AHEAD = re.compile(r"^(?:i|we) (?:can|could) (?:just|simply|go ahead|really|even)\b")
IN_PASSING = 0.3  # a mail holds only what is surer than this
_NO_ACT = re.compile(
    r"\b(?:usually|sometimes|always|tend|because|if|when|whenever|still)\b"
    r"|\b(?:have|need|be able) to\b|^you and i\b"
)


_OF_THE_TALK = words("pass tell mention speak let point")  # said and done: nobody owes it


def _does_it(found: Promise) -> bool:
    """ "I'll do that", which stands by itself; a mere "I will" needs what it answers."""
    return found.mood != "bare" or (
        found.clause.side == "unknown" and bool(re.search(r"\bi will do\b", found.clause.canon))
    )


def _said_in_passing(found: Promise, verb: str) -> bool:
    """Among colleagues "I'll start", "I'll wait": an undertaking, and over before any mail."""
    return (
        found.clause.side == "unknown"
        and found.mood in ("promise", "bare")
        and not found.plural
        and not found.verb.endswith("ing")
        and verb not in NOT_ACTIONS | _OF_THE_TALK
        and not _NO_ACT.search(found.clause.canon)
    )


def _serious(found: Promise, verb: str, text: str, *, later: bool, asked: bool) -> bool:
    """Whether the words bind, given how they are put and what was said before."""
    told = text[found.at :]
    if verb in NOT_ACTIONS and not (verb == "have" and later):
        return False
    sided = found.clause.side != "unknown"
    if (
        sided
        and found.mood != "duty"
        and (MONEY.search(told) or (MONEY.search(text) and found.clause.words <= 9))
        and not found.verb.endswith("ing")
    ):
        return True
    if found.mood == "promise" and not found.plural:
        return _binds_one(found, verb, told, later=later)
    if verb in IN_CALL and not later and not _TO_YOU.search(told):
        return verb in TRANSACT and asked
    if found.mood == "promise":
        return _binds_many(found, verb, told, sided=sided)
    return _inclination_binds(found, verb, told, later=later, asked=asked)


def _binds_one(found: Promise, verb: str, told: str, *, later: bool) -> bool:
    """ "I'll ..." binds unless it is done on the spot; "I'm sending ..." binds for handing over."""
    if _ON_THE_SPOT.search(told) and not later:
        return False
    if found.verb.endswith("ing") and found.verb != "bring":
        return found.verb in ING_FOR_PROMISE or (later and verb in DELIVER)
    return (
        verb not in MOMENTARY
        or later
        or bool(_GIVES.search(told.replace("have to ", "")) or _PRO_VERB.search(told))
    )


def _binds_many(found: Promise, verb: str, told: str, *, sided: bool) -> bool:
    """ "We'll ..." among colleagues is mostly talk; across the table it is a promise."""
    if found.verb.endswith("ing"):
        return found.verb in ING_FOR_PROMISE
    if sided:
        return verb in DELIVER - _VAGUE or (verb in HAND_OVER and bool(_TO_YOU.search(told)))
    return verb in SEND


# Done here and now, whatever the verb can mean elsewhere.
_ON_THE_SPOT = re.compile(
    r"\b(?:share|sharing|show|pull up|switch) (?:my|the|our) (?:screen|slides?)\b"
    r"|\b(?:ask|tell|show|give) you (?:(?:a|an|one|the) )?(?:question|quick|short|why|how|"
    r"what|that|"
    r"this|about|something|story|example|idea|overview|now|minute|second|moment)\b"
    r"|\b(?:ask|tell|show) you\b(?! (?:by|on|tomorrow|later|next|after|when|once|as soon))"
    r"|\btalk (?:about|through|you through|a (?:little|bit))\b"
    r"|\bgo (?:first|ahead|through|next|back|on|over|into|quickly|last)\b"
    r"|\bcome (?:back )?to (?:that|this|it)\b|\bput (?:it|this|that) (?:here|up|this way)\b"
    r"|\bread (?:it|this|that|out)\b|\bwait (?:a|one|here)\b"
)
_VAGUE = words("get have go take make do start continue run")


def _inclination_binds(found: Promise, verb: str, told: str, *, later: bool, asked: bool) -> bool:
    """Being able, willing or obliged: a yes to a request, a price, a time, or something given."""
    if found.clause.side == "unknown":
        return asked and not found.plural and found.mood != "duty" and verb in HAND_OVER
    if found.mood == "duty":
        return later and verb in HAND_OVER
    if verb in TRANSACT and (
        asked or later or verb in COSTS or (verb == "give" and "would" in told)
    ):
        return True
    given = not found.plural and found.mood != "wish" and bool(_TO_YOU.search(told))
    return verb in HAND_OVER and (asked or later or given)


def denied(found: Promise) -> bool:
    """Whether the promise is only imagined, is denied, or a refusal leads up to it."""
    text = found.clause.canon
    told = text[found.at : found.verb_at + len(found.verb) + 12]
    return (
        bool(_NEGATED.search(told))
        or (found.mood == "promise" and bool(_SUBORDINATE.search(text[: found.at].strip(" ,"))))
        or _somebody_elses_words(found)
        or bool(_SOME_DAY.search(text))
        or bool(HYPOTHETICAL.search(_ASIDE.sub("", text)))
        or bool(REFUSAL.search(text[: found.at]))
        or bool(NOTHING.search(text))
    )


def _somebody_elses_words(found: Promise) -> bool:
    """Inside quotation marks: 'and then he goes, "I'll send it"'."""
    start, _ = found.clause.original(found.at, found.at + 1)
    before = found.clause.line.text[:start]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


def _unfinished(clause: Clause) -> bool:
    rest = clause.line.text[clause.tokens[-1].end :].lstrip()
    return clause.tokens[-1].norm in {
        "the",
        "a",
        "an",
        "to",
        "of",
        "i",
        "we",
        "will",
        "with",
        "would",
    } or (rest[:1] in "-–—" and rest[:1] != "" and len(rest) < 4 and clause.words < 5)


def _goes_on(at: int, clauses: Sequence[Clause]) -> Clause | None:
    """The same speaker's next words in the same passage, where promises are qualified."""
    nxt = clauses[at + 1] if at + 1 < len(clauses) else None
    return nxt if nxt and nxt.line.index == clauses[at].line.index else None


def _was_asked(at: int, clauses: Sequence[Clause], *, back: int = 8) -> bool:
    """Whether somebody else asked for something shortly before."""
    here = clauses[at]
    for clause in reversed(clauses[max(0, at - back) : at]):
        if clause.speaker == here.speaker or here.line.index - clause.line.index > 5:
            continue
        if clause.is_question and (
            request(clause)
            or MONEY.search(clause.canon)
            or re.search(r"\bhow (?:much|many)\b", clause.canon)
        ):
            return True
    return False
