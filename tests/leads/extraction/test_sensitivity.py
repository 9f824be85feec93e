import time

import pytest

from leads.extraction.sensitivity import sensitive
from tests.leads.extraction.rules.dialogue import call
from tests.leads.extraction.sensitivity_bed import CALM, CALM_TOO, TENSE, TENSE_TOO


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Can you come down on the price, say to $40?", "negotiation"),
        ("We could offer you another 15% off for two years.", "concession"),
        ("This is the third time it broke and nobody called us back.", "complaint"),
        ("Our lawyers say this is a breach of contract.", "legal"),
        ("Someone had unauthorized access to our account.", "security_incident"),
        ("I want to speak to your manager about the outage.", "escalation"),
        ("We will not renew in March.", "churn"),
        ("Half of the team was laid off last week.", "bad_news"),
        ("Sorry for the silence, my father passed away.", "bad_news"),
        ("I am furious, this is ridiculous.", "anger"),
        ("Wir sind sehr unzufrieden mit dem Support.", "complaint"),
    ],
)
def test_tense_words_are_flagged_with_their_quote(words: str, reason: str) -> None:
    conversation = call(f"Maya: Hello.\nPriya: Thanks for calling. {words}")

    found = {s.reason: s.evidence for s in sensitive(conversation)}

    assert reason in found
    quote = found[reason]
    assert conversation.lines[1].text[quote.start : quote.end] == quote.quote
    assert words.split()[0] in quote.quote


@pytest.mark.parametrize(
    "words",
    [
        "How much is it per seat?",
        "What does the price include?",
        "We need the security review done before the contract renewal.",
        "Our legal team has to look at the terms.",
        "The renewal is in March and the budget is approved.",
        "I have to cancel this meeting on Monday, sorry.",
        "Do you have an escalation path for incidents?",
        "No complaints so far, we are happy.",
        "We ship to hospital groups and the deadline is near.",
        "Our churn rate dashboard is in the report.",
    ],
)
def test_everyday_business_is_not_sensitive(words: str) -> None:
    assert sensitive(call(f"Priya: {words}")) == ()


def flagged(words: str, *, speaker: str = "Priya", language: str = "en") -> bool:
    return bool(sensitive(call(f"{speaker}: {words}", language=language)))


def test_tense_sentences_are_nearly_all_caught() -> None:
    tense = [*(words for _, words in TENSE), *TENSE_TOO]
    missed = [words for words in tense if not flagged(words)]

    assert len(missed) <= 0.03 * len(tense), missed


def test_calm_sentences_with_the_same_words_are_nearly_all_left_alone() -> None:
    calm = [*CALM, *CALM_TOO]
    wrong = [words for words in calm if flagged(words)]

    assert len(wrong) <= 0.03 * len(calm), wrong


def test_reason_fits_what_was_said() -> None:
    for reason, words in TENSE:
        found = {s.reason for s in sensitive(call(f"Priya: {words}"))}
        assert found & {reason, "concession" if reason == "negotiation" else reason}, words


def test_our_own_question_about_their_trouble_is_no_complaint() -> None:
    assert not flagged("So your depot missed nineteen inspections?", speaker="Maya")
    assert not flagged("So you lost all the papers?", speaker="Maya")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Ich möchte mich beschweren."),
        ("de", "Wir verlängern den Vertrag nicht."),
        ("de", "Unser Anwalt schaut sich das an."),
        ("fr", "Nous allons résilier le contrat."),
        ("fr", "Ma collègue est décédée lundi."),
        ("es", "Estamos muy decepcionados con el servicio."),
        ("es", "Queremos un descuento."),
    ],
)
def test_tense_words_abroad(language: str, words: str) -> None:
    assert flagged(words, language=language)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Unsere Kunden beschweren sich nicht, aber sie fragen."),
        ("de", "Wie lang ist die Kündigungsfrist?"),
        ("fr", "Nos clients appellent tous les jours."),
        ("es", "Necesitamos una lista de precios."),
    ],
)
def test_everyday_words_abroad(language: str, words: str) -> None:
    assert not flagged(words, language=language)


@pytest.mark.parametrize("words", ["we " * 5000, "not " * 5000, "a" * 20000, "you, " * 4000])
def test_hostile_line_is_looked_at_quickly(words: str) -> None:
    begun = time.perf_counter()
    sensitive(call(f"Priya: {words}"))

    assert time.perf_counter() - begun < 1.0


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("I can't get this past our CFO at the figure you sent.", "negotiation"),
        ("My team has gone back to doing it in a spreadsheet because of this.", "complaint"),
        ("You haven't held up your side of the contract.", "legal"),
        ("We found our customer list being sold on a forum.", "security_incident"),
        ("Everything has stopped and every hour is costing us.", "escalation"),
        ("We're weighing up whether to carry on with you.", "churn"),
        ("My wife's treatment starts on Monday.", "bad_news"),
        ("I'm at the end of my tether with this.", "anger"),
    ],
)
def test_tense_things_said_sideways_are_flagged(words: str, reason: str) -> None:
    assert reason in {s.reason for s in sensitive(call(f"Priya: {words}"))}
