"""How a service that posts to us is believed."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Scheme:
    """How one service proves itself, and the secrets valid now, the newest first."""

    name: str
    secrets: tuple[str, ...] = field(repr=False)
