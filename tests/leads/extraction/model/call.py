"""A short call of our own and the answers a model might give about it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from leads.extraction.schema import Conversation, Line, Side

WORDS: tuple[tuple[str, Side, str], ...] = (
    ("Maya Chen", "ours", "Good morning Priya, how was the move to the new depot?"),
    ("Priya Rao", "theirs", "Busy! We now run 340 vehicles out of two sites."),
    ("Maya Chen", "ours", "I'll send you the pricing breakdown by Friday."),
    ("Priya Rao", "theirs", "Great. I will check with legal whether the data clause is fine."),
    ("Priya Rao", "theirs", "Can your tool export to our warehouse system?"),
    ("Maya Chen", "ours", "Shall we meet again next Tuesday at ten?"),
    ("Priya Rao", "theirs", "Tuesday at ten works for me."),
    ("Maya Chen", "ours", "I'll try to bring our solutions engineer."),
)


def conversation(*extra: tuple[str, Side, str]) -> Conversation:
    lines = tuple(Line(i, who, side, text) for i, (who, side, text) in enumerate(WORDS + extra))
    return Conversation(lines, held_at=datetime(2026, 11, 18, 14, tzinfo=UTC))


def item(kind: str, text: str, *evidence: tuple[int, str], **more: Any) -> dict[str, Any]:
    """One finding as a model answers it; `evidence` is (line, quote)."""
    return {
        "kind": kind,
        "text": text,
        "evidence": [{"passage": f"p{line}", "quote": quote} for line, quote in evidence],
        "owner": more.get("owner"),
        "strength": more.get("strength", "firm"),
        "due_phrase": more.get("due_phrase"),
    }


def answer(*findings: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "findings": list(findings),
        "sensitive": more.get("sensitive", []),
        "language": more.get("language", "en"),
    }


PRICING = item(
    "commitment",
    "Maya Chen will send the pricing breakdown by Friday.",
    (2, "I'll send you the pricing breakdown by Friday"),
    owner="Maya Chen",
    due_phrase="by Friday",
)
LEGAL = item(
    "commitment",
    "Priya Rao will check with legal whether the data clause is fine.",
    (3, "I will check with legal whether the data clause is fine."),
    owner="Priya Rao",
)
TUESDAY = item(
    "next_step",
    "Maya Chen and Priya Rao meet again next Tuesday at ten.",
    (5, "Shall we meet again next Tuesday at ten?"),
    (6, "Tuesday at ten works for me."),
    due_phrase="next Tuesday",
)
