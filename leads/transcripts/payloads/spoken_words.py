"""Single timed words to turns: a new one with each voice, and at a sentence's end when long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..assembly import Turn

_LONG = 300  # characters after which the next sentence begins a new turn, so that quotes stay small
_LONGEST = 1200  # without any punctuation
_PAUSE_MS = 2000


@dataclass(slots=True)
class Word:
    """One word; `glued` joins it to the one before without a space (punctuation)."""

    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    speaker: str | None = None
    glued: bool = False


def turns_of(spoken: Iterable[Word], *, line: int | None = None) -> Iterator[Turn]:
    """Words in order to turns; a turn's times are its first and last word's."""
    turn: Turn | None = None
    pieces: list[str] = []
    length = 0
    for word in spoken:
        if turn is not None and _breaks(turn, word, pieces[-1] if pieces else "", length):
            turn.text = "".join(pieces)
            yield turn
            turn = None
        if turn is None:
            turn, pieces, length = Turn(word.speaker, "", word.start_ms, None, line), [], 0
        piece = word.text if word.glued or not pieces else " " + word.text
        pieces.append(piece)
        length += len(piece)
        turn.end_ms = word.end_ms if word.end_ms is not None else turn.end_ms
    if turn is not None:
        turn.text = "".join(pieces)
        yield turn


def _breaks(turn: Turn, word: Word, last: str, length: int) -> bool:
    if word.glued:
        return False
    if word.speaker != turn.speaker:
        return True
    paused = (
        word.start_ms is not None
        and turn.end_ms is not None
        and word.start_ms - turn.end_ms >= _PAUSE_MS
    )
    ended = last.rstrip().endswith((".", "?", "!", "。", "؟", "？", "！"))
    return (ended and (length >= _LONG or paused)) or length >= _LONGEST
