"""`check_grounding`: judge sentences against their sources, one JSON line in, one out."""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from followup.lib.grounding import Context, Source, check
from followup.lib.grounding.schema import Side

LONGEST_LINE = 5_000_000
_SPOKEN = re.compile(r"\s*\[?([^\W\d_][\w .'’()&|-]{0,60}?)\]?:\s+(?=\S)")
_HEADERS = frozenset(("subject", "dear", "note", "ps", "re", "fwd", "date", "warning", "price"))
_SIDES: dict[str, Side] = {"ours": "ours", "theirs": "theirs"}


def source_of(raw: object) -> Source:
    """A source line (`"Maya: I'll send it"`) or object (`text`, `speaker`, `side`) as a Source.

    Raises ValueError when it is neither.
    """
    if isinstance(raw, str):
        found = _SPOKEN.match(raw[:80])
        if found and len(found[1].split()) <= 4 and found[1].lower() not in _HEADERS:
            return Source(raw[found.end() :], found[1].strip())
        return Source(raw)
    if isinstance(raw, dict) and isinstance(raw.get("text"), str):
        speaker = raw.get("speaker")
        side = _SIDES.get(str(raw.get("side")), "unknown")
        return Source(raw["text"], speaker if isinstance(speaker, str) else None, side)
    raise ValueError("a source must be a string or an object with “text”")


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
