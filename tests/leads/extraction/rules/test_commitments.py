from datetime import date

import pytest

from tests.leads.extraction.rules.dialogue import of, only, read


def test_promise_is_restated_with_the_name_and_its_day() -> None:
    found = only(
        read("Maya: Um, so I-I'll, uh, send you the pricing breakdown by Friday."), "commitment"
    )

    assert found.text == "Maya will send the pricing breakdown by Friday."
    assert (found.owner, found.direction, found.strength) == ("Maya", "ours", "firm")
    assert (found.due_phrase, found.due) == ("by Friday", date(2026, 11, 20))


def test_promise_of_the_buyer_is_theirs() -> None:
    found = only(read("Priya: I'll check the numbers with finance tomorrow."), "commitment")

    assert (found.owner, found.direction) == ("Priya", "theirs")
    assert found.text == "Priya will check the numbers with finance tomorrow."


@pytest.mark.parametrize(
    ("words", "strength"),
    [
        ("I'll send the contract on Monday.", "firm"),
        ("I'll try to send the contract on Monday.", "tentative"),
        ("I can probably send the contract on Monday.", "tentative"),
        ("If legal agrees, I'll send the contract on Monday.", "conditional"),
        ("I'll send the contract once finance signs it.", "conditional"),
        ("I'll send the contract Monday, but I can't promise.", "tentative"),
        ("I'll send the contract on Monday if you like.", "firm"),
    ],
)
def test_promise_keeps_the_force_it_was_given(words: str, strength: str) -> None:
    assert only(read(f"Maya: {words}"), "commitment").strength == strength


def test_promise_with_a_condition_says_the_condition() -> None:
    found = only(
        read("Maya: If legal agrees, we'll include the pilot at no extra cost."), "commitment"
    )

    assert found.text == "Maya will include the pilot at no extra cost if legal agrees."


def test_promise_taken_back_in_the_same_breath_is_quoted_whole() -> None:
    found = only(
        read("Priya: I'll bring our CFO to the demo, but I can't guarantee it."), "commitment"
    )

    assert found.strength == "tentative"
    assert "can't guarantee" in found.text


@pytest.mark.parametrize(
    "words",
    [
        "I'll share my screen.",
        "I'll start with the roadmap slide.",
        "We'll see.",
        "I won't send the contract.",
        "I would have sent the contract.",
        "She said I'll never send it.",
        "I'll be honest, it looks good.",
        "I bet they will send it.",
        "I don't think I can send that.",
        "I sent the contract yesterday.",
    ],
)
def test_talk_that_promises_nothing_is_no_commitment(words: str) -> None:
    assert of(read(f"Maya: {words}\nPriya: I see."), "commitment") == []


def test_yes_to_a_request_is_the_promise_of_the_one_who_said_it() -> None:
    reading = read("""
        Priya: Could you also share the security questionnaire?
        Devon: Sure, will do.
    """)

    found = only(reading, "commitment")
    assert (found.owner, found.direction) == ("Devon", "ours")
    assert found.text == "Devon will share the security questionnaire."
    assert [e.line for e in found.evidence] == [0, 1]
    assert of(reading, "ask") == []


def test_request_that_nobody_accepted_stays_an_ask() -> None:
    reading = read("""
        Priya: Could you send us the architecture diagram?
        Maya: What do you need it for?
        Priya: For our security team.
    """)

    assert of(reading, "commitment") == []
    assert only(reading, "ask").direction == "theirs"


def test_refused_request_is_no_commitment() -> None:
    reading = read("""
        Maya: Could you send us your vendor list?
        Priya: No, unfortunately I can't share that.
    """)

    assert of(reading, "commitment") == []


def test_offer_counts_only_when_it_is_taken_up() -> None:
    offer = "Maya: Shall I send you the case study?"

    assert only(read(f"{offer}\nPriya: Yes please."), "commitment").owner == "Maya"
    assert of(read(f"{offer}\nPriya: No, not now."), "commitment") == []


def test_day_named_in_the_reply_belongs_to_the_promise() -> None:
    found = only(
        read("""
        Maya: And could you send us the list of depots?
        Priya: Yes, I'll get that over to you on Monday.
    """),
        "commitment",
    )

    assert found.text == "Priya will send the list of depots on Monday."
    assert found.due == date(2026, 11, 23)


def test_later_correction_replaces_the_day() -> None:
    found = only(
        read("""
        Priya: I'll send the signed order on Monday.
        Maya: Great.
        Priya: Actually, make that Tuesday.
    """),
        "commitment",
    )

    assert found.due == date(2026, 11, 24)
    assert "Tuesday" in found.text
    assert "Monday" not in found.text


def test_later_sum_replaces_the_earlier_one() -> None:
    reading = read("""
        Priya: We can pay $5,000 for the pilot.
        Maya: It would need to be a little more.
        Priya: Okay, we will pay $6,000 for the pilot.
    """)

    found = only(reading, "commitment")
    assert "$6,000" in found.text
    assert all("$5,000" not in e.quote for e in found.evidence)


def test_promise_said_twice_is_one_finding_with_both_passages() -> None:
    found = only(
        read("""
        Maya: I'll send the migration guide.
        Priya: Thanks a lot.
        Maya: So I'll send the migration guide tomorrow.
    """),
        "commitment",
    )

    assert {e.line for e in found.evidence} == {0, 2}
    assert found.due == date(2026, 11, 19)


def test_what_you_will_have_is_promised_by_who_says_so() -> None:
    reading = read(
        "Priya: Can I have the report in writing?\nMaya: Yes. You will have it by Friday noon."
    )
    promise = only(reading, "commitment")
    assert (promise.direction, promise.owner) == ("ours", "Maya")
    assert not of(reading, "action_item")
