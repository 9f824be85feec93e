"""The guess at a language."""

from __future__ import annotations

import pytest

from leads.transcripts.language import from_tag, guess


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("So we will send you the offer and then it is for you to decide.", "en"),
        ("Wir schicken das Angebot und dann ist es an Ihnen, das zu prüfen, ja, nicht wir.", "de"),
        ("Nous vous envoyons l'offre et vous nous dites si c'est bon pour les équipes.", "fr"),
        ("Les mandamos la oferta y luego es lo que ustedes decidan, pero para el lunes.", "es"),
        ("Vi mandiamo il contratto e poi è da vedere, ma non per la prossima settimana.", "it"),
        ("We sturen het voorstel en dan is het aan jullie, maar ik denk dat het wel kan.", "nl"),
        ("Nós enviamos a proposta e você decide, mas não é para esta semana, isso não.", "pt"),
        ("xyzzy", None),
        ("", None),
    ],
)  # fmt: skip
def test_language_is_guessed_from_small_words(text: str, language: str | None) -> None:
    assert guess([text]) == language


def test_language_tags_and_names_become_codes() -> None:
    tags = ("en-US", "pt_BR", "french", "DE", "und", "", 7)
    assert [from_tag(tag) for tag in tags] == ["en", "pt", "fr", "de", None, None, None]
