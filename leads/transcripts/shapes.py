"""The shapes a line of a plain text transcript can have, and which of them a file uses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from .clock import STAMP, milliseconds
from .names import bare, looks_named, plausible, speakers_among, split_label


class Shape(Enum):
    """What a line is; the examples show which."""

    BLANK = "blank"
    WORDS = "words"
    TIME = "time"  # 00:05:00
    LABEL = "label"  # Jane: hello
    STAMPED = "stamped"  # [0:12] Jane: hello, 0:12 - Jane, or 0:12 hello
    NAME_TIME_WORDS = "name time words"  # Jane (0:12): hello
    NAME_TIME = "name time"  # Jane  0:12


@dataclass(slots=True)
class Line:
    """A line with what its shape says: perhaps a name and a time, and the words behind them."""

    number: int
    raw: str
    shape: Shape
    name: str | None = None
    words: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    rest: str = ""  # everything behind the time of a stamped line


_HALF = r"(?:\s?[AaPp]\.?[Mm]\b\.?)?"
_AT = rf"[\[(]?(?P<at>{STAMP})(?P<half>{_HALF})(?:\s*(?:-->|-|–|—)\s*(?P<to>{STAMP}))?[\])]?"
_LEADING = re.compile(
    rf"[#>*•\s]*(?P<day>\[?\d{{4}}-\d\d-\d\d[T ])?{_AT}(?=$|[\s\-–—|:*])[\s\-–—|:*]*"
)
_TRAILING = re.compile(
    rf"(?P<name>[^:：]{{1,80}}?)[\s|,·•*–—-]*(?:(?<=[\s|,·•*–—-])|(?=[\[(])){_AT}[\s*:：]*"
)
_MIDDLE = re.compile(
    rf"(?P<name>[^:：]{{1,80}}?)\s*(?:[\[(](?P<at>{STAMP})(?P<half>{_HALF})[\])]\s*:?|"
    rf"\s(?P<at2>{STAMP}):)\s*(?=\S)"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")  # "May 4, 2026, 10:00AM" is a date, not a name
_TIME_ONLY = re.compile(STAMP)
_HEAD = 200  # headers are short; a longer line is matched by its beginning only


_BLANK = Line(0, "", Shape.BLANK)  # one for all: a file may be made of nothing else


def shape_of(number: int, raw: str) -> Line:
    """The shape one line could have; which shapes mean anything is decided by `dominant`."""
    text = raw.strip()
    if not text:
        return _BLANK
    head = text[:_HEAD]
    if leading := _LEADING.match(head):
        return _stamped(number, raw, leading, text[leading.end() :].strip())
    if len(text) < _HEAD and (trailing := _TRAILING.fullmatch(text)):
        name = bare(trailing["name"])
        if plausible(name) and not _YEAR.search(name):
            return Line(number, raw, Shape.NAME_TIME, name, "", *_times(trailing))
    if (label := split_label(text)) and not text.startswith("#"):
        if _TIME_ONLY.fullmatch(label[1]):
            return Line(number, raw, Shape.NAME_TIME, label[0], "", milliseconds(label[1]))
        return Line(number, raw, Shape.LABEL, label[0], label[1])
    if middle := _MIDDLE.match(head):
        name = bare(middle["name"])
        if plausible(name):
            at = milliseconds(middle["at"] or middle["at2"]) if not middle["half"] else None
            words = text[middle.end() :]
            return Line(number, raw, Shape.NAME_TIME_WORDS, name, words, at)
    return Line(number, raw, Shape.WORDS, words=text)


def _stamped(number: int, raw: str, found: re.Match[str], rest: str) -> Line:
    times = _times(found)
    if not rest.strip("*_#[]()"):
        return Line(number, raw, Shape.TIME, None, "", *times)
    name, words = split_label(rest) or (None, rest)
    return Line(number, raw, Shape.STAMPED, name, words, *times, rest)


def _times(found: re.Match[str]) -> tuple[int | None, int | None]:
    """Times of day (10:02 AM, 2026-05-04 10:02:00) are not times of the recording."""
    if found["half"] or found.groupdict().get("day"):
        return None, None
    return milliseconds(found["at"]), milliseconds(found["to"]) if found["to"] else None


@dataclass(frozen=True, slots=True)
class Usage:
    """How a file marks its turns: one shape, and whose names may stand before a colon."""

    shape: Shape
    names: frozenset[str] = frozenset()
    names_follow_times: bool = False


_NAMED_AND_TIMED = (Shape.NAME_TIME_WORDS, Shape.NAME_TIME)


def dominant(lines: Sequence[Line]) -> Usage:
    """The shape that marks this file's turns: the most frequent timed one, else labels, else none.

    A time in front of a colon beats a bare label, so that "Jane [0:12]: the plan: ship it" keeps
    its second colon.
    """
    written = [line for line in lines if line.shape is not Shape.BLANK]
    counts = Counter(line.shape for line in written)
    labels = [
        line.name if line.shape is Shape.LABEL else None
        for line in written
        if line.shape in (Shape.LABEL, Shape.WORDS)
    ]
    speakers = speakers_among(labels)
    labelled = sum(name in speakers for name in labels)
    names = {shape: _names_of(shape, written) for shape in _NAMED_AND_TIMED}
    for shape, known in names.items():
        counts[shape] = sum(x.shape is shape and x.name in known for x in written)
    best = max((Shape.STAMPED, *_NAMED_AND_TIMED), key=lambda shape: counts[shape])
    if counts[best] < max(2, labelled) and (labelled or not counts[best]):
        return Usage(Shape.LABEL, speakers) if labelled else Usage(Shape.WORDS)
    return Usage(best, names[best]) if best in names else _stamped_usage(written)


def _names_of(shape: Shape, written: Sequence[Line]) -> frozenset[str]:
    """Who heads turns in this shape: not "see you at" of "see you at 10:30"."""
    found = Counter(x.name for x in written if x.shape is shape and x.name)
    sure = {name for name, count in found.items() if count > 1 or looks_named(name)}
    mostly = sum(found[name] for name in sure) >= 0.8 * found.total()
    return frozenset(found if mostly else sure)


def _stamped_usage(written: Sequence[Line]) -> Usage:
    """Whether behind the times stand `Jane: words`, `Jane` over her words, or words alone."""
    stamped = [i for i, line in enumerate(written) if line.shape is Shape.STAMPED]
    names = speakers_among([written[i].name for i in stamped])
    headers = sum(
        i + 1 < len(written)
        and written[i + 1].shape in (Shape.WORDS, Shape.LABEL)
        and looks_named(bare(written[i].rest))
        for i in stamped
    )
    if names or 2 * headers < len(stamped):
        return Usage(Shape.STAMPED, names)
    return Usage(Shape.STAMPED, frozenset(bare(written[i].rest) for i in stamped), True)
