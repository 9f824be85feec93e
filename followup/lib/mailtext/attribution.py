"""The line above a quotation, in any language: "On Tuesday … Jane wrote:".

Known by its shape (a date, a time, an address, a colon at its end) and, where the shape alone is
not enough, by the verb. The shape carries languages that no list here names.
"""

from __future__ import annotations

import re

from followup.lib.mailtext import patterns

MOST_LINES = 5
LONGEST = 500  # characters of an attribution, joined
VERBS = re.compile(
    rf"\b{patterns.any_of('wrote')}\b|{patterns.any_of('wrote_unspaced')}", re.IGNORECASE
)
ADDRESS = re.compile(r"[^\s<>()\[\]]{1,100}@[^\s<>()\[\]]{1,100}")
TIME = re.compile(
    r"(?<!\d)\d{1,2}\s?[:.h]\s?\d{2}(?!\d)|\d{1,2}\s?[ap]\.?m\b|\d{1,2}時|\d{1,2}点", re.I
)
DAY = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[./-]\s?\d{1,2}[./-]|\d年|\d月|\d{1,2}-\w{3}-\d\d"
)
ENDS = re.compile(r"[:：]\s*[*_]*$|[:：]?\s*-{2,}\s*$|(?:写道|寫道)\s*$")
# Yahoo on a phone begins the thread on the line that says who wrote it.
SAME_LINE = re.compile(r"(.{10,300}?@[^\s<>]{1,100}>? .{2,30}?)[:：] {2,9}\S")
OPENS = re.compile(
    r"[>\s*_-]*(?:On|In|At|Am|Le|El|Il|Em|Op|Den|Dne|Dnia|W dniu|Pe|La|A|Fra|Von|From|În data|"
    r"Στις|Vào|Pada|On behalf|[Оо]т|在|于|[^\W\d_]{2,12}[.,]{1,2}\s\d{1,2}|\d{1,4}[./年-]\s?\d)"
    r"(?=[\s,.:\d/年-]|$)"
)
SENTENCE_END = re.compile(r"[.!?。！？]['\")»”]*\s*$")


def ending_at(lines: list[str], last: int, *, quoted_below: bool) -> int | None:
    """The first line of the attribution whose last line is `lines[last]`; None when there is none.

    `quoted_below`: quoted lines follow. Only then may it be as loose as "Jane wrote:".
    """
    if not ENDS.search(lines[last][-60:]):
        same_line = SAME_LINE.match(lines[last])
        told = same_line and OPENS.match(same_line[1]) and VERBS.search(same_line[1])
        return (
            last
            if same_line and told and is_attribution(same_line[1], quoted_below=False)
            else None
        )
    joined = ""
    for first in range(last, max(-1, last - MOST_LINES), -1):
        line = lines[first].strip()
        if not line:
            break
        joined = f"{line} {joined}"
        if len(joined) > LONGEST:
            break
        if is_attribution(joined, quoted_below=quoted_below, dated=True):
            return extend(lines, first)
    last_line = lines[last].strip()
    if quoted_below and len(last_line) <= 200 and is_attribution(last_line, quoted_below=True):
        return extend(lines, last)
    return None


def is_attribution(text: str, *, quoted_below: bool, dated: bool = False) -> bool:
    """Whether the joined lines say who wrote, or when, what follows."""
    verb, address = VERBS.search(text), ADDRESS.search(text)
    time, day = TIME.search(text), DAY.search(text)
    if quoted_below and not dated:
        return bool(verb and OPENS.match(text)) or bool(verb and (address or len(text) < 60))
    if verb:
        return bool(day and (time or address or quoted_below)) or bool(
            time and (address or quoted_below)
        )
    return bool(address and (time or day) and (quoted_below or (time and day)))


def extend(lines: list[str], first: int) -> int:
    """Lines above that belong to it: the date of a wrapped "On Wed, 18 May"."""
    while first > 0:
        above = lines[first - 1].strip()
        if not above or len(above) > 120 or SENTENCE_END.search(above):
            break
        here = lines[first].strip()
        cut_off = here.startswith(("<", "(")) or bool(VERBS.match(here))
        if not cut_off and (not OPENS.match(above) or OPENS.match(here)):
            break
        first -= 1
    return first
