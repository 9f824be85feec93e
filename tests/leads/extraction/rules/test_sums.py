"""Sums that people commit to, in their own words or by saying yes to one."""

import pytest

from tests.leads.extraction.rules.dialogue import of, only, read


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("Would $400 be okay?", "Yes, that works."),
        ("How about 400 euros?", "Sure."),
        ("So $400 is fine for you?", "Absolutely."),
        ("$400?", "Deal."),
    ],
)
def test_yes_to_a_sum_binds_the_one_who_says_it(asked: str, answer: str) -> None:
    found = only(read(f"Maya: {asked}\nPriya: {answer}"), "commitment")

    assert (found.owner, found.direction) == ("Priya", "theirs")
    assert {e.line for e in found.evidence} == {0, 1}
    assert any("400" in e.quote for e in found.evidence)


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("Would $400 be okay?", "No, sorry."),
        ("Would $400 be okay?", "I'd have to think about it."),
        ("Would $400 be okay?", "Yes, but we really can't this year."),
        ("Did you know it costs $400?", "Yes."),
        ("Would a $400 discount be okay?", "Yes, great."),
        ("Is it true that people spend $400 on that?", "Yes."),
    ],
)
def test_other_answers_and_other_questions_bind_nobody(asked: str, answer: str) -> None:
    assert of(read(f"Maya: {asked}\nPriya: {answer}"), "commitment") == []


@pytest.mark.parametrize(
    ("words", "strength"),
    [
        ("Let's say 50 dollars.", "firm"),
        ("Maybe 50 dollars.", "tentative"),
        ("I'm not sure yet, maybe 50 dollars.", "tentative"),
        ("50 dollars - thank you.", "firm"),
        ("50 dollars is the most I can do.", "tentative"),
    ],
)
def test_sum_named_when_asked_how_much_is_a_commitment(words: str, strength: str) -> None:
    found = only(read(f"Maya: How much would you like to give?\nPriya: {words}"), "commitment")

    assert found.strength == strength
    assert "50" in found.text


@pytest.mark.parametrize(
    "words",
    [
        "50 dollars buys a lunch.",
        "The old if everyone gave a dollar idea.",
        "Something as small as 50 dollars could help.",
        "I will give 0.",
        "I'll give nothing.",
        "Maybe I'll give 50 dollars some day.",
    ],
)
def test_sum_that_is_only_talked_about_is_none(words: str) -> None:
    reading = read(f"Maya: How much would you like to give?\nPriya: {words}")

    assert of(reading, "commitment") == []


def test_sum_with_its_reaction_and_its_reason_is_still_a_promise() -> None:
    found = only(
        read("Priya: Oh that's great I would give 40 dollars then.\nMaya: Thanks."), "commitment"
    )
    assert "40 dollars" in found.text

    found = only(read("Priya: So I'll pay $85, which is half of whatever it costs."), "commitment")
    assert "$85" in found.text


def test_sum_already_given_is_confirmed_by_a_yes() -> None:
    reading = read("""
        Priya: I'll start with $30 and see.
        Maya: So $30 is your deposit?
        Priya: Yes, $30 - thank you.
    """)

    lines = {e.line for f in of(reading, "commitment") for e in f.evidence}
    assert lines >= {0, 2}


def test_task_that_its_owner_takes_on_is_a_promise() -> None:
    reading = read("""
        Maya: So are you willing to send the depot list today, this would help us.
        Priya: I'll send the depot list.
    """)

    found = only(reading, "commitment")
    assert (found.owner, found.direction) == ("Priya", "theirs")
    assert of(reading, "action_item") == []


def test_same_here_takes_on_what_the_other_one_is_about_to_do() -> None:
    reading = read("Maya: I'll send our notes to legal.\nPriya: I will too.")

    owners = {f.owner for f in of(reading, "commitment")}
    assert owners == {"Maya", "Priya"}


def test_yes_that_asks_back_is_a_yes() -> None:
    found = only(
        read("Maya: Could you send us the depot list?\nPriya: Sure, what format do you need?"),
        "commitment",
    )

    assert found.owner == "Priya"


def test_going_on_about_somebody_else_is_no_request() -> None:
    reading = read("""
        Maya: The support team will collect the logs and send them to the vendor.
        Priya: That sounds great.
    """)

    assert all(f.owner != "Priya" for f in of(reading, "commitment"))


def test_wanting_to_know_more_is_no_yes() -> None:
    reading = read("Maya: Would you order 20 seats?\nPriya: I would like to know more first.")

    assert of(reading, "commitment") == []
    yes = read("Maya: Would you order 20 seats?\nPriya: OK, I would like to.")
    assert only(yes, "commitment").owner == "Priya"


def test_ill_and_id_are_words_of_their_own() -> None:
    reading = read(
        "Priya: We look after terminally ill children.\nMaya: The order id send me that."
    )

    assert of(reading, "commitment") == []
    assert only(read("Maya: ok ill send the deck tomorrow"), "commitment").owner == "Maya"


def test_advice_across_the_table_gives_nobody_a_task() -> None:
    reading = read("Maya: You can order as few as 5 seats online next week.\nPriya: I see.")

    assert of(reading, "action_item") == []
    assert of(reading, "commitment") == []
