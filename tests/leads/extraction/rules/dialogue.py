"""Short calls written for the tests: "Name: words", a line each. Maya and Devon are ours."""

from __future__ import annotations

from datetime import UTC, datetime

from leads.extraction.rules import RulesEngine
from leads.extraction.schema import Conversation, Finding, Kind, Line, Reading, Side

HELD_AT = datetime(2026, 11, 18, 14, tzinfo=UTC)  # a Wednesday
OURS = ("Maya", "Devon")


def call(text: str, *, language: str = "en", sides: bool = True) -> Conversation:
    """A conversation held on Wednesday 18 November 2026; without sides nobody is ours."""
    lines = []
    for index, row in enumerate(text.strip().splitlines()):
        speaker, _, words = row.strip().partition(": ")
        lines.append(Line(index, speaker, _side(speaker) if sides else "unknown", words))
    return Conversation(tuple(lines), held_at=HELD_AT, language=language)


def _side(speaker: str) -> Side:
    return "ours" if speaker in OURS else "theirs"


def read(text: str, *, language: str = "en", sides: bool = True) -> Reading:
    """What the engine understands; every quote is checked to be exact."""
    conversation = call(text, language=language, sides=sides)
    reading = RulesEngine().read(conversation)
    for finding in reading.findings:
        for quote in finding.evidence:
            assert conversation.lines[quote.line].text[quote.start : quote.end] == quote.quote
    return reading


def only(reading: Reading, kind: Kind) -> Finding:
    """The one finding of a kind."""
    (finding,) = of(reading, kind)
    return finding


def of(reading: Reading, kind: Kind) -> list[Finding]:
    """The findings of a kind, in the reading's order."""
    return [f for f in reading.findings if f.kind == kind]
