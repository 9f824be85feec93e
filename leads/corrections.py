"""Words of an answer that correct what was promised: "actually it is sixty seats, not forty".

Pure: text in, proposals out. Only proposals come of it; a person enters what is right. A sentence
corrects a promise when it speaks of the same thing and either says that something was wrong, or
names another number or another day for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leads.kept.schema import Promise, Spoken
from leads.kept.sentences import sentences

LONGEST = 4_000  # characters looked at in one passage
_WORD = re.compile(r"[^\W\d_]{3,}", re.UNICODE)
_CUES = re.compile(
    r"""\b(?:actually|correction|to\ correct|not\ quite|in\ fact|rather\ than|instead\ of
    |should\ be|should\ have\ been|(?:i|we)\ meant|we\ (?:said|agreed)|misunder\w+|mistaken?\b
    |(?:is|was|are|that's|it's)\ (?:wrong|not\ right|incorrect)|isn't\ right|not\ \w+\ but
    |eigentlich|korrektur|korrigier\w+|tatsächlich|gemeint\ war|stimmt\ (?:so\ )?nicht
    |sondern|falsch
    |en\ fait|rectifi\w+|plutôt|erreur|et\ non|il\ s'agit\ de
    |en\ realidad|correcci[oó]n|m[aá]s\ bien|sino|equivocad\w+)\b
    |,\ not\b|\bnicht\b.{1,30}\bsondern\b""",
    re.IGNORECASE | re.VERBOSE,
)
_DENIED = re.compile(
    r"\b(?:not|instead of|rather than|nicht|statt|anstatt|et non|au lieu de|y no|en vez de)"
    r"\s+[^.,;:!?\n]*",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"\?\s*$")


def _words(text: str) -> list[str]:
    return text.split()


_SMALL = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_TENS = _words("twenty thirty forty fifty sixty seventy eighty ninety")
_NUMBERS = {word: str(n) for n, word in enumerate(_SMALL)}
_NUMBERS |= {word: str(10 * n) for n, word in enumerate(_TENS, 2)}
_COUNTED = re.compile(
    rf"(\d[\d.,]*|\b(?:{'|'.join(_NUMBERS)})\b)\s+([^\W\d_]{{3,}})", re.IGNORECASE
)
_DAYS = frozenset(
    _words(
        """
        monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag
        freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes
        miércoles jueves viernes sábado domingo
        """
    )
)
_MONTHS = "|".join(
    _words(
        """
        jan(?:uary)? feb(?:ruary)? mar(?:ch)? apr(?:il)? may june? july? aug(?:ust)? sep(?:tember)?
        oct(?:ober)? nov(?:ember)? dec(?:ember)? januar februar märz mai juni juli oktober dezember
        janvier février mars avril juin juillet août septembre octobre novembre décembre enero
        febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
        """
    )
)
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:de\s+)?(?:{_MONTHS})\b|\b(?:{_MONTHS})\s+\d{{1,2}}\b",
    re.IGNORECASE,
)
_WORD_OR_NUMBER = re.compile(r"\w+")
_EMPTY = frozenset(
    _words(
        """
        the and that this with you your our for will have has had not but from was were are they
        them said meant agreed should would could actually correction instead rather than send sent
        share please just also one two thanks thank regards best hello dear yes all can get got let
        know der die das und nicht sondern ich wir sie ihr uns haben wird les des une pas nous vous
        que los las una por para con
        """
    )
)


@dataclass(frozen=True, slots=True)
class Corrected:
    """`said[...].text[start:start + len(quote)] == quote` seems to correct the promise."""

    promise: int
    passage: int
    quote: str
    start: int


def corrected(promises: Sequence[Promise], said: Iterable[Spoken]) -> list[Corrected]:
    """At most one correction for each promise, the one that speaks of it most."""
    best: dict[int, tuple[int, Corrected]] = {}
    for line in said:
        for start, text in sentences(line.text[:LONGEST]):
            if _QUESTION.search(text):
                continue
            for promise in promises:
                weight = _weight(f"{promise.text} {promise.quote}", text)
                if weight > best.get(promise.key, (0, None))[0]:
                    best[promise.key] = (weight, Corrected(promise.key, line.key, text, start))
    return [found for _, found in best.values()]


def without_denied(text: str) -> str:
    """The words without what they say is not so: "Wednesday, not Monday" is left with Wednesday."""
    return _DENIED.sub(" ", text)


def _weight(promise: str, said: str) -> int:
    """How much a sentence speaks of a promise while saying something else; 0 when it does not."""
    shared = _content(promise) & _content(said)
    if not shared:
        return 0
    says_so = bool(_CUES.search(said))
    other = _other_number(promise, said) or _other_day(promise, said)
    if other and (says_so or len(shared) > 1):
        return 10 + len(shared)
    return len(shared) if says_so and len(shared) > 1 else 0


def _content(text: str) -> frozenset[str]:
    words = (word.lower() for word in _WORD.findall(text))
    return frozenset(_stem(w) for w in words if w not in _EMPTY and w not in _DAYS)


def _stem(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 4 else word


def _counts(text: str) -> dict[str, set[str]]:
    """What is counted, with its numbers: {"seat": {"40"}}."""
    found: dict[str, set[str]] = {}
    for number, thing in _COUNTED.findall(text):
        value = _NUMBERS.get(number.lower(), number.rstrip(".,").replace(",", ""))
        if value[0].isdigit():
            found.setdefault(_stem(thing.lower()), set()).add(value)
    return found


def _other_number(promise: str, said: str) -> bool:
    before, now = _counts(promise), _counts(said)
    return any(now[thing] - before[thing] for thing in before.keys() & now.keys())


def _other_day(promise: str, said: str) -> bool:
    """Whether another day is named for it than the one it had."""
    before, now = _days(promise), _days(without_denied(said))
    return bool(before and now - before)


def _days(text: str) -> frozenset[str]:
    dates = (" ".join(_WORD_OR_NUMBER.findall(found[0].lower())) for found in _DATE.finditer(text))
    return frozenset({word.lower() for word in _WORD.findall(text)} & _DAYS | set(dates))
