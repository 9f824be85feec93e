"""What a draft is written from, and the sentences that come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from leads.extraction.schema import Conversation, Evidence, Reading

Block = Literal[
    "greeting", "opening", "recap", "ours", "theirs", "actions", "next_step", "questions",
    "body", "closing", "sign_off",
]  # fmt: skip
Origin = Literal["template", "machine"]


@dataclass(frozen=True, slots=True)
class Person:
    """A name as the record spells it; `first_name` as the mail would say it."""

    name: str
    first_name: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything a writer may use.

    `greeting` and `sign_off` are the template's words, already filled in; `title` names the
    call in the subject; `language` is a two-letter code, empty for the reading's own. `shape` is
    one of "", "short", "no_recap", "flowing"; `wish` is what the rep told a model, in their words.
    """

    conversation: Conversation
    reading: Reading
    author: Person
    recipient: Person
    greeting: str
    sign_off: str
    title: str
    language: str = ""
    shape: str = ""
    wish: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """One sentence of the mail; `lead_in` is the layout and template words before it.

    `slots` says what filled the template: each with `slot`, `text`, `source`, `start`, `end`.
    """

    block: Block
    text: str
    origin: Origin
    evidence: tuple[Evidence, ...] = ()
    lead_in: str = ""
    slots: tuple[Mapping[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that could have been said and was not, with the reason in words."""

    text: str
    reason: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Composition:
    """A proposed mail. The body is the sentences with their lead-ins, byte for byte."""

    subject: str
    sentences: tuple[Written, ...]
    left_out: tuple[LeftOut, ...]
    engine: str
    version: str
    next_step_missing: bool

    @property
    def body(self) -> str:
        return "".join(s.lead_in + s.text for s in self.sentences)


class Writer(Protocol):
    """Composes a mail. Errors are `followup.lib.llm.ModelError`; the rules never fail."""

    def compose(self, brief: Brief) -> Composition: ...
