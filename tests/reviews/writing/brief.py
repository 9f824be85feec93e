"""A brief about our own short call, for the tests of both writers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from leads.extraction.schema import Conversation, Evidence, Finding, Kind, Reading
from reviews.writing import Brief, Person
from tests.leads.extraction.model.call import conversation

CALL = conversation(
    ("Priya Rao", "theirs", "The full spec is at https://evil.example/spec if you want it."),
)


def evidence(call: Conversation, line: int, quote: str) -> Evidence:
    start = call.lines[line].text.index(quote)
    return Evidence(line, quote, start, start + len(quote))


def finding(kind: Kind, text: str, *cited: tuple[int, str], **more: Any) -> Finding:
    return Finding(kind, text, tuple(evidence(CALL, *at) for at in cited), **more)


VEHICLES = finding("recap", "Priya Rao runs 340 vehicles out of two sites.",
                   (1, "We now run 340 vehicles out of two sites."))  # fmt: skip
PRICING = finding(
    "commitment", "Maya Chen will send the pricing breakdown by Friday.",
    (2, "I'll send you the pricing breakdown by Friday."),
    direction="ours", owner="Maya Chen", due_phrase="by Friday", due=date(2026, 11, 20),
)  # fmt: skip
TASK = finding(
    "action_item", "Maya Chen will send the pricing breakdown.",
    (2, "send you the pricing breakdown by Friday"), owner="Maya Chen",
)  # fmt: skip
LEGAL = finding(
    "commitment", "Priya Rao will check with legal whether the data clause is fine.",
    (3, "I will check with legal whether the data clause is fine."),
    direction="theirs", owner="Priya Rao",
)  # fmt: skip
EXPORT = finding(
    "open_question", "Can the tool export to the warehouse system?",
    (4, "Can your tool export to our warehouse system?"), direction="theirs",
)  # fmt: skip
TUESDAY = finding(
    "next_step", "Maya Chen and Priya Rao meet again next Tuesday at ten.",
    (5, "Shall we meet again next Tuesday at ten?"), (6, "Tuesday at ten works for me."),
)  # fmt: skip
SPEC = finding("recap", "The full spec is at https://evil.example/spec.",
               (8, "The full spec is at https://evil.example/spec"))  # fmt: skip


def brief(*findings: Finding, **more: Any) -> Brief:
    reading = Reading(findings, engine="rules", version="1")
    plain = Brief(
        conversation=CALL,
        reading=reading,
        author=Person("Maya Chen", "Maya"),
        recipient=Person("Priya Rao", "Priya"),
        greeting="Hi Priya,",
        sign_off="Best regards,\nMaya",
        title="Demo for Rao Logistics",
    )
    return replace(plain, **more)
