"""Spoken English (and a little more) as sentences and clauses that rules can match.

People repeat themselves, stumble and contract. Every rule of the engine matches a canonical,
lower-case form ("I-I'll uh send" reads "i will send"), and every canonical word knows which
characters of the passage it came from, so a match always leads back to an exact quote.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from leads.extraction.rules.lexicon import words
from leads.extraction.rules.tokens import Token, tokens
from leads.extraction.schema import Evidence, Line, Side

# Alternatives are ordered and none can overlap itself: matching is linear in the line's length.
_ENDS = frozenset({".", "?", "!", "…"})
_ABBREVIATIONS = words("mr mrs ms dr prof e.g i.e vs etc approx no inc ltd st hr z.b bzw")


@dataclass(frozen=True)
class Clause:
    """A stretch of one passage that says one thing; `canon` is what rules match."""

    line: Line
    tokens: tuple[Token, ...]
    order: int
    ends_with: str = ""

    @cached_property
    def canon(self) -> str:
        return " ".join(t.norm for t in self.tokens)

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for token in self.tokens:
            starts.append(at)
            at += len(token.norm) + 1
        return starts

    @property
    def speaker(self) -> str:
        return self.line.speaker

    @property
    def side(self) -> Side:
        return self.line.side

    @property
    def is_question(self) -> bool:
        return self.ends_with == "?"

    @property
    def words(self) -> int:
        return sum(1 for t in self.tokens if t.norm[0].isalnum())

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The passage's characters behind `canon[start:end]`."""
        inside = [
            t
            for t, at in zip(self.tokens, self._starts, strict=True)
            if at < end and at + len(t.norm) > start
        ]
        return (inside[0].start, inside[-1].end) if inside else (0, 0)

    @property
    def whole(self) -> tuple[int, int]:
        """Where the clause stands in the passage, its full stop or question mark included."""
        start, end = self.tokens[0].start, self.tokens[-1].end
        return start, end + (self.line.text[end : end + 1] in _ENDS)

    def evidence(self) -> Evidence:
        """The whole clause as an exact quote."""
        start, end = self.whole
        return Evidence(self.line.index, self.line.text[start:end], start, end)


def sentences(line: Line) -> Iterator[list[Token]]:
    """The passage cut after full stops, question marks and exclamation marks."""
    current: list[Token] = []
    for token in tokens(line.text):
        current.append(token)
        if token.norm in _ENDS and _really_ends(line.text, token, current):
            yield current
            current = []
    if current:
        yield current


def _really_ends(text: str, end: Token, current: list[Token]) -> bool:
    following = text[end.end : end.end + 1]
    glued = following and not following.isspace() and following not in "\"'”’)?!."
    if glued and not (following.isupper() and text[end.start - 1 : end.start].islower()):
        return False
    before = current[-2].norm if len(current) > 1 else ""
    return end.norm != "." or not (
        before in _ABBREVIATIONS or (len(before) == 1 and before.isalpha() and before != "i")
    )


_JOINERS = words("and but so then or , ; - -- — – because")
_SUBJECTS = words("i we you he she they it this that there let please can could would will")
_CONDITIONS = words(
    "if once when unless after before assuming provided until till as whenever subject "
    "depending "
    "whether since"
)


def clauses(line: Line) -> list[Clause]:
    """The passage as clauses. A condition stays with what depends on it."""
    out: list[Clause] = []
    for sentence in sentences(line):
        ends = sentence[-1].norm if sentence[-1].norm in _ENDS else ""
        parts = list(_parts(sentence))
        for at, part in enumerate(parts):
            body = _trim(part)
            if body:
                mark = ends if at == len(parts) - 1 else ","
                out.append(Clause(line, tuple(body), len(out), mark))
    return out


def whole_sentences(line: Line) -> list[Clause]:
    """The passage as its sentences, uncut: what is quoted for its own sake."""
    out: list[Clause] = []
    for sentence in sentences(line):
        ends = sentence[-1].norm if sentence[-1].norm in _ENDS else ""
        if body := _trim(sentence):
            out.append(Clause(line, tuple(body), len(out), ends))
    return out


def _trim(part: list[Token]) -> list[Token]:
    start, end = 0, len(part)
    while start < end and not part[start].norm[0].isalnum() and part[start].norm[0] not in "$€£.@":
        start += 1
    while start < end and part[start].norm == ".":
        start += 1
    while end > start and (
        part[end - 1].norm in _ENDS or part[end - 1].norm in _JOINERS - {"so", "then"}
    ):
        end -= 1
    return part[start:end]


def _parts(sentence: list[Token]) -> Iterator[list[Token]]:
    current: list[Token] = []
    waiting = False  # a condition opened this clause and its main part is still to come
    for at, token in enumerate(sentence):
        joined = bool(current) and current[-1].norm in _JOINERS
        if joined and token.norm in _SUBJECTS and len(current) > 2 and not _asks_whether(current):
            if waiting:
                waiting = False
            elif at:
                yield current
                current = []
        current.append(token)
        content = [t.norm for t in current if t.norm not in _JOINERS]
        if len(content) == 1 and content[0] in _CONDITIONS:
            waiting = True
    if current:
        yield current


def _asks_whether(current: list[Token]) -> bool:
    """Inside "if you and we", "whether or not": never cut there."""
    return any(t.norm in {"whether"} for t in current[-3:])
