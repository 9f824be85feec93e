"""Text with speaker names, as people paste it and as Meet, Otter, Fathom and Zoom save it."""

from __future__ import annotations

import re

from . import furniture
from .assembly import Oddities, Script, Turn, count_from_first
from .cleaning import without_html
from .lone_names import above_times, above_words
from .names import bare, is_field
from .shapes import Line, Shape, Usage, dominant, shape_of

_LEFT_OUT = "A line before the first speaker is not speech and was left out"
_FURNITURE = (furniture.is_notice, furniture.is_switch, furniture.is_ending)
_LONGEST_TURN = 5000  # characters
_TAIL = 6  # written lines at a file's end among which notices and endings stand
_OTTER = re.compile(r"[^:\s][^:]* {2,}\d{1,2}:\d{2}(?::\d{2})?")


def read(text: str, oddities: Oddities) -> Script:
    """Text in which turns are marked by names, times or both; without either, a turn a line."""
    raw = text.split("\n")
    lines = above_times([shape_of(n, without_html(x)) for n, x in enumerate(raw, start=1)])
    usage = dominant(lines)
    if usage.shape is Shape.WORDS:
        lines, names = above_words(lines)
        usage = Usage(Shape.LABEL, names) if names else usage
    written = [line.number for line in lines if line.shape is not Shape.BLANK]
    reader = _Reader(usage, oddities, tail_from=written[-_TAIL:][0] if written else 0)
    for line in lines:
        reader.take(line)
    script = reader.script
    if usage.shape is Shape.WORDS:
        script.title = None
    script.format = _format(text, reader, lines)
    if script.format == "zoom_text":
        _from_clock(script.turns, oddities)
    if script.format == "google_meet" and reader.now_ms is not None:
        for turn in script.turns:  # Meet says when a block begins, and not that the first is at 0
            turn.start_ms = turn.start_ms or 0
    return script


class _Reader:
    """Goes down the lines once; holds whose turn it is."""

    def __init__(self, usage: Usage, oddities: Oddities, tail_from: int) -> None:
        self.tail_from = tail_from  # line number; at most a few written lines follow
        self.usage = usage
        self.oddities = oddities
        self.script = Script("text", [])
        self.turn: Turn | None = None  # None between paragraphs
        self.speaker: str | None = None
        self.now_ms: int | None = None  # of the last header or time line
        self.begun = usage.shape is Shape.WORDS
        self.notices = False
        self.listing_people = False

    def take(self, line: Line) -> None:
        if line.shape is Shape.BLANK:
            self.turn = None
            self.listing_people = self.listing_people and not self.script.attendees
        elif self._starts_over(line):
            self.script.title = self.script.title or line.raw.strip().strip("#*_ ")
        elif self._is_header(line):
            self._open(line)
        elif self._is_furniture(line):
            self.notices = True
            self.turn = None
        elif line.shape is Shape.TIME:
            self.now_ms, self.turn = line.start_ms, None
        elif self.begun:
            self._continue(line)
        else:
            self._before(line)

    def _is_header(self, line: Line) -> bool:
        if line.shape is Shape.STAMPED and self.usage.shape is Shape.STAMPED:
            return True
        if line.shape not in (Shape.LABEL, self.usage.shape):
            return False
        if not self.begun and furniture.opens_attendees(line.name or ""):
            return False
        return line.name in self.usage.names

    def _is_furniture(self, line: Line) -> bool:
        """Notices count at the file's edges only; in between the same words may be speech."""
        text = line.raw.strip().strip("*_ ")
        if self.usage.shape is Shape.WORDS or not furniture.worth_a_look(text):
            return False
        if not self.begun or line.number >= self.tail_from:
            return any(is_it(text) for is_it in _FURNITURE)
        if furniture.is_switch(text):
            self.oddities.note("A line about the transcription itself was left out", line.number)
            return True
        return False

    def _starts_over(self, line: Line) -> bool:
        """A heading `Transcript`: a summary that a machine wrote above it is not the record."""
        text = line.raw.strip().strip("*_ ")
        if self.usage.shape is not Shape.LABEL or not furniture.opens_transcript(text):
            return False
        if self.turn is not None and text[:1].isalnum():
            return False
        for turn in self.script.turns:
            self.oddities.note("A line above the transcript is not speech, left out", turn.line)
        self.script.turns.clear()
        self.begun = self.listing_people = False
        return True

    def _open(self, line: Line) -> None:
        self.begun, self.listing_people = True, False
        self.speaker, words = line.name, line.words
        if line.shape is Shape.STAMPED and self.usage.names_follow_times:
            self.speaker, words = bare(line.rest), ""
        elif line.name not in self.usage.names:
            self.speaker, words = None, line.rest
        if line.shape is not Shape.LABEL:
            self.now_ms = line.start_ms
        self.turn = Turn(self.speaker, words, self.now_ms, line.end_ms, line.number)
        self.script.turns.append(self.turn)

    def _continue(self, line: Line) -> None:
        text = line.raw.strip()
        turns = self.script.turns
        if self.usage.names_follow_times and re.match(r"ACTION ITEM:|SCREEN SHARING:", text):
            self.oddities.note("A note by the recorder is not speech and was left out", line.number)
        elif self.turn is not None and not self._ends_before(self.turn.text, text):
            self.turn.text += "\n" + text
        elif self.turn is None and turns and turns[-1].speaker and not turns[-1].text.strip():
            self.turn = turns[-1]  # a blank line between a header and its words
            self.turn.text = text
        else:
            self.turn = Turn(self.speaker, text, self.now_ms, None, line.number)
            turns.append(self.turn)

    def _ends_before(self, said: str, text: str) -> bool:
        """Without any marks, a new line is a new turn unless it plainly goes on a sentence.

        A turn also ends when it is long: quotes stay small, and adding a million lines to one
        string would take minutes.
        """
        if len(said) > _LONGEST_TURN:
            return True
        return self.usage.shape is Shape.WORDS and (not text[0].islower() or said[-1:] in ".?!…")

    def _before(self, line: Line) -> None:
        """Lines above the first speaker: title, people, dates; what reads like speech is kept."""
        text = line.raw.strip()
        if furniture.opens_attendees(line.name or text):
            self.listing_people = True
            self.script.attendees += furniture.people_in(line.words) if line.name else ()
        elif self.listing_people and not furniture.is_heading(text):
            self.script.attendees += furniture.people_in(text)
        elif line.name and is_field(line.name):
            return  # "Date: 3 May" and its like
        elif len(text) > 120 or (len(text.split()) > 5 and text.endswith((".", "?", "!"))):
            self.script.turns.append(Turn(None, text, None, None, line.number))
        elif self.script.title is None:
            self.script.title = text.strip("#* ")
        elif not furniture.is_heading(text):
            self.oddities.note(_LEFT_OUT, line.number)


def _format(text: str, reader: _Reader, lines: list[Line]) -> str:
    usage = reader.usage
    if usage.shape is Shape.LABEL and (
        reader.notices or reader.script.attendees or any(x.shape is Shape.TIME for x in lines)
    ):
        return "google_meet"
    if usage.shape is Shape.NAME_TIME:
        headers = [x.raw.strip() for x in lines if x.shape is Shape.NAME_TIME]
        if all(h.startswith("[") for h in headers):
            return "zoom_text"
        if "otter.ai" in text[-400:] or all(_OTTER.fullmatch(h) for h in headers):
            return "otter"
    if usage.names_follow_times and re.search(r"fathom\.video|VIEW RECORDING", text[:2000]):
        return "fathom"
    return "text"


def _from_clock(turns: list[Turn], oddities: Oddities) -> None:
    """Zoom's saved transcript has times of day: counted from the first words instead."""
    if turns and (turns[0].start_ms or 0) >= 3600 * 1000:
        count_from_first(turns)
        oddities.note("The file holds times of day; they are counted from its first words")
