"""What a step is, in the words of the pages. Pure."""

from __future__ import annotations

from datetime import time
from typing import Protocol


class Timed(Protocol):
    """What says when a step comes."""

    delay_amount: int
    delay_unit: str
    at_time: time | None


def when(step: Timed) -> str:
    """When a step comes: "at once", "after 3 working days at 09:30"."""
    amount = int(step.delay_amount)
    unit = step.delay_unit.replace("_", " ")
    said = f"after {amount} {unit if amount != 1 else unit.removesuffix('s')}" if amount else ""
    at = f"at {step.at_time:%H:%M} where they are" if step.at_time else ""
    return " ".join(part for part in (said, at) if part) or "at once"


def share(weight: int, all_weights: int) -> int:
    """The share of a wording in percent, rounded; 0 when none is drawn."""
    return round(100 * weight / all_weights) if all_weights else 0
