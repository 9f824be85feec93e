"""Kept promises in German, French and Spanish; silence in languages nobody reads here."""

from __future__ import annotations

import pytest

from leads.kept import Promise, Spoken, shown_kept

DE = Promise(1, "Ich schicke Ihnen die Preisliste bis Freitag", "", "ours")
FR = Promise(2, "Je vous envoie le devis demain", "", "ours")
ES = Promise(3, "Le envío el contrato mañana", "", "ours")
THEIRS = Promise(4, "Ich kläre die Datenschutzfrage mit der Rechtsabteilung", "", "theirs")


def kept(language: str, side: str, text: str) -> list[int]:
    by = {"de": [DE, THEIRS], "fr": [FR], "es": [ES], "xx": [DE]}[language]
    return [s.promise for s in shown_kept(by, [Spoken(0, text, side)], language=language)]


@pytest.mark.parametrize(
    ("language", "side", "text", "promise"),
    [
        ("de", "theirs", "Vielen Dank für die Preisliste.", 1),
        ("de", "ours", "Ich habe Ihnen die Preisliste am Freitag geschickt.", 1),
        ("de", "theirs", "Ich habe die Datenschutzfrage geklärt.", 4),
        ("fr", "theirs", "Merci pour le devis.", 2),
        ("fr", "ours", "Je vous ai envoyé le devis hier.", 2),
        ("es", "theirs", "Gracias por el contrato.", 3),
        ("es", "theirs", "Ya recibimos el contrato.", 3),
    ],
)
def test_deed_is_recognised(language: str, side: str, text: str, promise: int) -> None:
    assert kept(language, side, text) == [promise]


@pytest.mark.parametrize(
    ("language", "side", "text"),
    [
        ("de", "ours", "Ich habe die Preisliste noch nicht geschickt."),
        ("de", "theirs", "Haben Sie die Preisliste geschickt?"),
        ("de", "ours", "Ich werde die Preisliste schicken."),
        ("de", "theirs", "Vielen Dank für Ihre Zeit."),
        ("de", "theirs", "Ich habe die Preisliste geschickt."),
        ("fr", "theirs", "Je n'ai pas reçu le devis."),
        ("es", "theirs", "No recibimos el contrato."),
        ("xx", "theirs", "Vielen Dank für die Preisliste."),
    ],
)
def test_what_only_sounds_like_a_deed_proposes_nothing(language: str, side: str, text: str) -> None:
    assert kept(language, side, text) == []
