"""What a person changed in the machine's words, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "cut", "added"]
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
MOST_PAIRS = 4_000_000  # beyond this many comparisons the middle is shown as replaced


@dataclass(frozen=True, slots=True)
class Change:
    """A run of text that stayed, went or came."""

    kind: Kind
    text: str


def changes(before: str, after: str) -> list[Change]:
    """The two texts as one: joined, "same" and "cut" are `before`, "same" and "added" `after`."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    head = _same(old, new)
    tail = _same(old[head:][::-1], new[head:][::-1])
    was, now = old[head : len(old) - tail], new[head : len(new) - tail]
    found = [Change("same", "".join(old[:head])), *_middle(was, now)]
    found.append(Change("same", "".join(old[len(old) - tail :])))
    return _joined(found)


def _same(old: Sequence[str], new: Sequence[str]) -> int:
    return next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b),
                min(len(old), len(new)))  # fmt: skip


def _middle(was: Sequence[str], now: Sequence[str]) -> list[Change]:
    if len(was) * len(now) > MOST_PAIRS:
        return [Change("cut", "".join(was)), Change("added", "".join(now))]
    found: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, was, now).get_opcodes():
        if kind == "equal":
            found.append(Change("same", "".join(was[a:b])))
        else:
            found += [Change("cut", "".join(was[a:b])), Change("added", "".join(now[c:d]))]
    return found


def _joined(found: Sequence[Change]) -> list[Change]:
    """Without empty runs, and without a blank between two changes of one phrase: a reader follows
    whole phrases, not single words."""
    cut = added = ""
    result: list[Change] = []
    runs = [run for run in found if run.text]
    for at, run in enumerate(runs):
        if run.kind == "cut":
            cut += run.text
        elif run.kind == "added":
            added += run.text
        elif run.text.isspace() and "\n" not in run.text and cut + added and at + 1 < len(runs):
            cut, added = cut + run.text, added + run.text
        else:
            result += _flushed(cut, added)
            cut = added = ""
            result.append(run)
    return result + _flushed(cut, added)


def _flushed(cut: str, added: str) -> list[Change]:
    return [c for c in (Change("cut", cut), Change("added", added)) if c.text]
