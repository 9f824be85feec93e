"""The built-in engine: reads a call with rules alone, no model and no key.

It is extractive: every finding restates a quote. English is understood best; in German, French
and Spanish the plainest promises, questions and meetings are; other languages give quotes only.
"""

from __future__ import annotations

from dataclasses import dataclass

from leads.extraction.rules.reading import read
from leads.extraction.schema import Conversation, Reading

VERSION = "rules-1"


@dataclass(frozen=True, slots=True)
class RulesEngine:
    """Reads a conversation in well under two seconds an hour of talk. Never fails."""

    def read(self, conversation: Conversation) -> Reading:
        """What was promised, asked, decided and left open, each with exact quotes."""
        return read(conversation, version=VERSION)
