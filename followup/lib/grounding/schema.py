"""What the verifier is given and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Verdict = Literal["supported", "weak", "unsupported"]
Side = Literal["ours", "theirs", "unknown"]


@dataclass(frozen=True, slots=True)
class Source:
    """One passage: its words, who said them and for which side."""

    text: str
    speaker: str | None = None
    side: Side = "unknown"


@dataclass(frozen=True, slots=True)
class Context:
    """What is known besides the passages.

    `author` signs the mail ("I"), `recipient` reads it ("you"). `people` are all names that may
    be written without a citation (participants). `dates` are days already resolved by code.
    """

    reference: datetime | None = None
    timezone: str = "UTC"
    author: str | None = None
    recipient: str | None = None
    people: tuple[str, ...] = ()
    dates: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a verdict is not better, in words for a rep, with the span of the sentence it is about.

    `code` is stable: number, amount, date, name, link, side, owner, negation, hedge, tense,
    superlative, addition, overlap, judge.
    """

    code: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict on one sentence; `score` is the confidence (0..1) that it is supported."""

    verdict: Verdict
    score: float
    reasons: tuple[Reason, ...] = ()
