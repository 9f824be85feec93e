"""`check_grounding`: judge sentences against their sources, one JSON line in, one out."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from followup.lib.grounding import Context, check
from followup.lib.grounding.spoken import source_of

LONGEST_LINE = 5_000_000


def _context(raw: object) -> Context:
    if raw is None:
        return Context()
    if not isinstance(raw, str):
        raise ValueError("“date” must be an ISO date")
    moment = datetime.fromisoformat(raw)
    return Context(reference=moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def answer(line: str) -> dict[str, Any]:
    """The answer to one input line. Raises ValueError with a sentence that says what is wrong."""
    if len(line) > LONGEST_LINE:
        raise ValueError("the line is too long")
    row = json.loads(line)
    if not isinstance(row, dict):
        raise ValueError("a line must be a JSON object")
    sentence, sources = row.get("sentence"), row.get("sources")
    if not isinstance(sentence, str) or not isinstance(sources, list):
        raise ValueError("“sentence” must be a string and “sources” a list")
    judged = check(
        sentence, cited=[source_of(s) for s in sources], context=_context(row.get("date"))
    )
    return {
        "id": row.get("id"),
        "verdict": judged.verdict,
        "score": judged.score,
        "reasons": [reason.text for reason in judged.reasons],
    }


def _id_of(line: str) -> object:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row.get("id") if isinstance(row, dict) else None


class Command(BaseCommand):
    """Reads JSON lines on standard input and writes one JSON line for each."""

    help = (
        'Judge sentences: {"id", "sources": [..], "sentence", "date"?} in, '
        '{"id", "verdict", "score", "reasons"} out, one JSON object a line.'
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        """Exit status 1 when a line could not be read; the others are answered all the same."""
        failed = False
        for line in sys.stdin:
            if not line.strip():
                continue
            try:
                row = answer(line)
            except (ValueError, RecursionError) as error:
                failed = True
                row = {"id": _id_of(line), "error": str(error) or type(error).__name__}
            self.stdout.write(json.dumps(row))
        if failed:
            sys.exit(1)
