"""Days and times in a sentence: each must be named in what is cited, or resolved by code."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from followup.lib.grounding import calendar_abroad
from followup.lib.grounding.numbers import WORDS
from followup.lib.grounding.schema import Context, Reason
from followup.lib.grounding.text import Token, tokens
from followup.lib.grounding.vocabulary import words

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
          "october", "november", "december")  # fmt: skip
_DAY = {w: i for i, w in enumerate(WEEKDAYS)} | {w[:3]: i for i, w in enumerate(WEEKDAYS)}
_DAY |= {"tues": 1, "thur": 3, "thurs": 3, "weds": 2}
_DAY |= {f"{w}s": i for i, w in enumerate(WEEKDAYS)}
_DAY |= calendar_abroad.WEEKDAYS
_MONTH = {w: i for i, w in enumerate(MONTHS, 1)}
_MONTH |= {w[:3]: i for i, w in enumerate(MONTHS, 1)} | {"sept": 9}
_MONTH = calendar_abroad.MONTHS | _MONTH
_ORDINALS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"""
_NTH = {w: i for i, w in enumerate(_ORDINALS.split(), 1)} | {"thirtieth": 30}
_PERIODS = {"day", "week", "weekend", "month", "quarter", "year", "morning", "afternoon", "evening"}
_NEAR = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1} | calendar_abroad.NEAR
_CLOCK = re.compile(
    r"(?<![\w:.])(\d{1,2})(?:[:.](\d{2}))?\s?([ap])\.?m\b|(?<![\w:.])(\d{1,2}):(\d{2})(?![\d:])",
    re.IGNORECASE,
)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_SLASH = re.compile(r"(?<![\w/.])(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})(?![\w/])")

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Mention:
    """A day, part of a date, or time: a key that can be compared, and its place."""

    key: Key
    start: int
    end: int


def _ordinal(row: Sequence[Token], i: int) -> tuple[int, int] | None:
    """15th, 15, fifteenth, twenty-first: the day of the month and the index after it."""
    word = row[i].word
    if word.isdigit() and 1 <= int(word) <= 31:
        after = i + 1
        if after < len(row) and row[after].word in ("st", "nd", "rd", "th"):
            after += 1
        return int(word), after
    if word in _NTH:
        return _NTH[word], i + 1
    if word in ("twenty", "thirty") and i + 1 < len(row):
        j = i + 2 if row[i + 1].word == "-" and i + 2 < len(row) else i + 1
        if _NTH.get(row[j].word, 99) < 10:
            return int(WORDS[word]) + _NTH[row[j].word], j + 1
    return None


def _month_day(row: Sequence[Token], i: int) -> list[Mention]:
    """`August 31st`, `31 August`, `the first of March`, a month alone; `i` is the month's place."""
    month, begin, end = _MONTH[row[i].word], i, i + 1
    day = _ordinal(row, i + 1) if i + 1 < len(row) else None
    if day:
        end = day[1]
    else:
        j = i - 2 if i >= 2 and row[i - 1].word in calendar_abroad.OF else i - 1
        for k in (j - 2, j - 1, j):
            read = _ordinal(row, k) if k >= 0 else None
            if read and read[1] == j + 1:
                day, begin = read, k
                break
    if day is None:
        if row[i].word in calendar_abroad.UNSURE:
            return []
        if (
            row[i].word in ("may", "mar", "march", "sat", "sun", "dec")
            and not row[i].raw[0].isupper()
        ):
            return []
        if row[i].word == "may" and not (
            i and row[i - 1].word in ("in", "by", "of", "until", "for")
        ):
            return []
        return [Mention(("month", month), row[i].start, row[i].end)]
    return [Mention(("monthday", month * 100 + day[0]), row[begin].start, row[end - 1].end)]


_BEHIND_HOUR = words("""
    on in tomorrow and or o works suits would is was if then sharp with please sounds today
    tonight this next for we i you at
""")


def _hour(row: Sequence[Token], i: int) -> int:
    """`at ten`, `at 10`: the hour, or 0 when it is an amount of something."""
    word = row[i].word
    hour = int(word) if word.isdigit() else int(WORDS.get(word, 0))
    after = row[i + 1].word if i + 1 < len(row) else "."
    plain = not after[0].isalnum() or after in _BEHIND_HOUR or after in _DAY
    return hour if 1 <= hour <= 12 and plain and after not in ("%", "-", "$") else 0


def _nth(row: Sequence[Token], i: int) -> tuple[int, int] | None:
    """`the 15th`, `by the first`: a day without its month; a bare "the first" is only an order."""
    read = _ordinal(row, i)
    if read is None or (row[i].word.isdigit() and read[1] == i + 1):
        return None
    if row[i].word in _NTH and row[max(i - 2, 0)].word not in ("by", "on", "before", "until"):
        return None
    return read


def _words(text: str) -> list[Mention]:
    row = tokens(text)
    found: list[Mention] = []
    for i, token in enumerate(row):
        word, before = token.word, row[i - 1].word if i else ""
        short = len(word) < 4 and not token.raw[0].isupper()
        if word in _DAY and not (short and word in ("sun", "sat", "mon", "wed", "fri")):
            found.append(Mention(("weekday", _DAY[word]), token.start, token.end))
        elif word in _MONTH and (len(word) > 3 or token.raw[0].isupper()):
            found += _month_day(row, i)
        elif word in _NEAR and not (
            word in ("morgen", "manana") and before in calendar_abroad.MORNING
        ):
            found.append(Mention(("near", _NEAR[word]), token.start, token.end))
        elif word in _PERIODS and before in ("this", "next", "last"):
            key = hash_key(f"{before} {word}")
            found.append(Mention(key, row[i - 1].start, token.end))
        elif word in ("q1", "q2", "q3", "q4"):
            found.append(Mention(("quarter", int(word[1])), token.start, token.end))
        elif word == "q" and i + 1 < len(row) and row[i + 1].word in "1234":
            found.append(Mention(("quarter", int(row[i + 1].word)), token.start, row[i + 1].end))
        elif before in ("at", "around") and (hour := _hour(row, i)):
            found.append(Mention(("hour", hour), token.start, token.end))
        elif word in ("noon", "midday"):
            found.append(Mention(("time", 720), token.start, token.end))
        elif word == "end" and i + 2 < len(row) and row[i + 1].word == "of":
            j = i + 3 if row[i + 2].word in ("the", "this", "our", "your") else i + 2
            if j < len(row) and row[j].word in _PERIODS | set(MONTHS):
                found.append(Mention(hash_key(f"end {row[j].word}"), token.start, row[j].end))
        elif before == "the" and (read := _nth(row, i)):
            found.append(Mention(("day", read[0]), token.start, row[read[1] - 1].end))
        elif word.isdigit() and len(word) == 4 and "1900" <= word <= "2099":
            found.append(Mention(("year", int(word)), token.start, token.end))
    return found


_PHRASES: tuple[str, ...] = tuple(
    [f"{m} {p}" for m in ("this", "next", "last") for p in sorted(_PERIODS)]
    + [f"end {p}" for p in (*sorted(_PERIODS), *MONTHS)]
)


def hash_key(phrase: str) -> Key:
    """A phrase such as `next week` as a key; the number is its place in the closed list."""
    return ("phrase", _PHRASES.index(phrase))


def _full(year: int, month: int, day: int) -> list[Key]:
    try:
        date(year, month, day)
    except ValueError:
        return []
    return [("monthday", month * 100 + day), ("year", year)]


@lru_cache(maxsize=4096)
def mentions(text: str) -> tuple[Mention, ...]:
    """Days, dates, periods and clock times in `text`, in English words or in figures."""
    found: list[Mention] = []
    for m in _ISO.finditer(text):
        keys = _full(int(m[1]), int(m[2]), int(m[3]))
        found += [Mention(k, m.start(), m.end()) for k in keys]
    for m in _SLASH.finditer(text):
        year = int(m[3]) if len(m[3]) == 4 else 2000 + int(m[3])
        for a, b in ((int(m[2]), int(m[1])), (int(m[1]), int(m[2]))):
            keys = _full(year, a, b)
            if keys:
                found += [Mention(k, m.start(), m.end()) for k in keys]
                break
    for m in _CLOCK.finditer(text):
        hour, minute = (int(m[1]), int(m[2] or 0)) if m[1] else (int(m[4]), int(m[5]))
        if m[3]:
            hour = hour % 12 + (12 if m[3].lower() == "p" else 0)
        found.append(Mention(("time", hour * 60 + minute), m.start(), m.end()))
    taken = [(x.start, x.end) for x in found]
    found += [w for w in _words(text) if not any(a <= w.start < b for a, b in taken)]
    return tuple(found)


def _known(cited: Sequence[str], context: Context) -> tuple[set[Key], set[date]]:
    keys = {m.key for text in cited for m in mentions(text)}
    days = set(context.dates)
    today = context.reference.date() if context.reference else None
    if today:
        days |= {today + timedelta(days=n) for kind, n in keys if kind == "near"}
        for n in [n for kind, n in keys if kind == "weekday"]:
            days.add(today + timedelta(days=(n - today.weekday() - 1) % 7 + 1))
    if any(t.word in ("currently", "now", "today", "present") for c in cited for t in tokens(c)):
        keys.add(("near", 0))
    for kind, n in list(keys):
        if kind == "monthday":
            keys |= {("day", n % 100), ("month", n // 100)}
        elif kind == "time":
            keys.add(("hour", n // 60 % 12 or 12))
        elif kind == "hour":
            keys |= {("time", n % 12 * 60), ("time", n % 12 * 60 + 720)}
        elif kind == "phrase" and _PHRASES[n].startswith("end ") and _PHRASES[n][4:] in MONTHS:
            keys.add(("month", _MONTH[_PHRASES[n][4:]]))
    return keys, days


_PART: dict[str, Callable[[date], int]] = {
    "weekday": date.weekday,
    "monthday": lambda d: d.month * 100 + d.day,
    "day": lambda d: d.day,
    "month": lambda d: d.month,
    "year": lambda d: d.year,
}


def _resolved(key: Key, days: set[date], context: Context) -> bool:
    kind, n = key
    today = context.reference.date() if context.reference else None
    if kind == "near":
        return bool(today) and today is not None and today + timedelta(days=n) in days
    if kind == "quarter":
        return any((d.month - 1) // 3 + 1 == n for d in days)
    return any(n == _PART[kind](d) for d in days) if kind in _PART else False


_BEFORE, _AFTER = {"by", "before", "until", "till"}, {"after", "from", "since"}


def _side_of(text: str, mention: Mention) -> int:
    """-1 before the day, 1 after it, 0 on it or not said."""
    front = text[max(0, mention.start - 16) : mention.start].casefold().split()[-2:]
    return -1 if _BEFORE & set(front) else 1 if _AFTER & set(front) else 0


def check_dates(sentence: str, cited: Sequence[str], context: Context) -> list[Reason]:
    """Days and times of `sentence` that are neither cited nor resolved, or that contradict."""
    keys, days = _known(cited, context)
    reasons: list[Reason] = []
    mine = mentions(sentence)
    there: dict[Key, set[int]] = {}
    for text in cited:
        for m in mentions(text):
            there.setdefault(m.key, set()).add(_side_of(text, m))
    for mention in mine:
        shown = sentence[mention.start : mention.end]
        if mention.key in keys:
            sides = there.get(mention.key, set())
            if sides and _side_of(sentence, mention) * -1 in sides - {0} and len(sides) == 1:
                text = f"“{shown}” is before in one and after in the other"
                reasons.append(Reason("date", text, mention.start, mention.end))
        elif not _resolved(mention.key, days, context):
            text = f"“{shown}” is not in what this cites"
            others = {t[m.start : m.end] for t in cited for m in mentions(t)
                      if m.key[0] == mention.key[0]}  # fmt: skip
            if len(others) == 1:
                text += f"; {others.pop()} is"
            reasons.append(Reason("date", text, mention.start, mention.end))
    return reasons + _weekday_reasons(sentence, mine, keys, days, context)


def _weekday_reasons(
    sentence: str, mine: Sequence[Mention], keys: set[Key], days: set[date], context: Context
) -> list[Reason]:
    """`Thursday 27 November` when the 27th is a Friday."""
    dated = [m for m in mine if m.key[0] == "monthday"]
    named = [m for m in mine if m.key[0] == "weekday"]
    if len(dated) != 1 or len(named) != 1 or dated[0].start - named[0].end > 8:
        return []
    month, day = divmod(dated[0].key[1], 100)
    years = {m.key[1] for m in mine if m.key[0] == "year"} or {n for k, n in keys if k == "year"}
    years = years or {d.year for d in days if (d.month, d.day) == (month, day)}
    if not years and context.reference:
        here = context.reference.date()
        years = {here.year + (1 if (month, day) < (here.month, here.day) else 0)}
    fits = [y for y in years if _full(y, month, day)]
    if not fits or any(date(y, month, day).weekday() == named[0].key[1] for y in fits):
        return []
    right = WEEKDAYS[date(fits[0], month, day).weekday()].capitalize()
    text = f"“{sentence[dated[0].start : dated[0].end]}” is a {right}"
    return [Reason("date", text, named[0].start, named[0].end)]
