"""The writer that needs no model: it restates what was said and adds nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from leads.extraction.evidence import united
from leads.extraction.schema import Evidence, Finding
from leads.extraction.visible import visible
from leads.extraction.wording import say
from reviews.writing.clarity import cut_off, no_promise, unclear
from reviews.writing.context import context, wider
from reviews.writing.layout import Point, language, lay_out
from reviews.writing.notes import note_line
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
    first: LeftOut | None = None
    for text, evidence in _sentences(block, finding, brief):
        reason = unfit(text) or _unclear(block, text, evidence, finding, brief)
        if not reason and verdict(text, evidence, [finding], brief).verdict == "unsupported":
            reason = "The record does not bear it out."
        if not reason:
            return Point(block, text, evidence, heading(block, finding, brief))
        first = first or LeftOut(text, reason, finding.evidence)
    return first or LeftOut(finding.text, "There is nothing to quote.", finding.evidence)


def _unclear(
    block: Block, text: str, evidence: Sequence[Evidence], finding: Finding, brief: Brief
) -> str:
    """Why a promise or a task would puzzle its reader; one with its context quoted does not."""
    if finding.kind == "ask":
        return unclear(finding.evidence[0].quote) if finding.evidence else ""
    if block not in {"ours", "theirs", "actions"} or brief.conversation.source == "note":
        return ""
    plain = block != "actions" and text.endswith("”") and language(brief)[:2] == "en"
    if plain and no_promise(text.partition("“")[2]):
        return "Nobody takes anything on in these words."
    if cut_off(text):
        return "The sentence is cut off."
    if tuple(evidence) != finding.evidence:
        return ""
    if block == "actions" and "“" in text and language(brief)[:2] == "en":
        return "It is not clear from the words alone who does what."
    return unclear(text, owner=finding.owner or "", due=finding.due_phrase is not None)


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


def _sentences(
    block: Block, finding: Finding, brief: Brief
) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """What could be said and from which quotes, the best first."""
    quotes = finding.evidence
    note = brief.conversation.source == "note"
    if block == "next_step" and not note:
        yield from ((text, quotes) for text in step_sentences(finding, language(brief)))
    # A note's point or date is the author's own line already; only promises need their "I will".
    if block not in {"questions", "next_step"} and not note:
        author, recipient = brief.author.name, brief.recipient.name
        said = say(finding, brief.conversation, author=author, recipient=recipient)
        if "“" not in said:
            said = visible(said, most=2 * LONGEST)
            yield said, quotes
            if (about := context(finding, brief)) and block != "recap":
                begins = words(language(brief)).about
                yield f"{begins} “{about.quote}”: {said}", united(quotes, (about,))
    own = _own(quotes, brief) if block in {"ours", "theirs"} else list(quotes)
    for cited in own[:1] if block in {"ours", "theirs"} else own:
        if note:  # the author's own line needs no quotation marks
            yield note_line(finding, cited, brief), quotes
        else:
            yield f"{_who(block, cited, finding, brief)}“{_quoted(cited)}”", quotes
    if block in {"ours", "theirs"}:
        if more := wider(finding, brief):
            yield f"{_who(block, more, finding, brief)}“{_quoted(more)}”", united(quotes, (more,))
        for cited in own[1:]:
            yield f"{_who(block, cited, finding, brief)}“{_quoted(cited)}”", quotes
    if quotes:
        yield f"“{visible(quotes[0].quote, most=2 * LONGEST)}”", quotes


def _own(quotes: Sequence[Evidence], brief: Brief) -> list[Evidence]:
    """What the one who promises said: the words they answered are evidence, and no promise."""
    lines = brief.conversation.lines
    return [q for q in quotes if lines[q.line].speaker == lines[quotes[0].line].speaker]


_LEADS_IN = re.compile(
    r"^(?:(?:and|but|so|well|okay|ok|yes|yeah|oh|right|um|uh|great|perfect|sure),? )+(?=\w)", re.I
)


def _quoted(cited: Evidence) -> str:
    """The words without the "so" and "well" they began with."""
    said = _LEADS_IN.sub("", visible(cited.quote, most=2 * LONGEST))
    return said[:1].upper() + said[1:]


def _who(block: Block, cited: Evidence, finding: Finding, brief: Brief) -> str:
    """What stands before a quote: a name, "You said", or nothing where the heading says it."""
    fixed = words(language(brief))
    speaker = visible(brief.conversation.lines[cited.line].speaker, most=80)
    if block == "recap" and speaker == brief.recipient.name:
        return f"{fixed.you_asked if finding.kind == 'ask' else fixed.you_said} "
    plain = {"questions": speaker, "ours": brief.author.name, "theirs": brief.recipient.name}
    return "" if speaker in {plain.get(block), ""} else f"{speaker}: "
