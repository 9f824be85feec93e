import pytest

from leads.extraction.rules import RulesEngine
from leads.extraction.wording import say
from tests.leads.extraction.rules.dialogue import call


def said(text: str, *, author: str = "Maya", recipient: str | None = "Priya") -> list[str]:
    conversation = call(text)
    found = RulesEngine().read(conversation).findings
    return [say(f, conversation, author=author, recipient=recipient) for f in found]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("Maya: I'll send the deck tomorrow.", "I will send the deck tomorrow."),
        ("Devon: I'll send the deck tomorrow.", "Devon will send the deck tomorrow."),
        (
            "Priya: I'll send the contract to legal tomorrow.",
            "You will send the contract to legal tomorrow.",
        ),
        (
            "Priya: We'll check with our legal team by Friday.",
            "You will check with your legal team by Friday.",
        ),
        ("Priya: We have 340 drivers in eleven depots.", "You have 340 drivers in eleven depots."),
    ],
)
def test_sentence_speaks_from_author_to_recipient(words: str, sentence: str) -> None:
    other = "Priya: Hello.\nMaya: Hello.\n"
    assert sentence in said(other + words)


def test_author_keeps_the_words_that_need_you_and_our() -> None:
    (sentence,) = said(
        "Maya: I'll check with our engineers and get back to you by Friday.\nPriya: Good."
    )

    assert sentence == "I'll check with our engineers and get back to you by Friday."


def test_sentence_stays_a_quote_when_the_pronouns_are_not_certain() -> None:
    (sentence,) = said("Tom: We need you to give them forty licences by March.\nMaya: I see.")

    assert sentence == "Tom: “We need you to give them forty licences by March.”"


def test_sentence_without_recipient_keeps_the_name() -> None:
    (sentence,) = said("Priya: I'll send the contract tomorrow.\nMaya: Good.", recipient=None)

    assert sentence == "Priya will send the contract tomorrow."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            "And there are penalties, 250 pounds for each one we miss.",
            "There are penalties, 250 pounds for each one you miss.",
        ),
        (
            "The vendor stops supporting it in March, so we have to move.",
            "The vendor stops supporting it in March, so you have to move.",
        ),
        ("Um, honestly, we lose nine thousand euros.", "You lose nine thousand euros."),
    ],
)
def test_what_they_said_is_told_back_without_fillers(words: str, sentence: str) -> None:
    assert sentence in said(f"Priya: {words} We have 12 sites.\nMaya: I see.")


def test_country_is_not_taken_for_a_pronoun() -> None:
    text = "Priya: The US states paid us 15 million dollars in penalties, a real problem."

    assert not any("you states" in s.lower() for s in said(text + "\nMaya: I see."))
