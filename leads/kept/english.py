"""Deeds in English: who reports what as done, and whether it is what was promised."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from followup.lib.grounding.lexicon import forms, likeness
from followup.lib.grounding.text import Token, tokens
from leads.kept.schema import Promise, Spoken
from leads.kept.words import (
    ADVERBS,
    BREAKS,
    DONE,
    GENERIC,
    HAND_OVER,
    IRREALIS,
    MODAL,
    NEXT,
    PARTICLES,
    RECEIVED,
    SKIPPED,
    SUBJECTS,
    TALK,
    TIMES,
)

_CLAUSE = re.compile(
    r"[,;:]\s|\s[–—-]\s|\s(?:but|so)\s|\s(?:and|then)\s(?=(?:i|we|you|they|he|she|it|will|can|would|"
    r"should|then|the|now|let|still|have|haven't|not|could)\b)",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\b(?:thanks|thank you|cheers|appreciate(?: you)?|grateful)\b.{0,25}?\b(?:for|you)\b|"
    r"\bappreciate the\b",
    re.IGNORECASE,
)
_IN_HAND = re.compile(
    r"\b(?:is|are|it's|they're) (?:now |already |all )?(?:in your (?:inbox|mail|e-?mail)|attached|"
    r"on your desk|in the (?:chat|folder|drive|shared folder))\b|\b(?:went|gone|sent) out\b",
    re.IGNORECASE,
)

Noun = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a promise is about: its verb and the things after it, the main one first."""

    verb: str
    things: Sequence[Noun]

    @property
    def hands_over(self) -> bool:
        return self.verb in HAND_OVER


@dataclass(frozen=True, slots=True)
class Deed:
    """Something reported as done by one side ("" when it is not said). `verb` "" is any verb."""

    side: str
    verb: str
    things: Sequence[Noun]
    received: bool = False

    def shows(self, promise: Promise, wanted: Wanted | None) -> bool:
        """Whether this is what was promised: side, verb and thing agree."""
        if wanted is None or (self.side and promise.direction not in ("", self.side)):
            return False
        if self.received and not wanted.hands_over:
            return False
        if not self.verb and not self.received:
            return self._named(wanted)
        if self.verb and not self._same_act(wanted):
            return False
        mains = wanted.things[:1] if wanted.hands_over else wanted.things[:2]
        return any(_same_thing(a, b) for a in mains for b in self.things)

    def _named(self, wanted: Wanted) -> bool:
        """Thanks for a thing, or for a deed as a noun: the deck, the intro to your CFO."""
        first, rest = self.things[:1], self.things[1:]
        if any(_same_thing(a, b) for a in wanted.things[:1] for b in first):
            return True
        is_deed = any(likeness(thing[-1], wanted.verb) >= 0.8 for thing in first)
        return is_deed and any(_same_thing(a, b) for a in wanted.things[:2] for b in rest)

    def _same_act(self, wanted: Wanted) -> bool:
        if self.verb in HAND_OVER and wanted.hands_over:
            return True
        if self.verb in DONE:
            return not wanted.hands_over
        return likeness(self.verb, wanted.verb) >= 0.8


def wanted(promise: Promise) -> Wanted | None:
    """What to look for; None when the promise names no thing ("I'll send it over")."""
    for text in (promise.quote, promise.text):
        said = tokens(text[:600])
        for at, token in enumerate(said):
            if token.word in MODAL and (verb := _verb_at(said, at + 1)) is not None:
                things = _things(_first_clause(said[verb + 1 :]), owner=promise.owner)
                if things and (said[verb].word != "get" or _to_somebody(said[verb + 1 :])):
                    return Wanted(_base(said[verb].word), things)
    return None


def done(text: str, line: Spoken) -> Iterator[Deed]:
    """What a sentence reports as done."""
    if text.rstrip("\"”’')]").endswith("?"):
        return
    for clause in _CLAUSE.split(text):
        said = tokens(clause)
        here = [t.word for t in said]
        if IRREALIS & set(here):
            continue
        yield from _clause(clause, said, line)


def _clause(clause: str, said: Sequence[Token], line: Spoken) -> Iterator[Deed]:
    other = "" if line.is_note else {"ours": "theirs", "theirs": "ours"}.get(line.side, "")
    if thanks := _THANKS.search(clause):
        rest = [t for t in said if t.start >= thanks.end()]
        first = rest[1:2] if rest and rest[0].word in ADVERBS else rest[:1]
        verb = next((t for t in first if t.word.endswith("ing")), None)
        after = rest[rest.index(verb) + 1 :] if verb else rest
        yield Deed(other, _base(verb.word) if verb else "", _things(after))
        return
    if in_hand := _IN_HAND.search(clause):
        told = [t for t in said if t.end <= in_hand.start()]
        yield Deed("", "send", _things(told))
    for at in range(len(said)):
        base = _past(said, at)
        if base is None:
            continue
        before = [t.word for t in said[:at]]
        if _is_passive(before):
            yield Deed("", base, _things(said[:at]))
            continue
        side = _actor(before, line)
        if base == "get" and said[at + 1 : at + 2] and said[at + 1].word == "to":  # "gotta"
            continue
        if base in RECEIVED:
            yield Deed(_opposite(side), "", _things(said[at + 1 :]), received=True)
        if base != "get" or _to_somebody(said[at + 1 : at + 2]):
            yield Deed(side, base, _things(said[at + 1 :]))
        if before[-1:] == ["you"] and base in HAND_OVER:  # "the deck you sent"
            yield Deed(other, base, _things(said[: at - 1]))


def _verb_at(said: Sequence[Token], at: int) -> int | None:
    while at < len(said) and said[at].word in ADVERBS | SUBJECTS:
        at += 1
    return (
        at if at < len(said) and said[at].is_word and said[at].word not in ("not", "be") else None
    )


def _first_clause(said: Sequence[Token]) -> Sequence[Token]:
    end = next((n for n, t in enumerate(said) if t.word in NEXT), len(said))
    return said[:end]


def _to_somebody(said: Sequence[Token]) -> bool:
    """Only "get you the list" and "get it to you" hand something over; "get done" does not."""
    return bool({t.word for t in said[:8]} & {"you", "them", "him", "her", "over", "back"})


def _past(said: Sequence[Token], at: int) -> str | None:
    """The base of a verb in its past form, else None. "Put" and "set" need a "have" before them."""
    word = said[at].word
    base = _base(word)
    if not said[at].is_word or word in TALK:
        return None
    if base != word and (word.endswith("ed") or word in _PASTS):
        return base
    before = {t.word for t in said[max(0, at - 3) : at]}
    if word == "read" and at and said[at - 1].word in ("i", "we"):
        return base
    return base if word in ("put", "set", "read", "done", "ready") and before & _HAVE else None


_HAVE = {"have", "has", "had", "already", "just", "is", "are", "was", "were", "been"}
_PASTS = frozenset(
    """
    sent got gave made wrote found took brought met spoke told went did ran built bought
    paid shown showed drawn drew heard saw seen read dealt held kept began begun chose chosen
    sought taught drove given written spoken gotten forwarded
    """.split()  # noqa: SIM905
)


def _base(word: str) -> str:
    known = sorted(f for f in forms(word) if f != word)
    return next((f for f in known if f in HAND_OVER), known[0] if known else word)


def _is_passive(before: Sequence[str]) -> bool:
    near = [w for w in before[-3:] if w not in ADVERBS]
    return bool(near) and near[-1] in {"is", "are", "was", "were", "been", "got", "being"}


def _actor(before: Sequence[str], line: Spoken) -> str:
    """The side of whoever did it: the nearest subject before the verb."""
    subject = next((w for w in reversed(before) if w in SUBJECTS), "")
    if line.is_note:
        return "ours" if subject in ("", "i", "we") and len(before) < 4 else ""
    if subject == "you":
        return _opposite(line.side)
    return line.side if subject or not before else ""


def _opposite(side: str) -> str:
    return {"ours": "theirs", "theirs": "ours"}.get(side, "")


def _things(said: Sequence[Token], *, owner: str = "") -> list[Noun]:
    """The things named, each as its content words, in order; times and people's names left out."""
    names = {t.word for t in tokens(owner)}
    found: list[list[str]] = [[]]
    for token in said:
        word = token.word
        if word in BREAKS or not (word[0].isalnum()):
            found.append([])
        elif word in SKIPPED | GENERIC | PARTICLES | TIMES or word in names:
            if word not in GENERIC:
                found.append([])
        else:
            found[-1].append(word)
    return [tuple(thing) for thing in found if thing][:6]


def _same_thing(one: Noun, other: Noun) -> bool:
    """ "Pricing" is "the pricing breakdown"; the security review is no security roadmap."""
    short, long = sorted((one, other), key=len)
    if all(any(likeness(a, b) >= 0.8 for b in long) for a in short):
        return True
    return likeness(one[-1], other[-1]) >= 0.9
