"""How a service that posts to us is believed."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Scheme:
    """How one service proves itself, and the secrets valid now, the newest first. Amazon has none:
    there, `secrets` are the topics that are ours."""

    name: str
    secrets: tuple[str, ...] = field(repr=False)
