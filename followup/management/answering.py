"""JSON lines in, JSON lines out: each line is answered, whatever stands in the others."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

LONGEST_LINE = 20_000_000  # characters; a day of talk has three million

LONGEST_REASON = 300


def answer_lines(answer: Callable[[dict[str, Any]], dict[str, Any]], *, out: OutputWrapper) -> int:
    """Write `answer` of each object on standard input and return how many had none.

    A line that cannot be answered gives `{"id", "error"}`: the reason in words, and the id where
    the line could be read at all. CommandError (nothing can be answered) ends the run.
    """
    failed = 0
    for number, line in _lines():
        given: Any = None
        try:
            given = _parsed(line)
            written = json.dumps({"id": given.get("id"), **answer(given)}, allow_nan=False)
        except CommandError:
            raise
        except Exception as error:  # reported in the answer; the next line is read
            failed += 1
            written = json.dumps({"id": _name(given), "error": f"line {number}: {_words(error)}"})
        out.write(written)
    return failed


def _lines() -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers; bytes that are no UTF-8 are replaced."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    for number, line in enumerate(sys.stdin, 1):
        if number == 1:
            line = line.removeprefix("\ufeff")
        if line.strip():
            yield number, line


def _parsed(line: str) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise ValueError("the line is too long")
    given = json.loads(line, parse_constant=_no_number)
    if not isinstance(given, dict):
        raise ValueError("a line must be a JSON object")
    return given


def _no_number(word: str) -> None:
    raise ValueError(f"“{word}” is no number in JSON")


def _name(given: Any) -> object:
    """The id of an object, where it is one that can be written."""
    name = given.get("id") if isinstance(given, dict) else None
    return name if isinstance(name, str | int) else None


def _words(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"this is no JSON: {error}"
    if isinstance(error, RecursionError):
        return "this is nested too deeply"
    told = str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
    return told if len(told) <= LONGEST_REASON else f"{told[:LONGEST_REASON]}…"
