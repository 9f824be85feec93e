"""What goes into a template, and what comes out: sentences that say what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Block = Literal["greeting", "body", "sign_off"]
Origin = Literal["template", "machine"]


@dataclass(frozen=True, slots=True)
class Template:
    """The words of one variant as an admin wrote them; `name` says which, for what is dropped."""

    subject: str
    greeting: str
    body: str
    sign_off: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """An exact quote: the text of the passage with that primary key, from `start` on."""

    passage: int
    quote: str
    start: int


@dataclass(frozen=True, slots=True)
class Value:
    """One thing that can fill a slot. `source` says in words where it comes from; `item` is the
    primary key of the library item, `evidence` what a machine's words rest on."""

    text: str
    source: str
    evidence: tuple[Quote, ...] = ()
    item: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known, by the slot's name, the best value first. A name that is missing, or that
    has no value, is not known; `missing` may say why, in words."""

    values: Mapping[str, tuple[Value, ...]]
    missing: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    """A slot in a sentence: `sentence.text[start:end]` is `value.text`."""

    slot: str
    value: Value
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the mail. `lead_in` is the layout before it.

    `origin` is `machine` as soon as a machine slot stands in it: then the whole sentence is
    verified against `evidence` like any other.
    """

    text: str
    origin: Origin
    block: Block
    lead_in: str
    fills: tuple[Filled, ...] = ()

    @property
    def evidence(self) -> tuple[Quote, ...]:
        return tuple(dict.fromkeys(q for one in self.fills for q in one.value.evidence))


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence of the template that was left away, with the reason in words."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail. An empty `subject` continues the thread, or is for a person to write.

    `says_something` is False when nothing is left between greeting and sign-off, or when the body
    was made around what we know (a call, a form, the library) and only the words around it are.
    """

    subject: str
    sentences: tuple[Sentence, ...]
    dropped: tuple[Dropped, ...]
    says_something: bool

    @property
    def body(self) -> str:
        """The text, byte for byte: the sentences with their lead-ins."""
        return "".join(s.lead_in + s.text for s in self.sentences)
