"""Phrases that hang on an event whose day is unknown: "after the board meeting" is not a date."""

from __future__ import annotations

import re
from collections.abc import Iterator

from followup.lib.dates.schema import Found

_NOUNS = (
    "meeting|call|review|launch|board|quarter|close|closing|holidays?|vacation|conference|go-live"
    "|audit|budget|vote|decision|summit|session|demo|kickoff|kick-off|renewal|release|rollout"
    "|offsite|off-site|approval|sign-off|signature|workshop|event|migration|deadline|interview|trip"
    "|exams?|elections?|wedding|merger|acquisition|pilot|trial|freeze|sprint|steerco|committee"
)
_EVENT = re.compile(
    rf"\b(before|after|until|till|by|once|when|following|pending)\s+"
    rf"((?:the|our|your|my|their|his|her|its)\s+(?:[\w'’-]{{1,30}}\s+){{0,3}}?(?:{_NOUNS})(?:\s+(?:{_NOUNS}))?)"
    r"(?:\s+(?:closes|ends|is\s+over|is\s+done|meets|starts|begins))?\b",
    re.IGNORECASE,
)


def events(text: str) -> Iterator[Found]:
    """Each such phrase of `text`, with the question that would make it a date."""
    for match in _EVENT.finditer(text):
        yield Found(
            match.group(),
            match.start(),
            match.end(),
            None,
            f"When {'are' if match.group(2).endswith('s') else 'is'} {match.group(2)}?",
        )
