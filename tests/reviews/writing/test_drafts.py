"""Whole mails from short calls, as a rep would read them."""

from datetime import UTC, datetime

import pytest

from leads.extraction.rules import RulesEngine
from leads.extraction.schema import Conversation, Line, Side
from reviews.writing import Brief, Composition, Person, compose

HELD_AT = datetime(2026, 11, 18, 14, tzinfo=UTC)  # a Wednesday


def mail(text: str, *, language: str = "en", note: bool = False) -> Composition:
    lines = []
    for index, row in enumerate(text.strip().splitlines()):
        speaker, _, words = row.strip().partition(": ") if not note else ("Maya Chen", "", row)
        side: Side = "ours" if speaker in ("Maya Chen", "Devon Hall") else "theirs"
        section = "next_steps" if note else ""
        lines.append(Line(index, speaker, side, words.strip(), section=section))  # type: ignore[arg-type]
    conversation = Conversation(
        tuple(lines), held_at=HELD_AT, language=language, source="note" if note else "transcript"
    )
    return compose(
        Brief(
            conversation=conversation,
            reading=RulesEngine().read(conversation),
            author=Person("Maya Chen", "Maya"),
            recipient=Person("Priya Rao", "Priya"),
            greeting="Hi Priya,",
            sign_off="Best regards,\nMaya",
            title="Demo",
        )
    )


def test_next_step_names_the_day_in_words() -> None:
    body = mail("""
        Maya Chen: Shall we meet again on Wednesday next week at ten?
        Priya Rao: Wednesday at ten works for me.
    """).body

    assert "\n\nNext step: Wednesday next week at ten (25 November)." in body


def test_next_step_that_only_they_spoke_is_said_as_ours() -> None:
    body = mail("""
        Priya Rao: Next session, Thursday the week after next at two?
        Maya Chen: Works for us.
    """).body

    assert "Next step: Our session on Thursday the week after next at two (3 December)." in body


def test_vague_promise_stays_beside_the_mail_with_its_reason() -> None:
    composed = mail("""
        Priya Rao: The planners are slow.
        Maya Chen: Hm. Let me check that tomorrow. I'll send you the price list tomorrow.
    """)

    assert "price list" in composed.body
    assert "check that" not in composed.body


def test_promise_that_answers_a_question_is_said_with_it() -> None:
    body = mail("""
        Maya Chen: Would Moira join the demo?
        Priya Rao: I'll ask her tomorrow.
    """).body

    assert "About “Would Moira join the demo?”: You will ask her tomorrow." in body


def test_promise_whose_matter_stands_just_before_is_quoted_with_it() -> None:
    body = mail("""
        Maya Chen: That's easy.
        Priya Rao: I have the old export as a file here. I'll send it to you tonight.
    """).body

    assert "“I have the old export as a file here. I'll send it to you tonight.”" in body


def test_request_that_was_granted_is_a_promise_in_our_words() -> None:
    body = mail("""
        Priya Rao: Can you include what happens if we're late?
        Maya Chen: Sure, I'll include that.
    """).body

    assert "- I will include what happens if you are late." in body


def test_fragments_and_fillers_do_not_stand_in_the_recap() -> None:
    body = mail("""
        Maya Chen: And they're in a spreadsheet?
        Priya Rao: In two spreadsheets and a diary.
        Priya Rao: And there are penalties, um, two hundred and fifty pounds for each one we miss.
        Maya Chen: I see.
        Priya Rao: That's a problem, then.
    """).body

    assert "two spreadsheets" not in body
    assert "That's a problem" not in body
    assert "There are penalties, two hundred and fifty pounds for each one you miss." in body


def test_note_speaks_to_the_reader_and_keeps_the_reps_shorthand() -> None:
    composed = mail(
        "Priya sends the list of sites (about 430) before the weekend\n"
        "Rhys tries the app on his own phone next week\n"
        "Call again on Tuesday at 8:30, before the vans leave",
        note=True,
    )

    assert "\n- You will send the list of sites (about 430) before the weekend." in composed.body
    assert "\n- Rhys tries the app on his own phone next week." in composed.body
    assert "Next step: Call again on Tuesday at 8:30, before the vans leave." in composed.body


@pytest.mark.parametrize(
    ("language", "greeting", "farewell"),
    [
        ("de", "Guten Tag Priya Rao,", "Viele Grüße\nMaya Chen"),
        ("fr", "Bonjour Priya Rao,", "Bien cordialement,\nMaya Chen"),
        ("en", "Hi Priya,", "Best regards,\nMaya"),
    ],
)
def test_frame_is_in_the_language_of_the_mail(language: str, greeting: str, farewell: str) -> None:
    body = mail("Priya Rao: Hallo.\nMaya Chen: Hallo.", language=language).body

    assert body.startswith(greeting)
    assert body.endswith(farewell)


def test_lecture_gets_a_mail_like_any_other_call() -> None:
    body = mail("""
        Maya Chen: Let's welcome our speaker.
        Priya Rao: Your risk of death goes from one percent to two percent if you eat fries.
        Priya Rao: People forgot those horrible photos within three seconds.
        Maya Chen: I'll send you the recording tomorrow.
    """).body

    assert "- I will send you the recording tomorrow." in body or "recording tomorrow" in body
