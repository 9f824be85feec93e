"""Spoken English (and a little more) as sentences and clauses that rules can match.

People repeat themselves, stumble and contract. Every rule of the engine matches a canonical,
lower-case form ("I-I'll uh send" reads "i will send"), and every canonical word knows which
characters of the passage it came from, so a match always leads back to an exact quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from leads.extraction.rules.lexicon import words
from leads.extraction.schema import Evidence, Line, Side

# Alternatives are ordered and none can overlap itself: matching is linear in the line's length.
_TOKEN = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|\S+@\S+\.\w+"
    r"|[$€£]?\d[\d.,:]*\d(?:[%$€£¢]|[a-z]{1,2}\b)?|[$€£]?\.?\d+(?:[%$€£¢]|[a-z]{1,2}\b)?"
    r"|[^\W\d_]+(?:['’\-_][^\W\d_]+)*"
    r"|['’](?:ll|m|re|ve|d|s|t)\b"
    r"|[.?!…,;:]|[-–—]{1,3}",
    re.IGNORECASE,
)
_ENDS = frozenset({".", "?", "!", "…"})
_FILLERS = words("um uh uhm er erm eh hm hmm mm mmm mhm ah ehm uhh umm like_ äh ähm hm euh eeh")
_ABBREVIATIONS = words("mr mrs ms dr prof e.g i.e vs etc approx no inc ltd st hr z.b bzw")
_WHOLE = {
    "won't": "will not", "can't": "can not", "cannot": "can not", "gonna": "going to",
    "wanna": "want to", "gotta": "got to", "let's": "let us", "gimme": "give me",
    "lemme": "let me", "ok": "okay", "yep": "yes", "yeah": "yes", "yup": "yes", "yea": "yes",
    "ya": "yes", "pls": "please", "plz": "please", "im": "i am", "ill": "i will", "id": "i would",
    "ive": "i have", "dont": "do not", "cant": "can not", "wont": "will not", "thats": "that is",
    "c'mon": "come on", "y'all": "you all", "shan't": "shall not",
    "'cause": "because", "i'ma": "i will", "imma": "i will",
}  # fmt: skip
_TAILS = {
    "'ll": "will", "'m": "am", "'re": "are", "'ve": "have", "'d": "would", "'t": "not",
}  # fmt: skip
_IS_AFTER = words("it that what there here he she who how where when this everything")
_STUB_WORDS = words(
    "a i an as at be by do go he hi if in is it me my no of oh ok on or so to up us we "
    "am the")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One canonical word and the characters `line.text[start:end]` it stands for."""

    norm: str
    start: int
    end: int


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


def _expand(word: str, before: str) -> list[str]:
    low = word.lower().replace("’", "'")
    if low in _WHOLE:
        return _WHOLE[low].split()
    if low in _TAILS:
        return [_TAILS[low]]
    if low == "'s":
        return ["is"] if before in _IS_AFTER else [low]
    for tail, meaning in _TAILS.items():
        if low.endswith(tail) and len(low) > len(tail):
            base = low[: -len(tail)]
            if tail == "'t":
                base = base[:-1] if base.endswith("n") and base != "can" else base
            return [base, meaning]
    if low.endswith("'s") and low[:-2] in _IS_AFTER:
        return [low[:-2], "is"]
    return [low]


def tokens(text: str) -> list[Token]:
    """Every word of a passage in canonical form, stumbles and fillers left out."""
    found: list[Token] = []
    hesitant = False  # the last word heard was a filler: commas around it are part of it
    for match in _TOKEN.finditer(text):
        for norm in _expand(match.group(), found[-1].norm if found else ""):
            if norm in _FILLERS or (hesitant and norm == ","):
                if norm in _FILLERS and found and found[-1].norm == ",":
                    found.pop()
                hesitant = True
                continue
            hesitant = False
            found.append(Token(norm, match.start(), match.end()))
    return _fluent(_without_padding(found))


def _without_padding(words: list[Token]) -> list[Token]:
    """ "You know" and "I mean" as mere padding: between commas, or before a new start."""
    out: list[Token] = []
    for token in words:
        out.append(token)
        pair = [t.norm for t in out[-3:]]
        if pair[-3:-1] in (["you", "know"], ["i", "mean"]) and token.norm in _RESTARTS:
            del out[-3:-1]
            if token.norm == "," and len(out) > 1 and out[-2].norm == ",":
                out.pop()
    return out


_RESTARTS = words(", i we you the for it to so and that this they if like what how when let there")


def _fluent(words: list[Token]) -> list[Token]:
    """Leave out the first half of a repeated start: "we we're", "I'll I'll", "th think"."""
    kept: list[Token] = []
    for token in words:
        if kept and _is_restart(kept[-1].norm, token.norm):
            kept.pop()
        kept.append(token)
        if len(kept) >= 4 and [t.norm for t in kept[-4:-2]] == [t.norm for t in kept[-2:]]:
            del kept[-4:-2]
    return kept


def _is_restart(before: str, now: str) -> bool:
    if before == now:
        return before[0].isalpha() or before in {",", "-"}
    return len(before) <= 3 and before not in _STUB_WORDS and before.isalpha() and now.startswith(before)  # fmt: skip


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
    return end.norm != "." or not (before in _ABBREVIATIONS or (len(before) == 1 and before.isalpha() and before != "i"))  # fmt: skip


_JOINERS = words("and but so then or , ; - -- — – because")
_SUBJECTS = words("i we you he she they it this that there let please can could would will")  # fmt: skip
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
    out = []
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
    while end > start and (part[end - 1].norm in _ENDS or part[end - 1].norm in _JOINERS - {"so", "then"}):  # fmt: skip
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
