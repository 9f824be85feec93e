"""What a channel is, and what it reports of one try."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from sequences.rendering import Mail

# Called once, immediately before the provider may act. False: stop, send nothing.
Dot = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Outcome:
    """accepted: the provider has it. refused: it never will. deferred: nothing was sent, try
    later. unknown: it may have been sent. withheld: the gate said no at the last moment.

    `must_sign_in`: it failed because the provider does not let us in; trying again is no use.
    """

    kind: Literal["accepted", "refused", "deferred", "unknown", "withheld"]
    detail: str = ""
    provider_id: str = ""
    must_sign_in: bool = False


class Withheld(Exception):
    """The last look said no; the connection is dropped without the final dot."""


class Way(Protocol):
    """One way out: a kept connection to one provider."""

    def open(self) -> Outcome | None:
        """None when ready, else a deferral that says what is wrong. Comes before any words."""

    def send(
        self, mail: Mail, *, message_id: str, date: datetime, before_dot: Dot, answered: str = ""
    ) -> Outcome:
        """Hand the mail over. Never raises for what a provider does, or for what a mail holds.

        `answered` is the provider's own name of the message this one answers, where there is one.
        """

    def close(self) -> None:
        """Let go of the connection. Safe to call twice."""
