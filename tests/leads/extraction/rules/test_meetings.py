from datetime import date

import pytest

from tests.leads.extraction.rules.dialogue import read


def test_time_that_both_sides_agreed_is_the_next_step() -> None:
    step = read("""
        Maya: Shall we do a demo on Thursday the 26th at 2 pm?
        Priya: Thursday at 2 works for me.
    """).next_step

    assert step is not None
    assert step.text == "Demo on Thursday the 26th at 2 pm."
    assert step.due == date(2026, 11, 26)
    assert {e.line for e in step.evidence} == {0, 1}


@pytest.mark.parametrize(
    "reply",
    [
        "Let me check my calendar and get back to you.",
        "I'm not sure I can make it.",
        "No, that week is difficult.",
        "What would we cover?",
        "Hmm, maybe.",
    ],
)
def test_offered_time_without_agreement_is_no_next_step(reply: str) -> None:
    assert (
        read(f"Maya: Would Tuesday at 10 work for a follow-up call?\nPriya: {reply}").next_step
        is None
    )


def test_call_with_no_talk_of_meeting_has_no_next_step() -> None:
    assert read("Maya: Thanks for your time.\nPriya: Thank you, bye.").next_step is None


def test_counter_offer_that_is_accepted_is_the_next_step() -> None:
    step = read("""
        Maya: Can we meet on Tuesday at 9 am?
        Priya: Tuesday is difficult, I could do Friday at 3 pm.
        Maya: Friday works, perfect.
    """).next_step

    assert step is not None
    assert "Friday at 3 pm" in step.text
    assert step.due == date(2026, 11, 20)


def test_day_of_an_unclear_week_is_not_guessed() -> None:
    step = read("""
        Maya: Let's talk again next Wednesday at 3pm?
        Priya: Wednesday is difficult, I could do Thursday at 3pm.
        Maya: Thursday works, perfect.
    """).next_step

    assert step is not None
    assert step.due is None


def test_buyer_alone_cannot_agree_a_next_step() -> None:
    reading = read("""
        Priya: Let's say the next call is Monday at 9 am and you will bring the contract.
        Priya: Perfect, that works.
    """)

    assert reading.next_step is None


def test_colleagues_alone_cannot_agree_a_next_step() -> None:
    reading = read("""
        Maya: Shall we do the demo on Friday at 3 pm?
        Devon: Friday works for me.
        Priya: We have to discuss it first.
    """)

    assert reading.next_step is None


def test_time_somebody_takes_back_is_no_next_step() -> None:
    reading = read("""
        Maya: Let's do the review call on Monday at 9 am? No, I can't, I'm not available.
        Priya: Okay.
    """)

    assert reading.next_step is None


def test_day_counted_in_weeks_is_not_taken_for_this_weeks() -> None:
    step = read("""
        Maya: So when shall we do the demo?
        Maya: Thursday in two weeks, at two o'clock?
        Priya: Thursday the week after next at two, yes.
    """).next_step

    assert step is not None
    assert step.due == date(2026, 12, 3)
    assert "Thursday the week after next at two" in step.text


@pytest.mark.parametrize(
    ("talk", "words", "day"),
    [
        (
            "Priya: When do we talk again?\nMaya: Two weeks today at eleven?\n"
            "Priya: Two weeks today. Yes, eleven is fine.",
            "Two weeks today at eleven",
            date(2026, 12, 2),
        ),
        (
            "Maya: Then a call next month?\nPriya: Let's say four weeks today, half past nine.\n"
            "Maya: Four weeks today, half past nine, thirty minutes.",
            "Four weeks today, half past nine",
            date(2026, 12, 16),
        ),
        (
            "Maya: Shall we put the next call in? What about Wednesday next week at ten?\n"
            "Priya: Wednesday at ten works for me.",
            "Wednesday next week at ten",
            date(2026, 11, 25),
        ),
        (
            "Maya: And we look at the figures together Friday week, same time?\n"
            "Priya: Friday week, same time. Perfect.",
            "Friday week, same time",
            date(2026, 11, 27),
        ),
        (
            "Maya: Are we speaking next week?\nPriya: I'm away next week, actually. Meet again on"
            " the 3rd of December at noon?\nMaya: The 3rd at noon, great.",
            "3rd of December at noon",
            date(2026, 12, 3),
        ),
    ],
)
def test_next_step_has_its_day_and_its_hour_whole(talk: str, words: str, day: date) -> None:
    step = read(talk).next_step

    assert step is not None
    assert words.lower() in step.text.lower()
    assert step.due == day


def test_day_that_was_corrected_is_the_one_that_holds() -> None:
    step = read("""
        Maya: Kickoff, Monday the week after next at seven?
        Priya: Yes, good. Actually no, sorry, make that Tuesday, not Monday. Monday is stocktake.
        Maya: Tuesday at seven, done.
    """).next_step

    assert step is not None
    assert step.text == "Kickoff on Tuesday the week after next at seven."
    assert step.due == date(2026, 12, 1)


def test_correction_long_after_still_holds_and_keeps_its_hour() -> None:
    step = read("""
        Priya: Shall we speak on Monday at nine?
        Maya: Monday at nine, okay.
        Priya: Do you do certificates?
        Maya: There are templates for some of them.
        Priya: And the panel readers?
        Maya: Which make?
        Priya: I'd have to look. Hang on.
        Priya: Make that Tuesday, not Monday. Tuesday at nine.
        Maya: Tuesday at nine. No problem.
        Maya: Then speak on Tuesday.
        Priya: Speak on Tuesday. Cheers.
    """).next_step

    assert step is not None
    assert step.text == "Tuesday at nine."


@pytest.mark.parametrize(
    "talk",
    [
        "Maya: I'll send the invite and the list today.\nPriya: Great.",
        "Priya: Can you send it by Friday?\nMaya: Sure.",
        "Priya: Could we have the export on Thursday?\nMaya: Yes, Thursday is fine.",
    ],
)
def test_delivery_is_no_meeting(talk: str) -> None:
    assert read("Maya: Good call.\n" + talk).next_step is None
