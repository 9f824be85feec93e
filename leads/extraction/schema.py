"""What a call is to the engines that read it, and what they give back.

Both engines (rules and model) take a `Conversation` and return a `Reading`; nothing in here
touches the database, the clock or the network.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol

Side = Literal["ours", "theirs", "unknown"]
Kind = Literal[
    "recap", "commitment", "action_item", "next_step", "ask", "open_question", "deadline", "concern"
]
Direction = Literal["ours", "theirs"]
Strength = Literal["firm", "conditional", "tentative"]

SURE = 0.5  # below it a finding stays in the record, marked; a person may use it, a draft does not


@dataclass(frozen=True, slots=True)
class Line:
    """One citable passage: a transcript utterance or a line of a rep's note.

    `section` is set for notes only: which heading of the note the line stood under.
    """

    index: int
    speaker: str
    side: Side
    text: str
    start_ms: int | None = None
    section: Literal["", "key_points", "next_steps", "personal"] = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A finished call as its lines, with what is needed to understand dates in it.

    `held_at` is the moment the call began, timezone-aware; `timezone` the IANA zone in which
    people on the call speak of days. `fiscal_year_start` is a month (1-12) or None when unknown.
    """

    lines: tuple[Line, ...]
    held_at: datetime | None = None
    timezone: str = "UTC"
    language: str = "en"
    fiscal_year_start: int | None = None
    source: Literal["transcript", "note"] = "transcript"


@dataclass(frozen=True, slots=True)
class Evidence:
    """An exact quote: `lines[line].text[start:end] == quote`."""

    line: int
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact understood from the record, with every passage that supports it.

    `text` restates the fact in one plain sentence and adds nothing to the quotes.
    `owner` is a participant's name as the transcript spells it, or None.
    `due` is None when the phrase is not a date, or when no date was named.
    """

    kind: Kind
    text: str
    evidence: tuple[Evidence, ...]
    direction: Direction | None = None
    owner: str | None = None
    strength: Strength = "firm"
    due_phrase: str | None = None
    due: date | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class SensitiveReason:
    """Why a call is not for a machine draft, and the words that say so."""

    reason: Literal[
        "negotiation",
        "concession",
        "complaint",
        "legal",
        "security_incident",
        "escalation",
        "churn",
        "bad_news",
        "anger",
    ]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything an engine understood of one conversation, in the order it mattered."""

    findings: tuple[Finding, ...]
    engine: str  # "rules" or "model"
    version: str  # engine version; for a model: "<model>/<prompt version>"
    sensitive: tuple[SensitiveReason, ...] = ()
    language: str = "en"
    dropped: tuple[str, ...] = ()  # what the engine offered and could not be grounded, in words
    warnings: tuple[str, ...] = field(default=())

    @property
    def next_step(self) -> Finding | None:
        """The agreed next step, or None: then the draft says none and the rep is told."""
        return next((f for f in self.findings if f.kind == "next_step"), None)


class Engine(Protocol):
    """Reads a conversation. Errors are `followup.lib.llm.ModelError`; rules never fail."""

    def read(self, conversation: Conversation) -> Reading: ...
