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
