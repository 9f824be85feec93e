"""What arrived, before anybody believes it: headers, bytes and address of one delivery."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Headers = Mapping[str, str] | Iterable[tuple[str, str]]
Code = Literal[
    "unknown_scheme",
    "unconfigured",
    "missing",
    "duplicate",
    "malformed",
    "stale",
    "future",
    "forged",
]

_NUMBER = re.compile(r"[1-9][0-9]{0,13}")
_MILLISECONDS_FROM = 10**11  # as seconds this would be the year 5138


class Refused(Exception):
    """A delivery that nobody may act on. `code` is for machines, the text for the log."""

    def __init__(self, code: Code, reason: str) -> None:
        super().__init__(reason)
        self.code: Code = code
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One request as the wire had it. `url` is the public address that the sender was given."""

    headers: Mapping[str, tuple[str, ...]]
    body: bytes
    url: str
    method: str
    expected: Mapping[str, str] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the header is there at all."""
        return name.lower() in self.headers

    def header(self, name: str) -> str:
        """The only value of a header. Refused: none, empty, two, not ASCII."""
        values = self.headers.get(name.lower(), ())
        if len(values) > 1:
            raise Refused("duplicate", f"header {name} came {len(values)} times")
        if not values or not values[0]:
            raise Refused("missing", f"header {name} is missing")
        if not values[0].isascii():
            raise Refused("malformed", f"header {name} is not plain text")
        return values[0]

    def wants(self, name: str) -> str:
        """What the receiver expects under `name`; without it the scheme proves nothing."""
        if not (value := self.expected.get(name)):
            raise Refused("unconfigured", f"no expected {name} is configured")
        return value


def by_name(headers: Headers) -> dict[str, tuple[str, ...]]:
    """Headers by lower-case name, each with every value it came with."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in headers.items() if isinstance(headers, Mapping) else headers:
        found[name.lower()] = (*found.get(name.lower(), ()), value)
    return found


def moment(text: str, *, per_second: int | None = None) -> float:
    """Unix seconds of a sender's clock, which counts seconds or milliseconds. Refused otherwise.

    `per_second` (1 or 1000) fixes which. Needed wherever the time stands directly beside the body
    in what is signed: digits that wander from one to the other then make it ten times too large
    or too small. A leading zero, which would change nothing, is refused for the same reason.
    """
    if not _NUMBER.fullmatch(text):
        raise Refused("malformed", "the timestamp is not a plain number")
    number = int(text)
    return number / (per_second or (1000 if number >= _MILLISECONDS_FROM else 1))


def one_match(pattern: re.Pattern[str], text: str, *, name: str) -> str:
    """The first group of a header value that must have exactly this form."""
    if not (found := pattern.fullmatch(text)):
        raise Refused("malformed", f"header {name} is not in its form")
    return found.group(1)
