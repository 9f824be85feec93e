"""What scoring reads and says. Pure values: points are whole numbers, moments are aware."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Tier = Literal["hot", "warm", "cold"]
Signal = Literal[
    "company_size",
    "title_match",
    "industry",
    "source",
    "page_depth",
    "intent_page",
    "engagement",
    "recency",
    "completeness",
]
SIGNALS: dict[str, str] = {
    "company_size": "Company size",
    "title_match": "Their title",
    "industry": "Industry",
    "source": "Source",
    "page_depth": "Pages read",
    "intent_page": "Buying pages read",
    "engagement": "What they did",
    "recency": "Last heard of",
    "completeness": "Form filled in",
}
COUNTED = frozenset({"company_size", "page_depth", "intent_page", "engagement", "completeness"})
TIMED = frozenset({"page_depth", "intent_page", "engagement", "recency"})


class Rule(BaseModel):
    """One signal and what it is worth. Which of the other fields count depends on the signal.

    `least` and `most` bound a number (people, pages, clicks, per cent); `within_days` says how
    far back is looked: what is older counts no more. `words` are matched whole, whatever their
    case; for what they did they are the kinds that count, and none means all.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    signal: Signal
    points: int = Field(ge=-100, le=100)
    least: int = Field(default=1, ge=0, le=10_000_000)
    most: int | None = Field(default=None, ge=0, le=10_000_000)
    within_days: int = Field(default=30, ge=1, le=730)
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The rule as a line of a list: “Buying pages read: pricing, demo; at least 2; 7 days”."""
        said = [", ".join(self.words)] if self.words else []
        if self.signal in COUNTED:
            said.append(f"at least {self.least:,}" if self.most is None else self._between())
        if self.signal in TIMED:
            said.append(f"{self.within_days} day{'s' if self.within_days > 1 else ''}")
        return f"{SIGNALS[self.signal]}: {'; '.join(said)}"

    def _between(self) -> str:
        return f"{self.least:,} to {self.most:,}"

    @model_validator(mode="after")
    def _whole(self) -> Rule:
        if self.points == 0:
            raise ValueError("A rule worth nothing changes nothing. Give it points or remove it.")
        if self.most is not None and self.most < self.least:
            raise ValueError("The upper bound is below the lower one.")
        needs_words = self.signal in {"title_match", "industry", "source", "intent_page"}
        if needs_words and not any(w.strip() for w in self.words):
            raise ValueError("Say which words count.")
        return self


class Rules(BaseModel):
    """All rules and the two lines that make a total a tier."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rules: tuple[Rule, ...] = Field(min_length=1, max_length=50)
    hot_from: int = Field(default=60, ge=1, le=1000)
    warm_from: int = Field(default=30, ge=0, le=1000)

    @model_validator(mode="after")
    def _ordered(self) -> Rules:
        if self.warm_from >= self.hot_from:
            raise ValueError("Hot has to begin above warm.")
        return self


@dataclass(frozen=True, slots=True)
class Act:
    """Something the person did: a page, a click, an answer, a meeting, a form."""

    kind: str
    at: datetime
    path: str = ""
    intent: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person. None and empty texts are not known, which is no zero."""

    title: str = ""
    employees: int | None = None
    industry: str = ""
    source: str = ""
    asked: int = 0
    answered: int = 0
    acts: Sequence[Act] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the breakdown: “+20 pricing page twice this week”."""

    points: int
    sentence: str
    signal: str

    def __str__(self) -> str:
        return f"{self.points:+d} {self.sentence}"


@dataclass(frozen=True, slots=True)
class Score:
    """A total, its tier, what it is made of, and what would lift it to the next tier."""

    total: int
    tier: Tier
    reasons: tuple[Reason, ...]
    would_change: tuple[str, ...] = ()
