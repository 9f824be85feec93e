"""PersuasionForGood: one person asks another for a donation in a chat (Apache-2.0)."""

from __future__ import annotations

from typing import Any

from followup.evaluation.items import CallItem
from leads.extraction.schema import Conversation, Line, Side

COMMITS = frozenset(("agree-donation", "provide-donation-amount", "confirm-donation"))


def p4g(row: dict[str, Any]) -> tuple[CallItem, ...]:
    """The buyer's committing sentences, and the amount the buyer meant to give (0 is none)."""
    lines = []
    told = set()
    for at, said in enumerate(row["utterances"]):
        side: Side = "ours" if said["side"] == "seller" else "theirs"
        lines.append(Line(at, said["side"].capitalize(), side, said["text"]))
        if side == "theirs" and COMMITS.intersection(said["labels"]):
            told.add(at)
    amount = float(row["intended"]) if row["intended"] else None
    call = Conversation(tuple(lines))
    item = CallItem(row["id"], call, promising=frozenset(told), side="theirs", sums=(amount,))
    return (item,)
