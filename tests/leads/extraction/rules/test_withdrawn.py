"""What was taken back later in the call is no commitment any more."""

import pytest

from tests.leads.extraction.rules.dialogue import of, only, read


@pytest.mark.parametrize(
    "words",
    [
        "Sorry, at this time I can't pay anything.",
        "I would choose 0 in this instance.",
        "On second thought I won't buy any.",
    ],
)
def test_sum_taken_back_is_no_commitment(words: str) -> None:
    said = f"""
        Maya: How much would you like to pay?
        Priya: I can pay $40.
        Maya: Thank you.
        Priya: {words}
    """

    assert of(read(said), "commitment") == []


def test_promise_taken_back_is_no_commitment() -> None:
    said = """
        Priya: I'll send you the depot list on Friday.
        Maya: Great.
        Priya: Ah, we won't be able to send the depot list.
    """

    assert of(read(said), "commitment") == []


@pytest.mark.parametrize(
    "words",
    [
        "I can't send anything else today.",
        "Most people would not give anything.",
        "I can't send the depot list before Friday.",
        "I won't share the contract.",
    ],
)
def test_refusing_something_else_takes_nothing_back(words: str) -> None:
    said = f"""
        Priya: I'll send you the depot list on Friday.
        Maya: Great.
        Priya: {words}
    """

    assert only(read(said), "commitment").owner == "Priya"


def test_what_a_colleague_refuses_takes_nothing_back() -> None:
    said = """
        Priya: I'll send you the depot list on Friday.
        Tomasz: We won't be able to send the depot list.
    """

    assert only(read(said), "commitment").owner == "Priya"


def test_sum_that_is_asked_about_again_and_never_confirmed_does_not_stand() -> None:
    said = """
        Maya: What would you like to pay?
        Priya: I would pay 5 dollars, maybe.
        Maya: So I can confirm five dollars?
        Priya: It is such a good product.
    """

    assert of(read(said), "commitment") == []


@pytest.mark.parametrize("words", ["Yes, that's right.", "5, yes.", "I'll pay 5 dollars."])
def test_sum_that_is_confirmed_stands(words: str) -> None:
    said = f"""
        Maya: What would you like to pay?
        Priya: I would pay 5 dollars, maybe.
        Maya: So I can confirm five dollars?
        Priya: {words}
    """

    assert of(read(said), "commitment")


def test_willingness_that_ends_in_but_is_no_commitment() -> None:
    said = """
        Maya: Would you order ten more seats?
        Priya: I would like to, but our budget is frozen.
    """

    assert of(read(said), "commitment") == []


def test_how_much_one_could_do_is_a_question() -> None:
    said = """
        Maya: You can order as many as you want.
        Priya: So I could just order a thousand dollars of it?
        Maya: Yes.
    """

    assert of(read(said), "commitment") == []


def test_number_without_its_currency_answers_how_much() -> None:
    said = """
        Maya: How much would you like to pay?
        Priya: I can do maybe 100.
    """

    assert only(read(said), "commitment").owner == "Priya"
