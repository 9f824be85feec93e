"""A fact as one plain sentence in the third person, made of the quote's own words.

Whenever a faithful rewording is not certain the quote itself is the sentence: `Priya: “…”`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from leads.extraction.rules.facts import Fact
from leads.extraction.rules.lexicon import MONEY, words
from leads.extraction.rules.people import People
from leads.extraction.rules.requests import stem
from leads.extraction.rules.spoken import Clause
from leads.extraction.rules.tokens import Token
from leads.extraction.rules.when import due_phrase

_HANDING = words(
    "send give show get email forward share provide tell bring let offer grant pass mail"
)
_TAKES_S = words(
    "need want hope plan aim intend promise guarantee owe agree commit pledge undertake"
)
_BE = {"am": "is", "are": "is", "have": "has", "was": "was", "do": "does"}
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+|\b(?:[\w-]+\.)+(?:com|net|org|io|co|ai|app|dev|biz|"
    r"info|me|ru|cn|uk|de|fr|es|eu|us|xyz|site|online|link|top|example|test)\b(?:/\S*)?",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:[\s,;:–—-]+(?:and|so|but|or|then|okay|ok|right|you know|yeah|well|if that(?: is|"
    r"'s) (?:okay|ok|alright)|if that works))*[\s,;:.!–—-]*$",
    re.IGNORECASE,
)
_CONDITION_START = re.compile(
    r"\b(?:if|once|when|as soon as|unless|assuming|provided|after|before|until|by)\b"
)


def sentence(fact: Fact, who: People, *, english: bool = True) -> str:
    """What a fact says, in one sentence that adds nothing to its quotes."""
    if fact.kind == "next_step":
        return agreed_time(fact) or quoted(fact.amended or fact.clause)
    if not english:
        return quoted(fact.amended or fact.clause)
    if fact.kind in ("commitment", "action_item") and _is_name(fact.owner or ""):
        said = _undertaking(fact, who)
        if said:
            return finish(_with_day(said, fact))
    return quoted(fact.clause, *[c for c in fact.support if c.line.index == fact.clause.line.index])


def quoted(clause: Clause, *more: Clause) -> str:
    """The quote itself, with the speaker's name before it."""
    start = min(_after_opening(c) for c in (clause, *more))
    end = max(c.tokens[-1].end for c in (clause, *more))
    end = max(end, clause.whole[1])
    words = mask_links(" ".join(clause.line.text[start:end].split()))
    speaker = clause.speaker if _is_name(clause.speaker) else ""
    return f"{speaker}: “{words}”" if speaker else f"“{words}”"


def _is_name(speaker: str) -> bool:
    """Whether a speaker's label can be a name: labels are written by strangers too."""
    return 0 < len(speaker) <= 60 and not _LINK.search(speaker) and "\n" not in speaker


_OPENINGS = words("so and well okay yes right also oh then , actually_ basically")


def _after_opening(clause: Clause) -> int:
    """Where the clause begins to say something: "So, um, we have ..." begins at "we"."""
    at = 0
    while at < len(clause.tokens) - 3 and clause.tokens[at].norm in _OPENINGS:
        at += 1
    while at and at < len(clause.tokens) - 1 and clause.tokens[at].norm == ",":
        at += 1
    return clause.tokens[at].start


def mask_links(text: str) -> str:
    """A text without the links and addresses somebody else wrote into the record."""
    return _LINK.sub(lambda m: "[address]" if "@" in m.group() else "[link]", text)


def finish(text: str) -> str:
    """Capital first, full stop last, nothing dangling."""
    text = _TRAILING.sub("", mask_links(text)).strip(" ,;")
    return (text[:1].upper() + text[1:] + ".") if text else text


def _undertaking(fact: Fact, who: People) -> str | None:
    clause, owner = fact.clause, fact.owner or ""
    tokens = _tokens_from(clause, fact.at)
    if any(c.line.index == clause.line.index and c is not clause for c in fact.support):
        return None  # qualified in the next breath: only the quote says exactly that
    lead = _lead(clause, fact.at)
    if lead is None or not tokens:
        return None
    others = who.others(clause.speaker)
    if fact.verb_only:
        verb = stem(tokens[0].norm)
        if verb.endswith("ing"):
            return None
        tokens = [replace(tokens[0], norm=verb), *tokens[1:]]
        # the request's words, spoken to the owner
        body = _reworded(tokens, clause, me=clause.speaker or None, you=None, give=False)
        return f"{owner} will {body}{lead}" if body else None
    if clause.speaker != owner:
        return _said_of(owner, clause)
    if tokens[0].norm not in ("i", "we"):
        return None
    you = others[0] if len(others) == 1 else None
    body = _reworded(tokens[1:], clause, me=owner, you=you, give=you is None, agree=True)
    return f"{owner} {body}{lead}" if body else None


def _said_of(owner: str, clause: Clause) -> str | None:
    """ "Tom will check the supplier", said by somebody else: it stands as it is."""
    text = clause.line.text[clause.tokens[0].start : clause.tokens[-1].end]
    at = text.find(owner)
    unclear = {"i", "we", "you", "me", "us", "my", "our", "your", "he", "she", "they", "it", "that"}
    if at < 0 or unclear & {t.norm for t in clause.tokens}:
        return None
    said = " ".join(
        _spelled(t, clause, clause.tokens, n)
        for n, t in enumerate(clause.tokens)
        if t.start >= clause.tokens[0].start + at
    )
    return re.sub(r" ([,.;:!?])", r"\1", said)


def _with_day(said: str, fact: Fact) -> str:
    """The day that holds: a correction's, or a reply's when the request named none."""
    first = due_phrase(said)
    later = fact.amended or next(
        (c for c in fact.support if c.speaker == fact.owner and c is not fact.clause), None
    )
    if later is None or (first and not fact.amended):
        return said
    when = due_phrase(later.line.text[later.tokens[0].start : later.tokens[-1].end])
    if not when:
        return said
    if first:
        return said.replace(first, _like(first, when), 1)
    return (
        f"{said} on {when}"
        if when.split()[0].lower().endswith("day") and when.lower() != "today"
        else f"{said} {when}"
    )


def _like(first: str, when: str) -> str:
    """ "Tuesday" in the place of "by Monday" keeps the "by"."""
    word = first.split()[0].lower()
    return (
        when
        if not word.isalpha()
        or word not in {"by", "on", "before", "until"}
        or when.split()[0].lower() in {"by", "on", "before", "until", "in", "at", "within"}
        else f"{first.split()[0]} {when}"
    )


def _tokens_from(clause: Clause, at: int) -> list[Token]:
    position, out = 0, []
    for token in clause.tokens:
        if position >= at:
            out.append(token)
        position += len(token.norm) + 1
    return out


def _lead(clause: Clause, at: int) -> str | None:
    """A condition or a time said first, to be put last; None when something else matters there."""
    before = clause.canon[:at].strip(" ,")
    if not before:
        return ""
    found = _CONDITION_START.search(before)
    if found and not re.search(r"\b(?:i|we|you|my|our|your|me|us)\b", before[found.start() :]):
        start, end = clause.original(found.start(), len(before))
        said = clause.line.text[start:end].strip(" ,")
        return " " + said[:1].lower() + said[1:]
    if MONEY.search(before):
        return None  # "ten dollars I can do": the sum is the point
    start, end = clause.original(0, len(before))
    phrase = due_phrase(clause.line.text[start:end])
    if phrase:
        return " " + phrase
    hedged = re.search(
        r"\b(?:think|guess|hope|maybe|perhaps|probably|if|not|unless|suppose|believe|might|"
        r"would)\b",
        before,
    )
    return None if hedged else ""


def _reworded(
    tokens: Sequence[Token],
    clause: Clause,
    *,
    me: str | None,
    you: str | None,
    give: bool,
    agree: bool = False,
) -> str | None:
    """Words with the speaker's pronouns replaced by names; None when that is not certain.

    `agree` marks words that follow the owner's name and take its verb form; with `give`, "send
    you the deck" may become "send the deck" because nobody can say who "you" were.
    """
    out: list[str] = []
    for at, token in enumerate(tokens):
        before = tokens[at - 1].norm if at else ""
        after = tokens[at + 1].norm if at + 1 < len(tokens) else ""
        if token.norm in _FIRST:
            word = _first(token.norm, before, after, me=None if agree else me)
        elif token.norm in _SECOND:
            word = _second(token.norm, before, after, you=you, give=give)
            if word == "" and before == "to":
                out.pop()
        elif agree and not out:
            word = _agreeing(token, clause, tokens, at)
        else:
            word = _spelled(token, clause, tokens, at)
        if word is None:
            return None
        out.append(word)
    text = " ".join(w for w in out if w)
    return re.sub(r" ([,.;:!?])(?!\d)", r"\1", text) or None


_FIRST = words("i we me us my our mine ours myself ourselves")
_BEFORE_SUBJECT = words("if that when what as are do did because how once whether unless than who")
_SECOND = words("you your yours yourself yourselves")


def _first(norm: str, before: str, after: str, *, me: str | None) -> str | None:
    """The one who asked, by name: "send me" is "send Priya"; "send us the list" needs nobody."""
    if norm == "us" and before in _HANDING and after:
        return ""
    if me is None or norm not in ("me", "us", "my", "our"):
        return None
    return me if norm in ("me", "us") else f"{me}'s"


def _second(norm: str, before: str, after: str, *, you: str | None, give: bool) -> str | None:
    """The only one "you" can be, by name; otherwise left out where nothing is lost, or None."""
    if norm == "you" and before in _BEFORE_SUBJECT:
        return None  # "if you want": a name would need another verb form
    if you and norm in ("you", "your"):
        return you if norm == "you" else f"{you}'s"
    if norm != "you" or not give:
        return None
    handed = before in _HANDING and after not in {"", "know", "to", "that"}
    return "" if handed or (before == "to" and not after) else None


def _agreeing(token: Token, clause: Clause, tokens: Sequence[Token], at: int) -> str:
    if token.norm in _BE:
        return _BE[token.norm]
    return token.norm + "s" if token.norm in _TAKES_S else _spelled(token, clause, tokens, at)


def _spelled(token: Token, clause: Clause, tokens: Sequence[Token], at: int) -> str:
    """A word as the passage spells it; a contraction's halves in full."""
    shared = any(
        other is not token and other.start == token.start
        for other in tokens[max(0, at - 2) : at + 3]
    )
    original = clause.line.text[token.start : token.end]
    return token.norm if shared or original.lower().replace("’", "'") != token.norm else original


_MEETING = re.compile(
    r"\b(?:follow-up call|kick-?off|workshop|demo|walkthrough|walk-through|call|meeting|"
    r"session|review|check-in|catch-up|sync)\b"
)


def agreed_time(fact: Fact) -> str | None:
    """ "Demo on Thursday at 2 pm": the meeting's word and its time, both verbatim."""
    if fact.moment is None:
        return None
    words = fact.moment.words
    said = (_MEETING.search(c.canon) for c in (fact.clause, *fact.support))
    noun = next((found.group() for found in said if found), None)
    if noun is None:
        return finish(words)
    on = "on " if re.match(rf"(?:{_DAY_NAME}|the )", words, re.IGNORECASE) else ""
    return finish(f"{noun} {on}{words}")


_DAY_NAME = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
