"""A first line for an answer, only when somebody asks for one: their own words, quoted back."""

from __future__ import annotations

import re
from dataclasses import dataclass

from leads.models import Passage
from reviews.models import Card
from reviews.writing.words import words

LONGEST = 240  # a longer quote is no first line
_SENTENCE = re.compile(r"[^.!?…\n]*[?？]")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The line and the one passage it quotes."""

    text: str
    evidence: tuple[tuple[Passage, str, int], ...]


def suggestion(card: Card) -> Suggestion | None:
    """Their last question, quoted back; None when their mail asks nothing, or there is none."""
    event = card.mail.event if card.mail else None
    if event is None:
        return None
    for passage in event.passages.order_by("-index"):
        asked = [m for m in _SENTENCE.finditer(passage.text) if 8 < len(m[0].strip()) <= LONGEST]
        if asked:
            quote = asked[-1][0].strip()
            start = passage.text.index(quote)
            said = f"{words(_language(card)).you_asked} “{quote}”"
            return Suggestion(said, ((passage, quote, start),))
    return None


def _language(card: Card) -> str:
    """The language this person was last spoken to in; English when no call is known."""
    last = card.lead.calls.order_by("-held_at").first() if card.lead else None
    return last.language if last else "en"
