"""The words a promise answers: what somebody else had just asked for or said."""

from __future__ import annotations

import re

from leads.extraction.rules.lexicon import words
from leads.extraction.rules.spoken import Clause, whole_sentences
from leads.extraction.schema import Evidence, Finding, Line
from reviews.writing.clarity import unclear
from reviews.writing.schema import Brief

_LONGEST = 110  # characters: a longer quote is no context but a second mail
_LONGEST_QUOTE = 170
_FEWEST = 4  # words that can say what "it" is
_LOOSE = re.compile(
    r"\b(?:it|that|this|them|those|these|him|her|die|den|das)\b(?!.*\b(?:diary|calendar)\b)", re.I
)
_STARTS_LOOSE = words("it that this they he she those these them there and but or so")


_ABOUT_PEOPLE = re.compile(r"\b(?:him|her|them|they|he|she)\b")


def context(finding: Finding, brief: Brief) -> Evidence | None:
    """The sentence of somebody else, right before the promise, that says what it is about.

    A question is taken as it is; a statement only when it names the one who then promises, or
    before a promise with a day, which is worth the words.
    """
    if not finding.evidence:
        return None
    lines = brief.conversation.lines
    at = finding.evidence[0].line
    if at == 0 or lines[at - 1].speaker == lines[at].speaker:
        return None
    about_things = not _ABOUT_PEOPLE.search(finding.text)
    name = (finding.owner or "").partition(" ")[0]
    dated = about_things and finding.due_phrase is not None
    return _telling(lines[at - 1], dated=dated, name=name)


def wider(finding: Finding, brief: Brief) -> Evidence | None:
    """The promise with the speaker's own words right before it, in the same passage.

    "Send me the file, I'll clean it up": whose file "it" is stands there and nowhere else.
    """
    if not finding.evidence:
        return None
    cited = finding.evidence[0]
    line = brief.conversation.lines[cited.line]
    said = [s.whole for s in whole_sentences(line)]
    at = next((n for n, (start, end) in enumerate(said) if start <= cited.start < end), None)
    if at is None:
        return None
    start, end = said[at]
    if start == cited.start and at:
        start = said[at - 1][0]
    before = line.text[start : cited.start]
    if end - start > _LONGEST_QUOTE or "?" in before or len(before.split()) < _FEWEST:
        return None
    if not _LOOSE.search(cited.quote) or unclear(before):
        return None
    return Evidence(cited.line, line.text[start:end], start, end)


def _telling(line: Line, *, dated: bool, name: str) -> Evidence | None:
    said = [s for s in whole_sentences(line)[-3:] if s.words >= 4 and _length(s) <= _LONGEST]
    told = [s for s in reversed(said) if s.is_question or dated or (name and name in _text(s))]
    clear = [s for s in told if s.tokens[0].norm not in _STARTS_LOOSE and not unclear(_text(s))]
    return clear[0].evidence() if clear else None


def _length(sentence: Clause) -> int:
    start, end = sentence.whole
    return end - start


def _text(sentence: Clause) -> str:
    start, end = sentence.whole
    return sentence.line.text[start:end]
