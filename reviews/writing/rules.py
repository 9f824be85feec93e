"""The writer that needs no model: it restates what was said and adds nothing."""

from __future__ import annotations

from leads.extraction.schema import Finding
from leads.extraction.visible import visible
from leads.extraction.wording import say
from reviews.writing.layout import Point, language, lay_out
from reviews.writing.schema import Block, Brief, Composition, LeftOut
from reviews.writing.selection import LONGEST, asked_by_us, select, unfit
from reviews.writing.words import words

VERSION = "rules-1"


class RulesWriter:
    """Writes extractive sentences; never fails, never invents."""

    def compose(self, brief: Brief) -> Composition:
        """The mail for a brief. What could not be said is listed with its reason."""
        selection = select(brief.reading)
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
    """The sentence for one finding in its own words, or why there is none."""
    text = visible(_sentence(finding, brief), most=2 * LONGEST)
    if reason := unfit(text):
        return LeftOut(text, reason, finding.evidence)
    return Point(block, text, finding.evidence, heading(block, finding, brief))


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


def _sentence(finding: Finding, brief: Brief) -> str:
    if finding.kind == "open_question" and finding.evidence:
        return f"“{finding.evidence[0].quote}”"
    return say(
        finding, brief.conversation, author=brief.author.name, recipient=brief.recipient.name
    )
