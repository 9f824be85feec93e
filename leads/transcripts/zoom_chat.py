"""The chat that Zoom saves: beside the recording (tabs) or from the window (`From … to …`)."""

from __future__ import annotations

import re

from .assembly import Oddities, Script, Turn, count_from_first
from .clock import milliseconds

_AT = r"(?P<at>\d{1,2}:\d{2}:\d{2})"
_TABBED = re.compile(rf"{_AT}\t\s*(?!From\s)(?P<who>[^\t]{{1,120}}?)\s?:\t(?P<words>.*)")
_WINDOW = re.compile(
    rf"{_AT}\s+From\s+(?P<who>\S.{{0,119}}?)(?:\s+[tT]o\s+(?P<to>\S.{{0,119}}?))?\s*:"
    r"(?:\s|$)(?P<words>.*)"
)
_PRIVATE = re.compile(r"direct message|privately|privat|\bme\b", re.IGNORECASE)


def claims(text: str) -> bool:
    """Whether the first written line is a chat message."""
    first = text.lstrip().split("\n", 1)[0][:600]
    return bool(_TABBED.match(first) or _WINDOW.match(first))


def read(text: str, oddities: Oddities) -> Script:
    """Chat messages as turns. Private messages are left out: the other side never saw them."""
    script = Script("zoom_chat", [])
    said: list[str] | None = None  # of the last message
    messages: list[list[str]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        tabbed, window = _TABBED.match(line), _WINDOW.match(line)
        message = tabbed or window
        if message:
            said = [message["words"]]
            if window and _PRIVATE.search(window["to"] or ""):
                oddities.note("A private message was left out", number)
                continue
            start = milliseconds(message["at"])
            script.turns.append(Turn(message["who"].strip(), "", start, None, number))
            messages.append(said)
        elif said is not None:
            said.append(line)
        elif line.strip():
            oddities.note("Words before the first message were left out", number)
    for turn, lines in zip(script.turns, messages, strict=True):
        turn.text = "\n".join(lines)
    if script.turns and (script.turns[0].start_ms or 0) >= 3600 * 1000:
        count_from_first(script.turns)
        oddities.note("The file holds times of day; they are counted from its first message")
    return script
