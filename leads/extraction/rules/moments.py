"""When people mean to meet: the words for a day and a time, and the day they come to.

The words are kept whole ("Wednesday next week at ten"): a day without its week or its hour is
what makes two people sit in two different meetings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from followup.lib.dates import Found, Interval, deadline, find
from leads.extraction.rules.spoken import Clause
from leads.extraction.schema import Conversation

_SOME_DAY = datetime(2024, 1, 3, 9, tzinfo=UTC)  # only to find words: no date of it is ever used
_WEEKDAYS = (
    ("monday", "montag", "lundi", "lunes"),
    ("tuesday", "dienstag", "mardi", "martes"),
    ("wednesday", "mittwoch", "mercredi", "miércoles"),
    ("thursday", "donnerstag", "jeudi", "jueves"),
    ("friday", "freitag", "vendredi", "viernes"),
    ("saturday", "samstag", "samedi", "sábado"),
    ("sunday", "sonntag", "dimanche", "domingo"),
)
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(name for names in _WEEKDAYS for name in names)})\b", re.I)
_WHICH_WEEK = re.compile(
    r"\b(?:weeks?|next|fortnight|wochen?|nächste\w*|übernächste\w*|semaines?|prochaine?|semanas?|"
    r"próximo)\b|\d|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|"
    r"eleventh|twelfth|thirteenth|\w+teenth|\w*twentieth|thirtieth)\b",
    re.I,
)
_HOUR = (
    r"(?:\d{1,2}(?:[:.h]\d\d)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"eins?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|"
    r"dix|onze|quatorze|quinze|seize|neuf|huit|sept)"
)
_CLOCK = re.compile(
    rf",? ?\b(?:at |um |à |a las )?(?:half past |quarter (?:past|to) |halb ){_HOUR}\b"
    rf"|,? ?\b(?:at|um|à|a las) {_HOUR}(?: ?(?:am|pm|a\.m\.|p\.m\.|o['’]clock|uhr|heures))?"
    r"(?: (?:dreißig|trente|thirty|fifteen|forty-five))?\b(?! ?%| percent)"
    r"|,? ?\b(?:at )?\d{1,2}(?::\d\d)? ?(?:am|pm|a\.m|p\.m|uhr|o['’]clock)\b|,? ?\d{1,2}[:h]\d\d\b"
    r"|,? ?(?:at )?(?:the )?same time\b|,? ?(?:at )?(?:noon|midday|lunchtime)\b",
    re.I,
)
_MONTH = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.I,
)
_SAME_TIME = re.compile(r"\bsame time\b", re.I)
_NOT = re.compile(r"\b(?:not|nicht|pas|no)(?: (?:on|am))? $", re.I)
_NO_MEETING = re.compile(
    r"^(?:(?:today|now|right now|tonight|heute|jetzt|aujourd'hui|hoy)$|last |yesterday|gestern|"
    r"hier\b)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """The words for a time to meet, verbatim; `day` is None when they are not one certain day."""

    words: str
    day: date | None
    weekday: int | None
    says_week: bool
    has_clock: bool

    @property
    def is_day(self) -> bool:
        return self.day is not None or self.weekday is not None


def moment(clause: Clause, conversation: Conversation) -> Moment | None:
    """The fullest time named in a clause, or None. Past days and limits ("by Friday") are none."""
    text = clause.line.text[clause.tokens[0].start : clause.tokens[-1].end][:600]
    return moment_in(text, conversation)


def moment_in(text: str, conversation: Conversation) -> Moment | None:
    """The fullest time named in `text`, as `moment`."""
    reference = conversation.held_at or _SOME_DAY
    made: list[Moment] = []
    for found in find(
        text,
        reference=reference,
        timezone=conversation.timezone,
        fiscal_year_start=conversation.fiscal_year_start,
        language=conversation.language,
    ):
        if found.bound in ("by", "before", "until", "since", "after") or _past(found, reference):
            continue
        if _NOT.search(text[: found.start]):
            continue
        one = _moment(text, found, known=conversation.held_at is not None)
        if not _NO_MEETING.match(one.words):
            made.append(one)
    if not made and (clock := _CLOCK.search(text)):
        return Moment(clock.group().strip(" ,"), None, None, False, True)
    return max(made, key=_fullness, default=None)


def _moment(text: str, found: Found, *, known: bool) -> Moment:
    start, end = found.start, found.end
    if clock := _CLOCK.match(text, end):
        end = clock.end()
    words = text[start:end].strip(" ,")
    named = _WEEKDAY.search(words)
    value = found.value
    day = None if isinstance(value, Interval) and value.start != value.end else deadline(found)
    return Moment(
        words,
        day if known else None,
        _number(named.group()) if named else None,
        bool(_WHICH_WEEK.search(_CLOCK.sub(" ", words))),
        bool(_CLOCK.search(words)),
    )


def _number(name: str) -> int:
    return next(n for n, names in enumerate(_WEEKDAYS) if name.lower() in names)


def _past(found: Found, reference: datetime) -> bool:
    value = found.value.end if isinstance(found.value, Interval) else found.value
    if value is None:
        return False
    last = value.date() if isinstance(value, datetime) else value
    return last < reference.date() - timedelta(days=1)


def _fullness(one: Moment) -> tuple[bool, bool, bool]:
    return (one.is_day, one.has_clock, one.says_week)


def fuller(one: Moment, other: Moment) -> Moment:
    """Of two ways to name the same time, the one that leaves less open."""
    if one.says_week != other.says_week and one.is_day and other.is_day:
        week, bare = (one, other) if one.says_week else (other, one)
        return week if week.has_clock or not bare.has_clock else _with_clock(week, bare)
    if one.has_clock and other.has_clock and other.is_day and _SAME_TIME.search(one.words):
        return other if not _SAME_TIME.search(other.words) else one
    if _MONTH.search(other.words) and not _MONTH.search(one.words) and other.day == one.day:
        return fuller(other, one) if one.has_clock and not other.has_clock else other
    if one.is_day and not one.has_clock and other.has_clock:
        return other if other.is_day else _with_clock(one, other)
    return one


def _with_clock(day: Moment, timed: Moment) -> Moment:
    clock = _CLOCK.search(timed.words)
    said = clock.group().strip(" ,") if clock else timed.words
    return Moment(f"{day.words} {said}", day.day, day.weekday, day.says_week, has_clock=True)


def same_day(one: Moment, other: Moment) -> bool:
    """Whether two ways to name a time can mean the same; a bare hour agrees with any day."""
    if not one.is_day or not other.is_day:
        return True
    if one.day is not None and one.day == other.day:
        return True
    bare = not (one.says_week and other.says_week)
    return bare and one.weekday is not None and one.weekday == other.weekday


def moved(old: Moment, new: Moment, conversation: Conversation) -> Moment:
    """ "Make that Tuesday": the week is still the one that was spoken of, the weekday is new."""
    if old.weekday is None or new.weekday is None or new.says_week or not old.says_week:
        return new
    said = _WEEKDAY.search(new.words)
    if said is None or re.search(r"\d|(?:th|st|nd|rd|ieth)\b", old.words):
        return new
    again = moment_in(_WEEKDAY.sub(said.group(), old.words, count=1), conversation)
    if again is None:
        return new
    if not new.has_clock or again.has_clock:
        bare = Moment(
            _CLOCK.sub("", again.words), again.day, again.weekday, again.says_week, has_clock=False
        )
        return _with_clock(bare, new) if new.has_clock else again
    return _with_clock(again, new)
