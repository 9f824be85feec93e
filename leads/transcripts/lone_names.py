"""Names that stand on a line of their own, above a time or right above the words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .names import bare, looks_named, plausible
from .shapes import Line, Shape


def above_times(lines: Sequence[Line]) -> list[Line]:
    """`Jane` / `0:12` / `words`, as web pages copy them: the name and the time made one header.

    Only where most times stand under a name and labels are rarer than times: elsewhere a time is
    a mark of its own, and the short words above it ("Thanks", an attendee) are no header.
    """
    written = [i for i, line in enumerate(lines) if line.shape is not Shape.BLANK]
    above = {i: before for before, i in pairwise(written)}
    times = [i for i in written if lines[i].shape is Shape.TIME]
    labels = sum(lines[i].shape is Shape.LABEL for i in written)
    under = [i for i in times if i in above and _is_lone_name(lines[above[i]])]
    if not under or 2 * len(under) < len(times) or labels > len(times):
        return list(lines)
    dropped = {above[i] for i in under}
    headers = {
        i: replace(lines[i], shape=Shape.NAME_TIME, name=bare(lines[above[i]].raw)) for i in under
    }
    return [headers.get(i, line) for i, line in enumerate(lines) if i not in dropped]


def above_words(lines: Sequence[Line]) -> tuple[list[Line], frozenset[str]]:
    """`Jane Doe` / `words`, for files without any other marks: lines made labels, and the names.

    A name must come back and have two words, or be set in bold: "Okay" on a line of its own is
    an answer, however often it is given.
    """
    names = {i: bare(line.raw) for i, line in enumerate(lines) if _is_lone_name(line)}
    counts = Counter(names.values())
    headers = {
        i: name
        for i, name in names.items()
        if lines[i].raw.strip().startswith("**") or (counts[name] > 1 and " " in name)
    }
    if 4 * len(headers) < sum(line.shape is not Shape.BLANK for line in lines):
        return list(lines), frozenset()
    labelled = [
        replace(line, shape=Shape.LABEL, name=headers[i], words="") if i in headers else line
        for i, line in enumerate(lines)
    ]
    return labelled, frozenset(headers.values())


def _is_lone_name(line: Line) -> bool:
    name = bare(line.raw)
    return line.shape is Shape.WORDS and looks_named(name) and plausible(name)
