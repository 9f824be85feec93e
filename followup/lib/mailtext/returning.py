"""The day on which somebody who is away says to be back, from an automatic answer."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from followup.lib import dates
from followup.lib.mailtext import patterns

LONGEST = 3_000
FARTHEST = timedelta(days=400)  # beyond a year it is a typo or a signature
BACK = re.compile(
    rf"\b{patterns.any_of('back')}\b|復帰|戻|出社|返回|回来|回到|恢复|上班", re.IGNORECASE
)
AWAY = patterns.compiled("away")
UNTIL = re.compile(rf"\b{patterns.any_of('until')}\b|まで|至|到|[-–—]", re.IGNORECASE)
MONTHS = {word: int(number) for word, number in patterns.words_in("months").items()}
BY_NAME = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|º|er|\.)?\s+(?:(?:of|de|di|del)\s+)?([^\W\d_]{3,12})\.?,?"
    r"(?:\s+(?:de\s+|del\s+)?(20\d\d))?"
)
NUMERIC = re.compile(
    r"(?<![\d./-])(\d{1,2})[./](?:\s?)(\d{1,2})(?:[./]\s?((?:20)?\d\d))?\.?(?![\d/])"
)
ISO = re.compile(r"(?<!\d)(20\d\d)[-./年]\s?(\d{1,2})[-./月]\s?(\d{1,2})(?!\d)")
EAST = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})[日号號]")
CLAUSE_END = re.compile(r"(?<!\d)[.!?;\n]\s")
ENGLISH = re.compile(r"\b(?:the|and|will|am|office|return|back|until|please|for|my)\b", re.I)
GERMAN = re.compile(r"\b(?:ich|bin|und|nicht|im|büro|zurück|wieder|ihre|der|die)\b", re.I)
FRENCH = re.compile(r"\b(?:je|suis|absent|bureau|retour|jusqu|votre|le|et|vous)\b", re.I)
SPANISH = re.compile(r"\b(?:estoy|estaré|fuera|oficina|hasta|regreso|su|el|y|mi|vuelvo)\b", re.I)


def day(text: str, *, sent: datetime) -> date | None:
    """The day somebody is back: the one named with "back", else the last day of the absence.

    None for an answer that tells of no absence: "offers are valid until" holds nobody up.

    `sent` is when the answer was written; days before it, or more than a year later, are none.
    """
    text = text[:LONGEST]
    found = list(all_days(text, sent))
    possible = [(at, when) for at, when in found if sent.date() <= when <= sent.date() + FARTHEST]
    away = bool(AWAY.search(text))
    for wanted in (BACK, UNTIL) if away else (BACK,):
        for at, when in possible:
            if wanted.search(clause_before(text, at)):
                return when
    return max((when for _, when in possible), default=None) if away else None


def clause_before(text: str, at: int) -> str:
    """The words up to the end of a date that say what it is."""
    before = text[max(0, at - 75) : at]
    return CLAUSE_END.split(before)[-1]


def all_days(text: str, sent: datetime) -> list[tuple[int, date]]:
    """Every day named in the text and where it ends: by the languages of `dates`, else by shape."""
    language = language_of(text)
    found: list[tuple[int, date]] = []
    if language:
        for item in dates.find(text, reference=sent.replace(tzinfo=None), language=language):
            value = item.value.end if isinstance(item.value, dates.Interval) else item.value
            if value is not None:
                found.append((item.end, value.date() if isinstance(value, datetime) else value))
    return found or by_shape(text, sent.date(), month_first=False)


def language_of(text: str) -> str:
    """en, de, fr or es where the words say so; else empty."""
    patterns = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH}
    counts = {name: len(pattern.findall(text)) for name, pattern in patterns.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] >= 2 else ""


def by_shape(text: str, today: date, *, month_first: bool) -> list[tuple[int, date]]:
    """Days written in figures or with a month's name of a European language, day first."""
    found: list[tuple[int, date]] = []
    for match in ISO.finditer(text):
        add(found, match.end(), int(match[1]), int(match[2]), int(match[3]), today)
    for match in EAST.finditer(text):
        add(found, match.end(), None, int(match[1]), int(match[2]), today)
    for match in BY_NAME.finditer(text):
        number = month(match[2].lower())
        if number:
            add(
                found,
                match.start(),
                int(match[3]) if match[3] else None,
                number,
                int(match[1]),
                today,
            )
    for match in NUMERIC.finditer(text):
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0) if match[3] else None
        add(found, match.end(), year, int(match[2]), int(match[1]), today)
    return sorted(found)


def month(word: str) -> int:
    """The month that a word begins like; 0 for none."""
    return next((MONTHS[word[:size]] for size in (6, 5, 4, 3) if word[:size] in MONTHS), 0)


def add(
    found: list[tuple[int, date]], at: int, year: int | None, month: int, day: int, today: date
) -> None:
    """Note a day if there is such a one; without a year it is the next."""
    try:
        when = date(year or today.year, month, day)
        if year is None and when < today:
            when = date(today.year + 1, month, day)
    except ValueError:
        return
    found.append((at, when))
