"""A small call, and findings as an engine might report them."""

from __future__ import annotations

from typing import Any

from followup.evaluation.items import CallItem
from leads.extraction.schema import Conversation, Evidence, Finding, Line, Reading, Side

WORDS: tuple[tuple[str, Side, str], ...] = (
    ("Ada", "ours", "I'll send the offer tomorrow."),
    ("Bo", "theirs", "I'll ask our lawyers."),
    ("Ada", "ours", "Would fifty euros do?"),
    ("Bo", "theirs", "Yes, that is fine with us."),
    ("Ada", "ours", "Lovely weather, by the way."),
    ("Bo", "theirs", "It rains here."),
    ("Ada", "ours", "Maybe we come by one day."),
)
CALL = Conversation(tuple(Line(i, *words) for i, words in enumerate(WORDS)))


def found(*lines: int, **more: Any) -> Finding:
    """A finding that quotes whole lines."""
    evidence = tuple(Evidence(i, WORDS[i][2], 0, len(WORDS[i][2])) for i in lines)
    given = {"kind": "commitment", "text": "…", "owner": "Ada", "direction": "ours"} | more
    return Finding(evidence=evidence, **given)


def read(*findings: Finding) -> Reading:
    return Reading(findings, "rules", "rules-1")


def call(**known: Any) -> CallItem:
    return CallItem("c", CALL, **known)
