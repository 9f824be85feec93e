"""Which vocabulary a language brings; every vocabulary translates into the English one."""

from __future__ import annotations

from dataclasses import dataclass

from followup.lib.dates import french, german, spanish, words


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`aliases` maps written words to canonical English ones; `month_first` reads 3/5."""

    aliases: dict[str, str]
    month_first: bool


LANGUAGES: dict[str, Vocabulary] = {
    "en": Vocabulary({**{word: word for word in words.KINDS}, **words.ALIASES}, True),
    "de": Vocabulary(german.ALIASES, False),
    "fr": Vocabulary(french.ALIASES, False),
    "es": Vocabulary(spanish.ALIASES, False),
}
