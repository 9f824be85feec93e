"""Text to symbols: words, numbers and marks of time, with their place in the text.

Everything else becomes a `break`, which no rule of the grammar can cross.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from followup.lib.dates import words
from followup.lib.dates.holidays import NAMED
from followup.lib.dates.languages import LANGUAGES
from followup.lib.dates.numbers import read_number
from followup.lib.dates.schema import Clock


@dataclass(frozen=True, slots=True)
class Symbol:
    """One word of the grammar: `kind` and `label` are matched by rules, `value` is passed on."""

    kind: str
    label: str
    value: object
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Numeric:
    """A day written as numbers; `order` is how it must be read, or "" when that is open."""

    first: int
    second: int
    year: int | None
    order: str = ""


_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
_NUMERIC = rf"""
  (?P<iso>(?<!\d)\d{{4}}(?P<isosep>[-/.])\d{{1,2}}(?P=isosep)\d{{1,2}}(?!\d)(?:T(?=\d\d:))?)
 |(?P<compact>(?<![\w.])(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\w))
 |(?P<dmy>(?<![\d/.-])\d{{1,2}}(?:(?P<sep>[/-])\d{{1,2}}(?P=sep)(?:\d{{4}}|\d\d)
    |\.\d{{1,2}}\.\d{{4}})(?![\d/])(?![.-]\d))
 |(?P<money>[$€£¥]\s?\d[\d,.]*|[$\#]\w+|@[a-z]\w*|\d{{1,9}}\s?(?:b\.?c|a\.?d)\b|\d{{1,9}}(?:[.,]\d{{1,9}}){{0,4}}\s?%|\d{{1,3}}(?:,\d{{3}}){{1,5}}(?!\d))
 |(?P<clock>(?<![\d:.])(?:[01]?\d|2[0-3])(?:[:h][0-5]\d(?::[0-5]\d)?|\.[0-5]\d(?=\s?[ap]\.?\s?m\b|[ap]\b))
    (?![\d:]))
 |(?P<my>(?<![\w/.-])(?:(?:0?[1-9]|1[0-2])[/-](?:19|20)\d\d|(?:19|20)\d\d-(?:0?[1-9]|1[0-2]))
    (?![\w/-]))
 |(?P<yq>(?<!\w)\d{{4}}[ -]?q[1-4](?!\w))|(?P<quarter>(?<!\w)(?:q\s?[1-4]|[1-4]\s?q)(?!\w))
 |(?P<half>(?<!\w)h[12](?!\w))|(?P<fy>(?<!\w)fy\s?'?(?:\d{{4}}|\d\d)(?!\w))
 |(?P<pair>(?<![\w/.])\d{{1,2}}/\d{{1,2}}(?=h\b|(?![\w/]))(?!\.\d))
 |(?P<dotted>(?<![\w.])\d{{1,2}}\.\d{{1,2}}\.?(?![\w]))
 |(?P<ord>(?<!\w)\d{{1,2}}(?:st|nd|rd|th|er|\xba|\xaa)(?!\w))
 |(?P<glued>(?<!\w)(?:{_MONTHS})\d{{1,2}}(?!\w))
 |(?P<year>(?<!\w)['’]\d\d(?!\w))
 |(?P<ap>(?:(?<=\d)|(?<=[\s\d.]))[ap](?:\s?\.\s?m\b(?:\s?\.)?|\s?m(?!\w))|(?<=\d)[ap](?!\w))
 |(?P<num>(?<![\w.])\d{{1,4}}(?=[ap]\b|[ap]m\b|h\b|\b)(?![.,]\d|'))
"""
_SHORT_STOP = re.compile(r"\.(?=\s*[a-z0-9,])")


@cache
def _scanner(language: str) -> re.Pattern[str]:
    aliases = LANGUAGES[language].aliases
    phrases = sorted(
        {key for key in [*aliases, *NAMED] if not key.isalpha() and key[0].isalnum()},
        key=len,
        reverse=True,
    )
    spaced = "|".join(re.escape(key).replace(r"\ ", r"\s+").replace("'", "['’]") for key in phrases)
    ordinal = r"|(?P<dot>(?<![\w.])\d{1,2}\.(?=\s+[^\W\d]|\s*$|[,)]))" if language == "de" else ""
    return re.compile(
        rf"(?P<phrase>(?<!\w)(?:{spaced})(?!\w)){ordinal}|{_NUMERIC}"
        r"|(?P<word>[^\W\d_]+(?:['’]s\b)?)|(?P<blank>\s+)|(?P<other>\w+|.)",
        re.VERBOSE | re.IGNORECASE | re.DOTALL,
    )


def scan(text: str, language: str) -> list[Symbol]:
    """The symbols of `text`, in order; offsets are those of `text`."""
    symbols: list[Symbol] = []
    position = 0
    lexicon = LANGUAGES[language]
    for match in _scanner(language).finditer(text):
        kind, raw = match.lastgroup or "other", match.group()
        if kind in ("sep", "isosep"):
            kind = "iso" if match.group("iso") else "dmy"
        if kind == "blank":
            if raw.count("\n") > 1:
                symbols.append(Symbol("break", "", None, match.start(), match.end()))
            continue
        if match.start() < position:
            continue
        position = match.end()
        symbols += _read(kind, raw, match.start(), match.end(), lexicon.aliases, symbols, text)
    return _doubts(_join_numbers(symbols, text), text) if language == "en" else symbols


def _read(
    kind: str,
    raw: str,
    start: int,
    end: int,
    aliases: dict[str, str],
    before: list[Symbol],
    text: str,
) -> list[Symbol]:
    lower = " ".join(raw.lower().replace("’", "'").split())
    if kind in ("word", "phrase", "other"):
        plain = lower.removesuffix("'s")
        if lower in NAMED:
            return [_holiday(lower, before[-1].label if before else "", start, end)]
        known = aliases.get(lower) or aliases.get(plain)
        if known:
            return [_symbol(word, start, end) for word in known.split()]
        short = before and before[-1].kind in ("weekday", "month", "unit")
        if short and before[-1].end - before[-1].start <= 4 and _SHORT_STOP.match(text, start):
            return []
        if raw in ",-/":
            return [Symbol("w", raw, raw, start, end)]
        return [Symbol("break", lower, None, start, end)]
    return _numeric(kind, lower, start, end)


_PEOPLES = (
    "chinese lunar parsi jewish hindu tamil islamic vietnamese korean persian orthodox coptic greek"
    " russian ethiopian thai tibetan"
)
_OTHERS = frozenset(_PEOPLES.split())


def _holiday(name: str, before: str, start: int, end: int) -> Symbol:
    """The holiday, unless it is somebody else's of that name, or "in the new year"."""
    if before in _OTHERS or (name == "new year" and before in ("the", "a", "happy", "your")):
        return Symbol("break", name, None, start, end)
    return Symbol("holiday", "x", NAMED[name], start, end)


def _symbol(word: str, start: int, end: int) -> Symbol:
    digits = re.fullmatch(r"(\d+)(st|nd|rd|th)?", word)
    if digits:
        return Symbol("ord" if digits[2] else "num", "x", int(digits[1]), start, end)
    kind, value = words.KINDS.get(word, ("w", word))
    return Symbol(kind, word, value, start, end)


def _numeric(kind: str, raw: str, start: int, end: int) -> list[Symbol]:
    def one(name: str, value: object) -> list[Symbol]:
        return [Symbol(name, "x", value, start, end)]

    numbers = [int(part) for part in re.findall(r"\d+", raw)]
    if kind == "iso":
        return one("numeric", Numeric(numbers[1], numbers[2], numbers[0], "md"))
    if kind == "compact":
        return one("numeric", Numeric(int(raw[4:6]), int(raw[6:]), int(raw[:4]), "md"))
    if kind == "dmy":
        order = "dm" if "." in raw else ""
        return one("numeric", Numeric(numbers[0], numbers[1], full_year(numbers[2]), order))
    if kind in ("pair", "dotted"):
        return one(kind, Numeric(numbers[0], numbers[1], None))
    if kind == "clock":
        hour, minute, second = (*numbers, 0)[:3]
        sure = not 1 <= hour <= 12 or "h" in raw
        return one("clock", Clock(hour, minute, second, sure))
    if kind in ("yq", "quarter"):
        quarter = [Symbol("q", "x", numbers[-1], start, end)]
        return quarter + (one("year", numbers[0]) if kind == "yq" else [])
    if kind == "year":
        return one("year", full_year(numbers[0]))
    if kind == "fy":
        return one("fy", full_year(numbers[0]))
    if kind == "half":
        return one("h", numbers[0])
    if kind in ("ord", "dot"):
        return one("ord", numbers[0])
    if kind == "glued":
        cut = start + len(raw.rstrip("0123456789"))
        return [
            _symbol(words.ALIASES.get(raw[: cut - start], raw[: cut - start]), start, cut),
            Symbol("num", "x", numbers[0], cut, end),
        ]
    if kind == "ap":
        if raw == "a":
            return one("bare", "am")
        return [_symbol("am" if raw[0] == "a" else "pm", start, end)]
    if kind == "my":
        month, year = sorted(numbers)
        return [_symbol(words.MONTHS[month - 1], start, end), *one("year", year)]
    if kind == "num":
        is_year = len(raw) == 4 and 1900 <= numbers[0] <= 2150
        return [Symbol("year" if is_year else "num", "x", numbers[0], start, end)]
    return [Symbol("break", "", None, start, end)]


def full_year(value: int) -> int:
    """A two-digit year as people mean it: 00-39 this century, 70-99 the last; 0 when unsure."""
    if value >= 100:
        return value
    if 40 <= value < 70:
        return 0
    return value + (2000 if value < 40 else 1900)


def _join_numbers(symbols: list[Symbol], text: str) -> list[Symbol]:
    joined: list[Symbol] = []
    index = 0
    while index < len(symbols):
        ahead = symbols[index : index + 6]
        read = read_number([text[s.start : s.end].lower() for s in ahead])
        if read is None:
            joined.append(symbols[index])
            index += 1
            continue
        kind, value, used = read
        label = "word" if kind == "ord" else "x"
        joined.append(Symbol(kind, label, value, ahead[0].start, ahead[used - 1].end))
        index += used
    return joined


_NEAR = (
    "on in of this next last coming by until since before after from early mid late end beginning"
    " middle to through - following between every within past x monday tuesday wednesday thursday"
    " friday saturday sunday during over throughout"
)
_BEFORE_DOUBT = frozenset(_NEAR.split())


def _doubts(symbols: list[Symbol], text: str) -> list[Symbol]:
    """`symbols` with "may", "sat", "march" ... as words of no meaning where no date is near."""
    kept: list[Symbol] = []
    for index, symbol in enumerate(symbols):
        raw = text[symbol.start : symbol.end].lower()
        if symbol.kind in ("weekday", "month") and raw in words.DOUBTFUL:
            after = symbols[index + 1] if index + 1 < len(symbols) else None
            near = bool(kept) and kept[-1].label in _BEFORE_DOUBT
            near = near and not (raw == "may" and kept[-1].label in ("this", "x"))
            if near and kept[-1].label == "of":
                near = kept[-2:-1] != [] and kept[-2].kind in ("num", "ord", "unit", "w")
            near = near or (after is not None and after.kind in ("num", "ord", "year", "clock"))
            titled = raw in words.TITLED and text[symbol.start : symbol.end].istitle()
            if not (near or titled or raw == text.strip().lower().rstrip(".")):
                symbol = Symbol("break", raw, None, symbol.start, symbol.end)
        kept.append(symbol)
    return kept


def valid_day(year: int, month: int, day: int) -> date | None:
    """That day, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
