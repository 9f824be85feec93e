"""The day something is due: the model only copies the phrase, code works out the day."""

from __future__ import annotations

from datetime import date

from followup.lib.dates import deadline, resolve
from leads.extraction.schema import Conversation


def due_day(phrase: str, conversation: Conversation) -> date | None:
    """The last day named by `phrase`, seen from the day of the call; None when it is no date."""
    if conversation.held_at is None:
        return None
    found = resolve(
        phrase,
        reference=conversation.held_at,
        timezone=conversation.timezone,
        fiscal_year_start=conversation.fiscal_year_start,
        language=conversation.language,
    )
    return deadline(found) if found else None
