"""The chat that Zoom saves: beside the recording (tabs) or from the window (`From … to …`)."""

from __future__ import annotations

import re

from .assembly import Oddities, Script, Turn
from .clock import milliseconds, since_first

_TABBED = re.compile(r"(\d{1,2}:\d{2}:\d{2})\t\s*(?!From\s)([^\t]{1,120}?)\s?:\t(.*)")
_WINDOW = re.compile(
    r"(\d{1,2}:\d{2}:\d{2})\s+From\s+(?P<who>\S.{0,119}?)(?:\s+[tT]o\s+(?P<to>\S.{0,119}?))?\s*:(?:\s|$)(.*)"
)
_PRIVATE = re.compile(r"direct message|privately|privat|\bme\b", re.IGNORECASE)


def claims(text: str) -> bool:
    """Whether the first written line is a chat message."""
    first = text.lstrip().split("\n", 1)[0][:600]
    return bool(_TABBED.match(first) or _WINDOW.match(first))


def read(text: str, oddities: Oddities) -> Script:
    """Chat messages as turns. Private messages are left out: the other side never saw them."""
    script = Script("zoom_chat", [])
    open_turn: Turn | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        tabbed, window = _TABBED.match(line), _WINDOW.match(line)
        if tabbed or window:
            at, who, words = (tabbed or window).group(1, 2, 3) if tabbed else window.group(1, 2, 4)
            open_turn = Turn(who.strip(), words, milliseconds(at), None, number)
            if window and _PRIVATE.search(window["to"] or ""):
                oddities.note("A private message was left out", number)
            else:
                script.turns.append(open_turn)
        elif open_turn:
            open_turn.text += "\n" + line
        elif line.strip():
            oddities.note("Words before the first message were left out", number)
    if script.turns and (script.turns[0].start_ms or 0) >= 3600 * 1000:
        for turn, start in zip(script.turns, since_first([t.start_ms for t in script.turns])):
            turn.start_ms = start
        oddities.note("The file holds times of day; they are counted from its first message")
    return script
