"""Calls that are not for a machine's draft: each reason with the words that gave it away.

Recall comes first: a tense call that gets a cheerful draft costs a customer, a calm one that a
person writes by hand costs five minutes. But it is about this relationship: prices, a security
review, or the deaths in somebody's statistics lecture must not silence the product.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from leads.extraction.schema import Conversation, Evidence, Line, SensitiveReason
from leads.extraction.sensitivity_abroad import ABROAD
from leads.extraction.sensitivity_more import MORE
from leads.extraction.sensitivity_oblique import OBLIQUE
from leads.extraction.sensitivity_trade import TRADE
from leads.extraction.sensitivity_trouble import TROUBLE
from leads.extraction.sensitivity_words import ABOUT_US, EVERYDAY

# Every language at once: people switch, and the language of a short call is a guess.
_SIGNALS = (*TRADE, *TROUBLE, *MORE, *OBLIQUE, *ABROAD)
_LONGEST = 4_000
_LONGEST_SENTENCE = 600  # speech without a full stop is read in pieces of this many characters
_SENTENCE_END = re.compile(r"(?<=[.?!…])\s+")


def sensitive(conversation: Conversation) -> tuple[SensitiveReason, ...]:
    """Every reason once per passage it shows in, in the order of the call."""
    return tuple(r for line in conversation.lines for r in _in_line(line))


def _in_line(line: Line) -> Iterator[SensitiveReason]:
    seen: set[str] = set()
    for start, end in _sentences(line.text[:_LONGEST]):
        said = line.text[start:end].replace("’", "'")
        shadow = EVERYDAY.sub(lambda m: " " * len(m.group()), said)
        for signal in _SIGNALS:
            if signal.reason in seen or not (found := signal.words.search(shadow)):
                continue
            if signal.not_ours and line.side == "ours":
                continue
            if signal.about_us and not ABOUT_US.search(shadow):
                continue
            if signal.unless and signal.unless.search(said):
                continue
            seen.add(signal.reason)
            first, last = _around(said, found.start(), found.end())
            quote = line.text[start + first : start + last]
            evidence = Evidence(line.index, quote, start + first, start + last)
            yield SensitiveReason(signal.reason, evidence)  # type: ignore[arg-type]


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends; a stretch without a stop is cut between words."""
    start = 0
    for end in (*(m.start() for m in _SENTENCE_END.finditer(text)), len(text)):
        while end - start > _LONGEST_SENTENCE:
            cut = text.rfind(" ", start + 1, start + _LONGEST_SENTENCE)
            cut = cut if cut > start else start + _LONGEST_SENTENCE
            yield start, cut
            start = cut
        while start < end and text[start].isspace():
            start += 1
        if start < end:
            yield start, end
        start = end


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """About 300 characters around a match, cut between words."""
    first = 0 if start <= 150 else text.find(" ", start - 150, start) + 1 or start
    last = len(text) if len(text) - end <= 150 else text.rfind(" ", end, end + 150)
    return first, max(last, end)
