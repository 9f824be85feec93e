"""The sentence under test and what it cites, read once for every check."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from followup.lib.grounding.calendar import mentions
from followup.lib.grounding.frames import Frame, frames, frames_in
from followup.lib.grounding.lexicon import forms, near
from followup.lib.grounding.numbers import numbers
from followup.lib.grounding.passages import Unit, is_content, rank, shared, units
from followup.lib.grounding.people import Person, in_mail, in_passage, name_words, sided, speakers
from followup.lib.grounding.schema import Context, Side, Source
from followup.lib.grounding.text import Token, tokens

_QUOTE = re.compile(r"“([^”]{1,2000})”|\"([^\"]{1,2000})\"|«([^»]{1,2000})»|„([^“”]{1,2000})[“”]")

FEW = 6  # cited sentences up to which each counts as meant by whoever cites it


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence with its tokens outside quotation marks, and the units that may support it.

    `worded` leaves out days and numbers, which are compared by value, `content` function words too.
    `top` are the units worth comparing, best first; `sided` says whether sides are known at all.
    """

    text: str
    row: tuple[Token, ...]
    worded: tuple[Token, ...]
    content: tuple[Token, ...]
    quotes: tuple[tuple[str, int, int], ...]
    units: list[Unit]
    top: list[Unit]
    known: dict[str, Side]
    names: frozenset[str]
    context: Context
    sided: bool
    tight: bool
    cited: tuple[Source, ...]
    rest: tuple[Source, ...] = field(default=())

    def frames(self) -> tuple[Frame, ...]:
        """Who does what in the sentence."""
        return frames(self.row, self.names)

    def frames_of(self, unit: Unit) -> tuple[Frame, ...]:
        """Who does what in a passage."""
        return frames_in(unit.text, self.names)

    def mine(self, subject: str) -> Person:
        """Who a subject of the sentence is."""
        return in_mail(subject, self.known, self.context)

    def theirs(self, subject: str, unit: Unit) -> Person:
        """Who a subject of a passage is."""
        return in_passage(subject.lstrip("!"), unit.source, self.known)


def read(sentence: str, cited: Sequence[Source], rest: Sequence[Source], context: Context) -> Claim:
    """Read `sentence` against `cited`; quotations are kept aside: they are compared whole."""
    quotes = tuple(
        (next(g for g in m.groups() if g is not None), m.start(), m.end())
        for m in _QUOTE.finditer(sentence)
    )
    row = tuple(t for t in tokens(sentence) if not any(a <= t.start < b for _, a, b in quotes))
    known = speakers((*cited, *rest), context)
    names = name_words(known)
    spans = [(m.start, m.end) for m in mentions(sentence)]
    spans += [(n.start, n.end) for n in numbers(sentence)]
    worded = tuple(t for t in row if not any(a <= t.start < b for a, b in spans))
    content = tuple(t for t in worded if is_content(t))
    parts = units(cited)
    words = [t.word for t in content if t.word not in names]
    ranked = rank(words, parts)
    close = [(shared(words, u), u) for _, u in ranked[:8]]
    tight = len(parts) <= FEW
    least = max((share for share, _ in close), default=0.0) * (0.3 if tight else 0.5)
    top = [u for share, u in close if share >= least] if words else parts[:8]
    return Claim(
        sentence, row, worded, content, quotes, parts, top, known, names, context,
        sided((*cited, *rest), context), tight, tuple(cited), tuple(rest),
    )  # fmt: skip


def same_words(one: str, other: str) -> bool:
    """Is the quotation `one` in `other`, whatever the case, spacing and kind of quotation marks?"""
    mine = [t.word for t in tokens(one) if t.word[0].isalnum()]
    theirs = [t.word for t in tokens(other) if t.word[0].isalnum()]
    return f" {' '.join(mine)} " in f" {' '.join(theirs)} "


def matches(word: str, other: str) -> bool:
    """Do two predicates say the same act?"""
    return bool(
        forms(word) & forms(other) or near(word) & forms(other) or near(other) & forms(word)
    )
