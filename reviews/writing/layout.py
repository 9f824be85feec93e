"""From sentences in blocks to a mail: order, headings, blank lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leads.extraction.schema import Evidence
from leads.extraction.visible import visible
from reviews.writing.schema import Block, Brief, Composition, LeftOut, Written
from reviews.writing.selection import ORDER
from reviews.writing.words import WORDS, Words, words

LONGEST_TITLE = 90


@dataclass(frozen=True, slots=True)
class Point:
    """A machine sentence that waits for its place; `heading` is the line its group stands under."""

    block: Block
    text: str
    evidence: tuple[Evidence, ...]
    heading: str


def lay_out(
    brief: Brief,
    points: Iterable[Point],
    left_out: Sequence[LeftOut],
    *,
    engine: str,
    version: str,
) -> Composition:
    """The mail: the template's greeting, the points by block, the template's farewell."""
    fixed = words(language(brief))
    ordered = sorted(points, key=lambda point: ORDER.index(point.block))
    sentences = [
        *_template("greeting", _greeting(brief, fixed)),
        *_template("opening", fixed.opening),
        *_listed(ordered, brief.shape),
        *_template("closing", fixed.closing),
        *_template("sign_off", _sign_off(brief, fixed)),
    ]
    if sentences:  # nothing stands before the first one
        first = sentences[0]
        sentences[0] = Written(first.block, first.text, first.origin, first.evidence, "")
    return Composition(
        subject=_subject(brief, fixed, ordered),
        sentences=tuple(sentences),
        left_out=tuple(left_out),
        engine=engine,
        version=version,
        next_step_missing=not any(point.block == "next_step" for point in ordered),
    )


def language(brief: Brief) -> str:
    return brief.language or brief.reading.language or brief.conversation.language


# A step's greeting is written once, the call may be in any language: an English frame around a
# German mail is taken for a machine's. A frame in another language is left as its admin wrote it.
_ENGLISH = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon)|best|kind|warm|many thanks|thanks|thank you|"
    r"regards|cheers|sincerely|yours|all the best)\b",
    re.IGNORECASE,
)


def _greeting(brief: Brief, fixed: Words) -> str:
    if fixed is WORDS["en"] or not _ENGLISH.match(brief.greeting):
        return brief.greeting
    return fixed.greeting.format(name=brief.recipient.name, first_name=brief.recipient.first_name)


def _sign_off(brief: Brief, fixed: Words) -> str:
    if fixed is WORDS["en"] or not _ENGLISH.match(brief.sign_off):
        return brief.sign_off
    return fixed.sign_off.format(name=brief.author.name)


def _template(block: Block, text: str) -> list[Written]:
    return [Written(block, text.strip(), "template", lead_in="\n\n")] if text.strip() else []


def mark(block: str, shape: str = "") -> str:
    """What stands between two sentences of a block, and between its heading and the first."""
    return " " if block == "next_step" or shape == "flowing" else "\n- "


def _listed(points: Sequence[Point], shape: str) -> Iterable[Written]:
    under = ""
    for point in points:
        between = mark(point.block, shape)
        lead_in = between if point.heading == under else f"\n\n{point.heading}{between}"
        under = point.heading
        yield Written(point.block, point.text, "machine", point.evidence, lead_in)


def _subject(brief: Brief, fixed: Words, points: Sequence[Point]) -> str:
    """One line: a title with a line break would forge a header."""
    title = visible(brief.title, most=LONGEST_TITLE) or fixed.untitled
    steps = any(point.block == "next_step" for point in points)
    return f"{title}: {fixed.subject_with_steps if steps else fixed.subject}"
