"""Work given to a named person, a role or a group: "Kate does the components"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from leads.extraction.rules.lexicon import DELIVER, NOT_ACTIONS, words
from leads.extraction.rules.people import People, role_named
from leads.extraction.rules.requests import stem
from leads.extraction.rules.spoken import Clause

_DOES = re.compile(
    r"(?P<who>.{2,60}?) (?:,? ?(?:who|which|that) )?"
    r"(?:(?:will|would|is going to|are going to|has to|have to|need to|needs to|is to|"
    r"are to|should|can|could|"
    r"is supposed to|are supposed to|get to|gets to|(?P<bare>to)|has got to|have got to|might)"
    r"(?: (?:also|then|probably|just|now|be|both|try to|go away and|go and|have to|"
    r"all))* (?P<verb>[a-z]+)"
    r"|(?P<takes>gets|takes|does|handles|owns|is on|are on|is doing|are doing|"
    r"is working on|are working on))\b"
)
_FOR = re.compile(
    r"^(?:(?:so|and|then|okay|well|now|also|but|for|next|is|that|"
    r"i guess) )*for (?P<who>you|[\w ]{2,30}?) (?:,? ?(?:it|that|this) is|, ?|the\b|"
    r"you will|you are)"
    r"|\bis (?:something |a task |a job )?for (?P<whom>[\w ]{2,40})$"
    r"|\byour (?:next |individual |own |first |main )?(?:tasks?|jobs?|actions?|"
    r"action items?|assignments?|homework|part|responsibility)"
    r"(?= (?:is|are|will|would|for|before|until|to|then|here|on|,|:)|$)"
    r"|\b(?:action items?|actions? points?|to ?-?dos?|next steps?|"
    r"homework)(?: for [\w ]{2,20})? (?:is|are|would be|will be|:)"
)
_WE_ALL = re.compile(
    r"\b(?:we|everyone|everybody|somebody|someone)(?: all| both| each| now| still| also|"
    r" just| really| definitely| therefore)*"
    r" (?:have to|need to|must|have got to|got to|should|will have to|"
    r"are going to(?: have to)?|will|needs to|has to)"
    r"(?: (?:also|then|probably|just|now|each|all|all go and|go and|go back and))* (?P<verb>[a-z]+)"
)
_WANTS = re.compile(
    r"^(?P<who>.{2,50}?),? (?P<want>i (?:would like|want|need|would love) to (?:see|"
    r"receive|have|get|hear)\b|we (?:will )?(?:want|need) (?:a|an|the|your)\b)"
)
_NOMINAL = re.compile(
    r"^(?:(?:and|so|then|okay|well|also|now|of course|,) ?)*(?:the |"
    r"our )?(?P<who>[\w' ]{2,40}?)[ ,:]+(?:you have |you get |of course |that is |"
    r"so )*(?P<what>the [\w ,']{3,80})$"
)
_WRAP_UP = re.compile(
    r"\b(?:next (?:meeting|time|session|phase|step|steps)|action (?:items?|points?)|"
    r"actions?|to ?-?do list|before (?:we|the) (?:finish|go|close|leave|next|end)|"
    r"wrap (?:up|this up)|to (?:summari[sz]e|recap)|homework|assignments?|tasks?|"
    r"who (?:is|will|does|wants)|minutes|follow up|by email|"
    r"that is (?:it|all)|anything else|any (?:other )?questions|instructions)\b"
)


@dataclass(frozen=True, slots=True)
class Assignment:
    """A task somebody is given; `owner` is how the passage calls them, None when it is nobody."""

    clause: Clause
    owner: str | None
    at: int
    score: float
    shared: bool = False


def assignment(clause: Clause, who: People) -> Assignment | None:
    """A task given to a third person, a role, or all; the score is how plainly it is one."""
    text = clause.canon
    if clause.is_question and not text.startswith("so"):
        return None
    if found := _DOES.match(text):
        owner = named(clause, found["who"], who)
        verb = found["verb"] or found["takes"]
        doing = found["takes"] is not None or stem(verb) in DELIVER or verb in {"thinking", "think"}
        if (
            owner
            and found["bare"]
            and not (who.mentioned(found["who"]) or role_named(clause, found["who"]))
        ):
            return None  # "got to buy the book": "to" alone needs a known subject
        if owner and doing:
            return Assignment(clause, owner, found.start(), 1.8)
        if owner and verb not in NOT_ACTIONS:
            return Assignment(clause, owner, found.start(), 0.6)
    if found := _FOR.search(text):
        whom = found["who"] or found["whom"] or ""
        owner = named(clause, whom, who) if whom and whom != "you" else None
        if owner or whom == "you" or not whom:
            return Assignment(clause, owner, found.start(), 1.4)
    if (found := _WANTS.match(text)) and (owner := named(clause, found["who"], who)):
        return Assignment(clause, owner, found.start("want"), 1.4)
    if (found := _WE_ALL.search(text)) and stem(found["verb"]) in DELIVER:
        return Assignment(clause, None, found.start(), 0.8, shared=True)
    if (found := _NOMINAL.match(text)) and (owner := named(clause, found["who"], who)):
        return Assignment(clause, owner, found.start("what"), 0.7)
    return None


_INITIALS = re.compile(
    r"(?!(?:TV|LCD|PDF|API|URL|OK|USB|VAT|SLA|NDA|SSO|CRM|GDPR|ID|SOW|MSA|ROI|"
    r"AI)$)[A-Z](?:[A-Z]|_[A-Z]){1,3}_?"
)
_PRONOUN = re.compile(
    r"\b(?:i|we|it|they|he|she|this|that|which|what|there|you|who|let|if|because|when|how)\b"
)


def named(clause: Clause, text: str, who: People) -> str | None:
    """The person, role or group a stretch of the clause names, spelled as the record does."""
    text = re.split(r"\b(?:is that|think|guess|sure|hope|believe|notice|that) ", text)[-1]
    if _PRONOUN.search(text):
        text = text.rpartition(" , ")[2]  # "as well as that, the two designers ..."
    if not text.strip() or _PRONOUN.search(text):
        return None
    people = who.mentioned(text)
    text = text.strip(" ,")
    if people:
        return " and ".join(people[:2]) if len(people) > 1 else people[0]
    if role := role_named(clause, text):
        return role
    return _capitalised(clause, text)


def _capitalised(clause: Clause, text: str) -> str | None:
    """A name the participants' list does not know: capitalised in mid-sentence."""
    at = clause.canon.find(text)
    for token, start in zip(clause.tokens, clause._starts, strict=True):
        original = clause.line.text[token.start : token.end]
        if at <= start < at + len(text) and len(original) > 1:
            before = clause.line.text[: token.start].rstrip()
            if not before and (
                clause.line.text[token.end : token.end + 1] == "," or text == token.norm
            ):
                before = ","  # called by name, or the whole subject: "Nathan, ...", "Tom will ..."
            if before and _INITIALS.fullmatch(original):
                return original
            if (
                original[0].isupper()
                and original.isalpha()
                and original[1:].islower()
                and before
                and before[-1] not in ".?!\"“'"
                and token.norm not in _NOT_PEOPLE
            ):
                return original
    return None


_NOT_PEOPLE = words(
    "someone somebody everyone everybody nobody people one everything something nothing "
    "anything both neither each most some many all those these such which basically "
    "maybe perhaps actually then now here there yeah right sure great thanks thank "
    "please just also well so and but or if when because i okay monday tuesday wednesday "
    "thursday friday saturday sunday january february march april may june july august "
    "september october november december well yes english god internet "
    "in on at of for from with to by into onto over under about after before between "
    "through without within during like as than no not how why what where whose per via "
    "our your my their his her its this that another other next last only even still"
)


def wraps_up(text: str) -> bool:
    """Words with which people turn to who does what next."""
    return bool(_WRAP_UP.search(text))
