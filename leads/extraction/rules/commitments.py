"""Promises that count: spoken for oneself, or by saying yes to what was asked.

The rule of thumb behind all of it: somebody who was in the room would agree that this person now
owes this. Being willing, able or obliged is not enough by itself; it takes a yes to a request,
something handed over, an amount, or a time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from leads.extraction.rules.facts import Fact
from leads.extraction.rules.lexicon import (
    DELIVER, FUTURE, HAND_OVER, IN_CALL, ING_FOR_PROMISE, MONEY, NOT_ACTIONS, REFUSAL, TRANSACT,
)  # fmt: skip
from leads.extraction.rules.people import People
from leads.extraction.rules.promises import Promise, strength
from leads.extraction.rules.replies import accepted
from leads.extraction.rules.requests import Request, _stem, request
from leads.extraction.rules.spoken import Clause

_HYPOTHETICAL = re.compile(
    r"^(?:if|unless|when|whenever|because|since|until|before|after|as soon as|once|so that|whether|what|how|where|why|who|which|that) (?:i|we)\b"
    r"|\b(?:if i were|would have|wish i|suppose|for example|for instance|the way|whatever|in theory|"
    r"ideally|do not know if|not sure if|wonder if|do not think)\b"
)
_PRO_VERB = re.compile(r"\bdo (?:that|it|so|this|them|both)\b")
_EMBEDDED = re.compile(r"\b(?:how|what|where|why|which|that|know|if|whether|money|reason|way|because|glad|excited|wonder|hope|more)\b")
_TO_YOU = re.compile(r"\b(?:you|your|them|him|her|over|team|everyone|list|copy|link|email|invite|back)\b")
_NEGATED = re.compile(r"\b(?:not|never|no longer|cannot|unable|nothing|neither|nor)\b")


def own_promise(at: int, clauses: Sequence[Clause], found: Promise, who: People) -> Fact | None:
    """The commitment in a speaker's own promise, or None when it is only talk."""
    clause, verb = found.clause, _stem(found.verb)
    text = clause.canon
    later = bool(FUTURE.search(text))
    if found.mood == "bare" or (verb == "do" and _PRO_VERB.search(text[found.at :])):
        echoed = _bare(at, clauses, found)
        if echoed or found.mood == "bare":
            return echoed
    if found.mood != "promise" and (_EMBEDDED.search(text[: found.at]) or " but " in text and " would " in text):
        return None
    if _HYPOTHETICAL.search(text) or _negated(text, found.at) or _unfinished(clause):
        return None
    if not _serious(found, verb, text, later=later, asked=_was_asked(at, clauses)):
        return None
    nxt = _goes_on(at, clauses)
    firm = strength(text, nxt.canon if nxt else "")
    support = (nxt,) if nxt and firm != strength(text) else ()
    if found.mood in ("able", "wish", "willing", "duty") and firm == "firm":
        firm = "tentative"
    return Fact("commitment", clause, found.at, clause.speaker, firm, support)


def _serious(found: Promise, verb: str, text: str, *, later: bool, asked: bool) -> bool:
    """Whether the words bind, given how they are put and what was said before."""
    if verb in NOT_ACTIONS and not (verb == "have" and later):
        return False
    if verb in IN_CALL and not later and not _TO_YOU.search(text[found.at :]) and not MONEY.search(text):
        return verb in TRANSACT and asked
    if found.mood == "promise":
        if verb.endswith("ing") and found.verb == verb or found.verb.endswith("ing"):
            return found.verb in ING_FOR_PROMISE or later and verb in DELIVER
        return verb in DELIVER if found.plural else True
    if verb in TRANSACT and found.mood in ("willing", "wish", "able") and (asked or MONEY.search(text) or verb not in DELIVER or verb in {"donate", "donating", "pay", "buy", "sign", "order", "pledge", "contribute"} or later):  # fmt: skip
        return True
    if found.mood == "duty":
        return later and verb in HAND_OVER
    return verb in HAND_OVER and (asked or later or bool(_TO_YOU.search(text[found.at :])) and found.mood != "wish")


def _negated(text: str, at: int) -> bool:
    return bool(_NEGATED.search(text[at : at + 60].split(" if ")[0])) or bool(REFUSAL.search(text[:at]))


def _unfinished(clause: Clause) -> bool:
    rest = clause.line.text[clause.tokens[-1].end :].lstrip()
    return clause.tokens[-1].norm in {"the", "a", "an", "to", "of", "i", "we", "will", "with", "would"} or (
        rest[:1] in "-–—" and rest[:1] != "" and len(rest) < 4 and clause.words < 5
    )


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
        if clause.is_question and (request(clause) or MONEY.search(clause.canon) or re.search(r"\bhow (?:much|many)\b", clause.canon)):  # fmt: skip
            return True
    return False


def _bare(at: int, clauses: Sequence[Clause], found: Promise) -> Fact | None:
    """"Will do": the promise is in what the other one asked."""
    here = clauses[at]
    for back in range(at - 1, max(-1, at - 9), -1):
        asked = clauses[back]
        if here.line.index - asked.line.index > 4:
            break
        if asked.speaker != here.speaker and (wanted := request(asked)) and wanted.form != "proposal":
            firm = strength(here.canon) if found.mood != "bare" else "firm"
            return Fact("commitment", asked, wanted.at, here.speaker, firm, (here,), verb_only=True)
    return None


def accepted_request(at: int, clauses: Sequence[Clause], found: Request, who: People) -> Fact | None:
    """The commitment in a request that the person asked said yes to; the asker's own, for an offer."""
    asked = clauses[at]
    if found.form in ("proposal",) or _HYPOTHETICAL.search(asked.canon):
        return None
    if not (yes := accepted(at, clauses, weak=_stem(found.verb) not in TRANSACT - HAND_OVER)):
        return None
    if found.form == "offer":
        return Fact("commitment", asked, found.at, asked.speaker, "firm", (yes,), verb_only=True)
    firm = strength(yes.canon)
    return Fact("commitment", asked, found.at, yes.speaker, firm, (yes,), verb_only=True)


def named_amount(at: int, clauses: Sequence[Clause], pledged: set[str]) -> Fact | None:
    """A sum somebody names in answer to "how much", or to settle what they pledged before."""
    clause = clauses[at]
    text = clause.canon
    if not MONEY.search(text) or clause.words > 14 or REFUSAL.search(text) or _HYPOTHETICAL.search(text):
        return None
    if clause.is_question and not text.startswith(("how about", "is ", "would ", "could i", "can i")):
        return None
    if clause.speaker in pledged or _asked_how_much(at, clauses):
        return Fact("commitment", clause, 0, clause.speaker, "tentative" if clause.is_question else "firm")
    return None


def _asked_how_much(at: int, clauses: Sequence[Clause]) -> bool:
    here = clauses[at]
    for clause in reversed(clauses[max(0, at - 6) : at]):
        if clause.speaker != here.speaker and re.search(r"\bhow (?:much|many)\b|\bwhat amount\b|\bany amount\b", clause.canon):
            return True
    return False
