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
    assert "Thursday in two weeks at two o'clock" in step.text
