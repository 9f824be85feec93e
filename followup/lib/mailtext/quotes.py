"""The new words of a mail: the quoted thread cut, in any client and language.

What the other side wrote is evidence, and what they quoted is not theirs: a quoted line never
stays, not even between answers written below each question.
"""

from __future__ import annotations

import re

from followup.lib.mailtext import attribution, signatures, thread_headers
from followup.lib.mailtext.html import THREAD_BEGINS

LONGEST = 1_000_000  # characters read
MOST_LINES = 3_000  # lines of new words; what is beyond is no letter to anybody
QUOTED = re.compile(r"\s{0,8}[>＞](?!From )")
# Marks of a writing direction, which right-to-left programs strew into attributions.
DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
MANY_BLANKS = re.compile(r"\n{3,}")
WRAPPED_AT = 60  # a quoted line this long may have been broken by the mailer that quoted it


def new_words(text: str) -> str:
    """What is newly written in `text`: no thread, signature, disclaimer or device's advertisement.

    Line ends are \\n. Answers between quoted lines stay, in order, without the questions.
    """
    lines = [line.rstrip() for line in DIRECTIONS.sub("", text[:LONGEST]).split("\n")]
    kept = signatures.without(without_thread(signatures.without_banner(lines)))
    return MANY_BLANKS.sub("\n\n", "\n".join(kept)).strip()


def without_thread(lines: list[str]) -> list[str]:
    """The lines that are neither quoted nor below the beginning of an unquoted thread."""
    quoted = quoted_lines(lines)
    kept: list[str] = []
    unquoted = [at for at, is_quoted in enumerate(quoted) if not is_quoted]
    for at in unquoted[:MOST_LINES]:
        line = lines[at]
        if line.strip() == THREAD_BEGINS or thread_headers.begins_thread(lines, at):
            return kept
        below = quoted_below(quoted, lines, at)
        first = attribution.ending_at(lines, at, quoted_below=below)
        if first is None:
            kept.append(line)
            continue
        above = sum(not quoted[number] for number in range(first, at))
        del kept[len(kept) - above :]
        if not below and (any(words.strip() for words in kept) or not answered(lines, at)):
            return kept
    return kept


def quoted_lines(lines: list[str]) -> list[bool]:
    """For each line whether it is quoted, lines broken out of a quotation by wrapping included."""
    quoted = [bool(QUOTED.match(line)) for line in lines]
    for at in range(1, len(lines) - 1):
        line = lines[at].strip()
        broken_out = quoted[at - 1] and quoted[at + 1] and line and len(line) < WRAPPED_AT
        if broken_out and len(lines[at - 1]) >= WRAPPED_AT and not line[0].isupper():
            quoted[at] = True
    return quoted


def quoted_below(quoted: list[bool], lines: list[str], at: int) -> bool:
    """Whether the next line with something on it is quoted."""
    for number in range(at + 1, min(len(lines), at + 7)):
        if quoted[number]:
            return True
        if lines[number].strip():
            return False
    return False


def answered(lines: list[str], at: int) -> bool:
    """Whether anything stands below: a mail that begins with an unquoted thread is kept whole."""
    return any(line.strip() for line in lines[at + 1 :])
