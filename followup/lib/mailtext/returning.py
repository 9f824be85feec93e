"""The day on which somebody who is away says to be back, from an automatic answer."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from followup.lib import dates
from followup.lib.mailtext import patterns

LONGEST = 3_000
FARTHEST = timedelta(days=400)  # beyond a year it is a typo or a signature
JUST_NOW, YEAR = timedelta(days=90), timedelta(days=365)
BACK = re.compile(
    rf"\b{patterns.any_of('back')}\b|復帰|戻|出社|返回|回来|回到|恢复|上班|"
    r"أعود|العودة|عودت|אחזור|אשוב|חוזר",
    re.IGNORECASE,
)
BACK_AFTER = patterns.compiled("back_after")
AWAY = patterns.compiled("away")
UNTIL = re.compile(rf"\b{patterns.any_of('until')}\b|まで|至|到|[-–—]", re.IGNORECASE)
MONTHS = [pattern for _, pattern in patterns.grouped("months")]
BY_NAME = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|º|er|\.)?\s+(?:(?:of|de|di|del)\s+)?([^\W\d_]{3,12})\.?,?"
    r"(?:\s+(?:de\s+|del\s+)?(20\d\d))?"
)
MONTH_FIRST = re.compile(
    r"(?<!\d\s)(?<!\d\.\s)\b([^\W\d_]{3,12})\.?\s(\d{1,2})(?!\d)(?:st|nd|rd|th)?(?:,\s?(20\d\d))?"
)
YEAR_FIRST = re.compile(r"(?<!\d)(20\d\d)\.?\s([^\W\d_]{3,12})\.?\s(\d{1,2})(?!\d)")
NUMERIC = re.compile(
    r"(?<![\d./])(?<!\d-)(\d{1,2})[./](?:\s?)(\d{1,2})(?:[./]\s?((?:20)?\d\d))?\.?(?![\d/])"
)
ISO = re.compile(r"(?<!\d)(20\d\d)[-./年]\s?(\d{1,2})[-./月]\s?(\d{1,2})(?!\d)")
EAST = re.compile(r"(?<!\d)(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]")
CLAUSE_END = re.compile(r"(?<!\d)[.!?;\n]\s")
ENGLISH = re.compile(
    r"\b(?:the|and|will|i'?m|am|office|return\w*|back|until|please|for|my|away|leave|on)\b", re.I
)
GERMAN = re.compile(r"\b(?:ich|bin|und|nicht|im|büro|zurück|wieder|ihre|der|die|bis)\b", re.I)
FRENCH = re.compile(r"\b(?:je|suis|absente?|bureau|retour|jusqu|votre|le|et|vous|du)\b", re.I)
SPANISH = re.compile(r"\b(?:estoy|estaré|fuera|oficina|hasta|regreso|su|el|y|mi|vuelvo)\b", re.I)


def day(text: str, *, sent: datetime) -> date | None:
    """The day somebody is back: the one named with "back", else the last day of the absence.

    None for an answer that tells of no absence: "offers are valid until" holds nobody up.

    `sent` is when the answer was written; days before it, or more than a year later, are none.
    """
    text = text[:LONGEST]
    found = all_days(text, sent)
    possible = [(at, when) for at, when in found if sent.date() <= when <= sent.date() + FARTHEST]
    away = bool(AWAY.search(text))
    for at, when in possible:
        if BACK.search(clause_before(text, at)):
            return when
    ends = [at for at, _ in possible[1:]] + [len(text)]
    for (at, when), end in zip(possible, ends, strict=False):
        if BACK_AFTER.search(clause_after(text[at:end])):
            return when
    for at, when in possible if away else []:
        if UNTIL.search(clause_before(text, at)):
            return when
    return max((when for _, when in possible), default=None) if away else None


def clause_before(text: str, at: int) -> str:
    """The words up to the end of a date that say what it is."""
    before = text[max(0, at - 75) : at]
    return CLAUSE_END.split(before)[-1]


def clause_after(text: str) -> str:
    """The words behind a date that say what it is, as languages do that put the verb last."""
    return CLAUSE_END.split(text[:60])[0]


def all_days(text: str, sent: datetime) -> list[tuple[int, date]]:
    """Every day named in the text and where it ends, in the order of the text: by the languages of
    `dates`, else and besides by shape."""
    language, is_sure = language_of(text)
    by_words = _by_words(text, sent, language) if language else []
    if is_sure and language == "en" and by_words:
        return by_words  # in figures, which of the two is the month only the language says
    shaped = by_shape(text, sent.date())
    if not is_sure:
        return shaped or by_words
    seen = {when for _, when in by_words}
    return sorted([*by_words, *(one for one in shaped if one[1] not in seen)])


def _by_words(text: str, sent: datetime, language: str) -> list[tuple[int, date]]:
    found: list[tuple[int, date]] = []
    for item in dates.find(text, reference=sent.replace(tzinfo=None), language=language):
        value = item.value.end if isinstance(item.value, dates.Interval) else item.value
        if value is not None:
            found.append((item.end, value.date() if isinstance(value, datetime) else value))
    return found


def language_of(text: str) -> tuple[str, bool]:
    """en, de, fr or es where the words say so, and whether they are more than one; else empty."""
    patterns = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH}
    counts = {name: len(pattern.findall(text)) for name, pattern in patterns.items()}
    best = max(counts, key=lambda name: counts[name])
    is_alone = sum(count == counts[best] for count in counts.values()) == 1
    return (
        (best, counts[best] > 1) if counts[best] > 1 or (counts[best] and is_alone) else ("", False)
    )


def by_shape(text: str, today: date) -> list[tuple[int, date]]:
    """Days written in figures, day first, or with a month's name of any language."""
    found: list[tuple[int, date]] = []
    for match in ISO.finditer(text):
        add(found, match.end(), int(match[1]), int(match[2]), int(match[3]), today)
    for match in EAST.finditer(text):
        add(found, match.end(), None, int(match[1]), int(match[2]), today)
    for match in BY_NAME.finditer(text):
        number = month(match[2].lower())
        add(found, match.end(2), int(match[3] or 0), number, int(match[1]), today)
    for match in MONTH_FIRST.finditer(text):
        number = month(match[1].lower())
        add(found, match.end(2), int(match[3] or 0), number, int(match[2]), today)
    for match in YEAR_FIRST.finditer(text):
        add(found, match.end(3), int(match[1]), month(match[2].lower()), int(match[3]), today)
    for match in NUMERIC.finditer(text):
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0) if match[3] else None
        add(found, match.end(), year, int(match[2]), int(match[1]), today)
    return sorted(found)


def month(word: str) -> int:
    """The number of the month that a word names; 0 for none."""
    bare = word.removeprefix("ב")  # Hebrew writes "in" at the word
    return next((n for n, name in enumerate(MONTHS, 1) if name.fullmatch(bare)), 0)


def add(
    found: list[tuple[int, date]], at: int, year: int | None, month: int, day: int, today: date
) -> None:
    """Note a day if there is such a one; without a year it is the next, unless it was just now."""
    try:
        when = date(year or today.year, month, day)
        if not year and when < today - JUST_NOW:
            when = date(today.year + 1, month, day)
        elif not year and when > today + YEAR - JUST_NOW:
            when = date(today.year - 1, month, day)
    except ValueError:
        return
    found.append((at, when))
