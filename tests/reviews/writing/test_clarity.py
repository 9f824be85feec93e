import pytest

from reviews.writing.clarity import cut_off, unclear


@pytest.mark.parametrize(
    "words",
    [
        "You will ask her.",
        "You will get him to send it over.",
        "I will have to find out.",
        "“Let me check that”",
        "I will put it in the diary.",
        "I will get it back to you within five working days.",
        "“I'll do it tonight.”",
        "I will send it.",
        "I will clean it up.",
    ],
)
def test_promise_of_nobody_knows_what_is_unclear(words: str) -> None:
    assert unclear(words)


@pytest.mark.parametrize(
    "words",
    [
        "I will send the deck tomorrow.",
        "I will get it switched on for the east depot by Thursday.",
        "I will send you a timeline by Thursday that works back from the fourteenth.",
        "You will speak to Graham before your Monday meeting.",
        "I'll invite you and Pavel.",
        "I will add it to the pack with the annex.",
        "Ich schicke Ihnen bis Freitag den Vertrag.",
    ],
)
def test_promise_that_says_what_is_clear(words: str) -> None:
    assert not unclear(words)


def test_mere_duty_to_find_out_is_unclear_without_a_day() -> None:
    assert unclear("I will have to check with engineering.", due=False)
    assert not unclear("I will have to check with engineering.", due=True)


def test_sentence_that_ends_in_the_middle_is_cut_off() -> None:
    assert cut_off("You can sign before.")
    assert not cut_off("You can sign before Friday.")
