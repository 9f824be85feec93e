"""From sentences in blocks to a mail: order, headings, blank lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leads.extraction.schema import Evidence
from leads.extraction.visible import visible
from reviews.writing.schema import Block, Brief, Composition, LeftOut, Written
from reviews.writing.selection import ORDER
from reviews.writing.words import Words, words

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
        *_template("greeting", brief.greeting),
        *_template("opening", fixed.opening),
        *_listed(ordered, brief.shape),
        *_template("closing", fixed.closing),
        *_template("sign_off", brief.sign_off),
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
    steps = any(point.block in {"ours", "theirs", "actions", "next_step"} for point in points)
    return f"{title}: {fixed.subject_with_steps if steps else fixed.subject}"
