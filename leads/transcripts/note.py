"""The rep's own note instead of a transcript: each line is a passage."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from .cleaning import visible

Section = Literal["key_points", "next_steps", "personal"]
_BULLET = re.compile(r"\s*(?:(?:[-–—*•·‣▪◦+>]|\[[ xX]?\]|\d{1,2}[.)])(?=\s)\s*)*")


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One citable line of a note, numbered through all sections from 0."""

    index: int
    section: Section
    text: str


def read_note(key_points: str, next_steps: str, personal: str) -> tuple[NoteLine, ...]:
    """The written lines of a note in order, bullets and invisible characters taken off."""
    sections: tuple[tuple[Section, str], ...] = (
        ("key_points", key_points),
        ("next_steps", next_steps),
        ("personal", personal),
    )
    written = [
        (section, text)
        for section, block in sections
        for line in re.split(r"[\r\n\x0b\x0c\x85\u2028\u2029]+", block)
        if any(map(str.isalnum, text := visible(line[_bullet_end(line) :])))
    ]
    return tuple(NoteLine(index, section, text) for index, (section, text) in enumerate(written))


def _bullet_end(line: str) -> int:
    found = _BULLET.match(line)
    return found.end() if found else 0
