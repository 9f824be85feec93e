"""What is compared: a promise, a passage said later, and the proposal that comes of both."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Promise:
    """An open commitment. `quote` are its words; `direction` is ours, theirs or empty."""

    key: int
    quote: str
    text: str
    direction: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A passage said later. `is_note`: a rep wrote it, about both sides."""

    key: int
    text: str
    side: str
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """`said[...].text[start:start + len(quote)] == quote` seems to show the promise kept."""

    promise: int
    passage: int
    quote: str
    start: int
