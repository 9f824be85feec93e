from __future__ import annotations

import pytest

from tests.lib.dates.phrases import said, value

GERMAN = {
    "bis Freitag": "2026-11-20",
    "übermorgen um 15 Uhr": "2026-11-20T15:00:00",
    "am 15. März": "2027-03-15",
    "am 3.4.2027": "2027-04-03",
    "in zwei Wochen": "2026-12-02",
    "heute in einer Woche": "2026-11-25",
    "vor zwei Wochen": "2026-11-04",
    "nächsten Dienstag": "2026-11-24",
    "nächste Woche Montag": "2026-11-23",
    "bis Ende nächster Woche": "2026-11-27",
    "innerhalb von drei Werktagen": "2026-11-23",
}
FRENCH = {
    "d'ici vendredi": "2026-11-20",
    "le 15 mars": "2027-03-15",
    "mardi prochain": "2026-11-24",
    "la semaine prochaine": "2026-11-23/2026-11-29",
    "dans deux semaines": "2026-12-02",
    "après-demain à 15h30": "2026-11-20T15:30:00",
    "il y a trois jours": "2026-11-15",
    "lundi en huit": "2026-11-30",
}
SPANISH = {
    "para el viernes": "2026-11-20",
    "el 15 de marzo de 2027": "2027-03-15",
    "el martes que viene": "2026-11-24",
    "pasado mañana": "2026-11-20",
    "mañana a las 3 de la tarde": "2026-11-19T15:00:00",
    "dentro de dos semanas": "2026-12-02",
    "hace tres días": "2026-11-15",
    "a finales de mes": "2026-11-21/2026-11-30",
}
PHRASES = [
    (language, phrase, meant)
    for language, phrases in (("de", GERMAN), ("fr", FRENCH), ("es", SPANISH))
    for phrase, meant in phrases.items()
]


@pytest.mark.parametrize(("language", "phrase", "meant"), PHRASES)
def test_phrase_of_another_language_resolves(language: str, phrase: str, meant: str) -> None:
    assert value(phrase, language=language) == meant


def test_next_weekday_of_this_week_is_ambiguous_in_german() -> None:
    assert value("nächsten Freitag", language="de") == "none"


def test_a_limit_is_known_in_every_language() -> None:
    for language, phrase in (
        ("de", "bis Freitag"),
        ("fr", "avant vendredi"),
        ("es", "para el lunes"),
    ):
        assert said(phrase, language=language).bound in ("by", "before")
