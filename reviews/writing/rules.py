"""The writer that needs no model: it restates what was said and adds nothing."""

from __future__ import annotations

from collections.abc import Iterator

from leads.extraction.schema import Evidence, Finding
from leads.extraction.visible import visible
from leads.extraction.wording import say
from reviews.writing.layout import Point, language, lay_out
from reviews.writing.schema import Block, Brief, Composition, LeftOut
from reviews.writing.selection import LONGEST, asked_by_us, select, unfit
from reviews.writing.shape import shaped
from reviews.writing.steps import step_sentences
from reviews.writing.verdicts import verdict
from reviews.writing.words import words

VERSION = "rules-1"


class RulesWriter:
    """Writes extractive sentences; never fails, never invents."""

    def compose(self, brief: Brief) -> Composition:
        """The mail for a brief. What could not be said is listed with its reason."""
        selection = shaped(select(brief.reading), brief.shape)
        points: list[Point] = []
        left_out = list(selection.left_out)
        for block, finding in selection.chosen:
            said = point(block, finding, brief)
            if isinstance(said, Point):
                points.append(said)
            else:
                left_out.append(said)
        return lay_out(brief, points, left_out, engine="rules", version=VERSION)


def point(block: Block, finding: Finding, brief: Brief) -> Point | LeftOut:
    """The sentence for one finding, or why there is none.

    A rewording the verifier refuses gives way to the plain quote of who said it.
    """
    text, reason = "", "There is nothing to quote."
    for text in _sentences(block, finding, brief):
        reason = unfit(text)
        if (
            not reason
            and verdict(text, finding.evidence, [finding], brief).verdict == "unsupported"
        ):
            reason = "The record does not bear it out."
        if not reason:
            return Point(block, text, finding.evidence, heading(block, finding, brief))
    return LeftOut(text, reason, finding.evidence)


def heading(block: Block, finding: Finding, brief: Brief) -> str:
    """The template's line above the group a finding belongs to."""
    fixed = words(language(brief))
    match block:
        case "ours":
            return fixed.ours
        case "theirs":
            return fixed.theirs
        case "actions":
            return fixed.actions
        case "next_step":
            return fixed.next_step
        case "questions":
            return fixed.asked if asked_by_us(finding, brief.conversation) else fixed.owed
    return fixed.recap


def _sentences(block: Block, finding: Finding, brief: Brief) -> Iterator[str]:
    """What could be said, the best first: reworded, quoted with a name, quoted without."""
    note = brief.conversation.source == "note"
    if block == "next_step" and not note:
        yield from step_sentences(finding, language(brief))
    # A note's point or date is the author's own line already; only promises need their "I will".
    if block not in {"questions", "next_step"} and not (note and block == "recap"):
        author, recipient = brief.author.name, brief.recipient.name
        said = say(finding, brief.conversation, author=author, recipient=recipient)
        if "“" not in said:
            yield visible(said, most=2 * LONGEST)
    for cited in finding.evidence:
        words = visible(cited.quote, most=2 * LONGEST)
        if note:
            yield words  # the author's own line: nobody puts their own note in quotation marks
        else:
            yield f"{_who(block, cited, brief)}“{words}”"
    if finding.evidence:
        yield f"“{visible(finding.evidence[0].quote, most=2 * LONGEST)}”"


def _who(block: Block, cited: Evidence, brief: Brief) -> str:
    """The name before a quote, or nothing where the heading already says whose words these are."""
    speaker = visible(brief.conversation.lines[cited.line].speaker, most=80)
    plain = {
        "questions": speaker,
        "ours": brief.author.name,
        "recap": brief.recipient.name,
        "theirs": brief.recipient.name,
    }.get(block)
    return "" if speaker in {plain, ""} else f"{speaker}: "
