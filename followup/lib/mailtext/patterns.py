"""The phrases of `words/`: one regular expression a line, in any language, `#` begins a comment.

A phrase must be linear on hostile text: bounded repetitions, no nested ones.
"""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "words"


def lines(name: str) -> list[str]:
    """The phrases of a file, in order."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def any_of(name: str) -> str:
    """An expression that matches any phrase of a file."""
    return "(?:" + "|".join(lines(name)) + ")"


def compiled(name: str) -> re.Pattern[str]:
    """The phrases of a file, whatever the case of their letters."""
    return re.compile(any_of(name), re.IGNORECASE)


def grouped(name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Groups of phrases under `[name]` lines, in order."""
    groups: dict[str, list[str]] = {}
    group: list[str] = []
    for line in lines(name):
        if line.startswith("[") and line.endswith("]") and line[1:-1].isidentifier():
            group = groups.setdefault(line[1:-1], [])
        else:
            group.append(line)
    return tuple(
        (key, re.compile("|".join(phrases), re.IGNORECASE)) for key, phrases in groups.items()
    )


def words_in(name: str) -> dict[str, str]:
    """Plain words of a grouped file, case folded, each with its group's name."""
    found: dict[str, str] = {}
    group = ""
    for line in lines(name):
        if line.startswith("["):
            group = line.strip("[]")
        else:
            found[line.casefold()] = group
    return found
