"""The agreed next step as a sentence: the words that named the time, and the day they come to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from leads.extraction.schema import Finding

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
    " dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro"
    " dezembro",
}
_FORM = {"de": "{}. {}", "es": "{} de {}", "pt": "{} de {}"}


def in_words(day: date, language: str) -> str:
    """A day and its month as a mail in that language writes them, without the year."""
    code = language[:2].lower()
    names = _MONTHS.get(code, _MONTHS["en"]).split()
    return _FORM.get(code, "{} {}").format(day.day, names[day.month - 1])


def step_sentences(finding: Finding, language: str) -> Iterator[str]:
    """How the next step could be said, the best first; a quote stays as it is.

    The day is added in words unless they name it already: "in two weeks" read a week later would
    be another day.
    """
    text = finding.text.rstrip(".")
    if "“" in text:
        return
    dated = ""
    if finding.due:
        day = in_words(finding.due, language)
        named = str(finding.due.day) in text and day.split()[-1] in text
        dated = "" if named else f" ({day})"
    yield f"{text}{dated}."
    if language[:2].lower() == "en":
        yield f"{_ours(text)}{dated}."
    yield f"{text}."


def _ours(text: str) -> str:
    """Said as ours too, for when only the other side spoke the time and we said yes."""
    if _MEETING.match(text):
        return f"Our {text[:1].lower()}{text[1:]}"
    if _DAY_NAME.match(text):
        return f"We speak again on {text}"
    return f"We speak again {text[:1].lower()}{text[1:]}"


_DAY_NAME = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|the ", re.IGNORECASE)
_MEETING = re.compile(
    r"(?:follow-up call|kick-?off|workshop|demo|walk-?through|call|meeting|session|review|"
    r"check-in|catch-up|sync)\b",
    re.IGNORECASE,
)
