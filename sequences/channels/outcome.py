"""What a channel reports of one try."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

# Called once, immediately before the provider may act. False: stop, send nothing.
Dot = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Outcome:
    """accepted: the provider has it. refused: it never will. deferred: nothing was sent, try
    later. unknown: it may have been sent. withheld: the gate said no at the last moment."""

    kind: Literal["accepted", "refused", "deferred", "unknown", "withheld"]
    detail: str = ""
    provider_id: str = ""


class Withheld(Exception):
    """The last look said no; the connection is dropped without the final dot."""
