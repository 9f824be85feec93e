"""What reads badly in a template, for the admin who writes it: advice, never a refusal. Pure.

A guess about somebody stated as a fact costs their trust; a worn phrase costs their attention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Advice:
    """`text[start:end]` and what is the matter with it."""

    start: int
    end: int
    words: str


_GUESS = "This states a guess about them as a fact. Ask it as a question, or leave it out."
_FALSE = "This promises or claims more than you know. Say what you can show."
_WORN = "Everybody writes this. Say what the mail is about instead."
_PRESSURE = "This presses. Leave them the choice."
_WATCHED = "People do not like to read that they are watched. Leave out what they did on the site."
_ASKS = "This sequence is meant to teach and asks for no meeting. Leave the meeting out."

_HABITS: tuple[tuple[str, str], ...] = (
    (
        r"\b(?:i|we) (?:know|understand|am sure|['’]m sure|are sure|bet|guess|imagine|assume)"
        r"(?: that)? (?:you|your)\b[^.?!]*",
        _GUESS,
    ),
    (
        r"\byou(?:['’]re| are)? (?:must|probably|surely|likely|undoubtedly|no doubt)\b[^.?!]*",
        _GUESS,
    ),
    (r"\byou(?:['’]re| are) (?:struggling|losing|missing|wasting|suffering)\b[^.?!]*", _GUESS),
    (r"\byou (?:struggle|suffer|waste|lose|need|want)\b[^.?!]*", _GUESS),
    (r"\b(?:companies|teams|people) like (?:yours|you)\b[^.?!]*", _GUESS),
    (r"\bas (?:a|an|the) [^.,;?!]{2,40}, you\b[^.?!]*", _GUESS),
    (
        r"\b(?:guarantee[ds]?|best[- ]in[- ]class|world[- ]class|revolutionary|game[- ]chang\w+|"
        r"cutting[- ]edge|number one|no\.? ?1|100 ?%|proven|risk[- ]free)\b",
        _FALSE,
    ),
    (
        r"\b(?:just (?:checking|following|wanted|circling|bumping)[^.?!]*|touch(?:ing)? base|"
        r"circl(?:e|ing) back|hope (?:this|you|all)[^.?!]{0,40} well|reach(?:ing)? out|"
        r"pick your brain|synerg\w+|low[- ]hanging fruit|quick question|"
        r"bump(?:ing)? this(?: up)?)\b",
        _WORN,
    ),
    (
        r"\b(?:last chance|act now|don['’]t miss|before it['’]s too late|limited time|urgent|"
        r"final (?:notice|reminder)|as per my last)\b",
        _PRESSURE,
    ),
    (
        r"\b(?:i|we) (?:noticed|saw|see) (?:that )?you (?:visited|viewed|opened|clicked|looked|"
        r"browsed|read|were on)\b[^.?!]*",
        _WATCHED,
    ),
)
_MEETING = re.compile(
    r"\b(?:meeting|(?:a|quick|short|intro(?:ductory)?) call|calendar|book|schedule|slot|demo|"
    r"hop on|\d+[- ]minutes?)\b",
    re.IGNORECASE,
)
_KNOWN = tuple((re.compile(pattern, re.IGNORECASE), words) for pattern, words in _HABITS)


def advice(text: str, *, asks_nothing: bool = False) -> list[Advice]:
    """What an admin should look at, in the order of the text. A question is never a guess.

    `asks_nothing`: the sequence is one that teaches, a meeting request is out of place.
    """
    found = list(_found(text))
    if asks_nothing:
        found += [Advice(m.start(), m.end(), _ASKS) for m in _MEETING.finditer(text)]
    return sorted(found, key=lambda advice: advice.start)


def phrases(text: str, *, asks_nothing: bool = False) -> list[tuple[str, str]]:
    """The same as pairs: the phrase, and what is the matter with it."""
    found = advice(text, asks_nothing=asks_nothing)
    return [(text[one.start : one.end], one.words) for one in found]


def _found(text: str) -> Iterator[Advice]:
    for pattern, words in _KNOWN:
        for match in pattern.finditer(text):
            asked = words == _GUESS and _is_asked(text, match)
            if not asked:
                yield Advice(match.start(), match.end(), words)


def _is_asked(text: str, match: re.Match[str]) -> bool:
    """Whether the sentence is a question, or says only what they may do: "if you want"."""
    end = re.search(r"[.?!\n]", text[match.start() :])
    question = end is not None and end[0] == "?"
    before = text[max(0, match.start() - 12) : match.start()].lower()
    return question or bool(re.search(r"\b(?:if|whether|when|what|where|how) $", before))
