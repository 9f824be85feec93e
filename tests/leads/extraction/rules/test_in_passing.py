"""Among colleagues "I'll start" is an undertaking, but not one for a mail."""

import pytest

from tests.leads.extraction.rules.dialogue import of, only, read


@pytest.mark.parametrize("words", ["I'll start.", "OK, I'll wait.", "I'll show you the first one."])
def test_what_is_done_on_the_spot_is_found_with_low_confidence(words: str) -> None:
    found = only(read(f"Ann: {words}\nBen: Mm-hmm.", sides=False), "commitment")

    assert found.confidence < 0.5
    assert found.owner == "Ann"


@pytest.mark.parametrize(
    "words", ["I'll send the minutes round.", "I'll check with Dana tomorrow."]
)
def test_what_outlives_the_meeting_is_sure(words: str) -> None:
    found = only(read(f"Ann: {words}\nBen: Mm-hmm.", sides=False), "commitment")

    assert found.confidence == 1.0


@pytest.mark.parametrize(
    "words",
    [
        "If it's noisy I'll throw it out.",
        "I'll usually mark it by hand.",
        'And then she goes, "I\'ll start with the notes".',
        "We'll look at that some other way.",
        "That's what I'll show.",
        "I'm looking into that right now.",
        "I'll have to wait.",
    ],
)
def test_habits_conditions_and_quotations_are_no_commitments(words: str) -> None:
    assert of(read(f"Ann: {words}\nBen: Mm-hmm.", sides=False), "commitment") == []


def test_on_the_spot_across_the_table_is_nothing() -> None:
    assert of(read("Maya: I'll share my screen.\nPriya: OK."), "commitment") == []


def test_question_that_a_colleague_says_yes_to_is_a_task() -> None:
    reading = read("Ann: Can you mail the list to everyone?\nBen: Sure.", sides=False)

    assert only(reading, "action_item").owner == "Ben"
    assert of(reading, "commitment") == []


def test_announcements_of_a_talk_within_a_meeting_are_unsure() -> None:
    talk = "\n".join(f"Ann: And the next thing about cells is number {n}." for n in range(70))
    chat = "\n".join(f"Ben: We come from a town of {n} houses.\nCem: So do we." for n in range(60))
    said = f"{chat}\n{talk}\nAnn: I'll define entropy in two ways.\n{talk}\n{chat}\nBen: I'll define it."

    found = {f.owner: f.confidence for f in of(read(said, sides=False), "commitment")}

    assert found["Ann"] < 0.5
    assert found["Ben"] == 1.0


@pytest.mark.parametrize("words", ["I'll pass.", "I'll tell you why.", "I'll just mention it."])
def test_what_is_said_of_the_talk_itself_is_nothing(words: str) -> None:
    assert of(read(f"Ann: {words}\nBen: Mm-hmm.", sides=False), "commitment") == []
