"""What Followup needs of a CRM, whichever it is. Network only: no database, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import httpx2

MOST_BYTES, SECONDS = 2_000_000, 20.0
LONGEST_NOTE = 60_000


class Trouble(Exception):
    """Whatever kept the CRM from doing what it was asked; the text is for people."""


class NotNow(Trouble):
    """It will pass by itself: away, busy. `after`: seconds it asks us to wait, 0 if it does not."""

    def __init__(self, message: str, *, after: int = 0) -> None:
        super().__init__(message)
        self.after = after


class Refused(Trouble):
    """It will not do this, however often it is asked."""


class Gone(Refused):
    """There is nobody of this number (any more)."""


class There(Refused):
    """It is there already."""


class Locked(Trouble):
    """It does not let us in at all: a person has to mend the token or its rights."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the CRM, as it says itself: nothing of it is believed yet."""

    number: str
    email: str = ""
    name: str = ""
    company: str = ""
    title: str = ""
    phone: str = ""
    owner: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of ours as the CRM should have it: `kind` is text, number or one of `options`."""

    name: str
    label: str
    kind: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened. `mark` is ours alone and stands in what is written."""

    title: str
    text: str
    at: datetime
    mark: str


@dataclass(frozen=True, slots=True)
class Tested:
    """What a test found: the account, and of each field '' (it is ours to write) or why not."""

    portal: str = ""
    fields: Mapping[str, str] | None = None


class Crm(Protocol):
    """One outside CRM. Every method raises `NotNow`, `Refused` or `Locked`."""

    def test(self, fields: list[Field]) -> Tested:
        """Whether we are let in, and whether these fields are there to be written."""

    def make(self, fields: list[Field]) -> None:
        """Make those of the fields that are missing; one that is there stays as it is."""

    def find(self, *, number: str = "", email: str = "") -> Person | None:
        """The person of this number, or else of this address."""

    def write(self, person: Person, values: Mapping[str, str]) -> None:
        """Set these fields of a person and no others. Raises `Gone`."""

    def written(self, person: Person, mark: str) -> str | None:
        """The number of the note that bears this mark, where one was written; None: there is
        none. '' where the CRM itself takes nothing twice."""

    def log(self, person: Person, note: Note) -> str:
        """Write a note on a person; its number. Raises `Gone`."""


def judged(answer: httpx2.Response, *, who: str) -> httpx2.Response:
    """The answer when it is a yes; otherwise the trouble it tells of."""
    status = answer.status_code
    if 200 <= status < 300:
        return answer
    said = f"{who} answered {status}{_words(answer)}"
    if status == 401:
        raise Locked(f"{who} refuses the token (401). Give the connection a new one.")
    if status == 403:
        raise Locked(f"The token lacks a right at {who} (403){_words(answer)}")
    if status in {404, 410}:
        raise Gone(said)
    if status == 409:
        raise There(said)
    if status in {408, 423, 425, 429} or status >= 500:
        raise NotNow(said, after=_wait(answer))
    raise Refused(said)


def json_of(answer: httpx2.Response, *, who: str) -> dict[str, Any]:
    """The answer's object; raises `NotNow`: what is no JSON now may be some later."""
    try:
        found = answer.json()
    except (ValueError, RecursionError) as error:
        raise NotNow(f"{who} answered something that is no JSON.") from error
    if not isinstance(found, dict):
        raise NotNow(f"{who} answered something else than its API describes.")
    return found


def text(value: object, *, most: int = 200) -> str:
    """A value of an answer as one line of text that a database can keep; '' for what is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())[:most]


def _words(answer: httpx2.Response) -> str:
    """Its own explanation, as far as a person can use it."""
    try:
        found = answer.json()
    except (ValueError, RecursionError):
        return "."
    said = text(found.get("message"), most=200) if isinstance(found, dict) else ""
    return f": {said}" if said else "."


def _wait(answer: httpx2.Response) -> int:
    given = answer.headers.get("retry-after", "")
    return min(int(given), 3600) if given.isascii() and given.isdigit() and len(given) < 6 else 0
