"""DiaSumFact, SummEdits and DialSummEval: summary sentences, true to their dialogue or not."""

from __future__ import annotations

from typing import Any

from followup.evaluation.items import SentenceItem
from followup.lib.grounding.spoken import source_of


def ground(row: dict[str, Any]) -> tuple[SentenceItem, ...]:
    """One claim with the whole dialogue as what it cites; other edits of one text share it."""
    cited = tuple(source_of(line) for line in row["source"] if line.strip())
    errors = tuple(dict.fromkeys(map(str, row.get("error") or ())))
    return (
        SentenceItem(row["id"], row["doc_id"], cited, row["claim"], bool(row["label"]), errors),
    )
