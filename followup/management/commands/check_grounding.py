"""`check_grounding`: judge sentences against their sources, one JSON line in, one out."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from followup.lib.grounding import Context, check
from followup.lib.grounding.spoken import source_of
from followup.management.answering import answer_lines


def _context(raw: object) -> Context:
    if raw is None:
        return Context()
    if not isinstance(raw, str):
        raise ValueError("“date” must be an ISO date")
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError as error:
        raise ValueError("“date” must be an ISO date") from error
    return Context(reference=moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def answer(row: dict[str, Any]) -> dict[str, Any]:
    """The answer to one input row. Raises ValueError with a sentence that says what is wrong."""
    sentence, sources = row.get("sentence"), row.get("sources")
    if not isinstance(sentence, str) or not isinstance(sources, list):
        raise ValueError("“sentence” must be a string and “sources” a list")
    judged = check(
        sentence, cited=[source_of(s) for s in sources], context=_context(row.get("date"))
    )
    return {
        "verdict": judged.verdict,
        "score": judged.score,
        "reasons": [reason.text for reason in judged.reasons],
    }


class Command(BaseCommand):
    """Reads JSON lines on standard input and writes one JSON line for each."""

    help = (
        'Judge sentences: {"id", "sources": [..], "sentence", "date"?} in, '
        '{"id", "verdict", "score", "reasons"} out, one JSON object a line.'
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        """Exit status 1 when a line could not be read; the others are answered all the same."""
        if answer_lines(answer, out=self.stdout):
            sys.exit(1)
