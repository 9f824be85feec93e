"""The mail that is written without a model."""

from __future__ import annotations

from dataclasses import replace

import pytest

from leads.extraction.schema import Conversation, Evidence, Finding, Line, Reading
from reviews.writing import Composition, compose
from tests.reviews.writing.brief import (
    EXPORT,
    LEGAL,
    PRICING,
    SPEC,
    TASK,
    TUESDAY,
    VEHICLES,
    brief,
    finding,
)


def blocks(mail: Composition) -> list[str]:
    return [sentence.block for sentence in mail.sentences]


def test_mail_holds_every_part_in_order() -> None:
    mail = compose(brief(TUESDAY, EXPORT, PRICING, LEGAL, VEHICLES))
    assert blocks(mail) == [
        "greeting", "opening", "recap", "ours", "theirs", "next_step", "questions", "closing",
        "sign_off",
    ]  # fmt: skip
    assert mail.subject == "Demo for Rao Logistics: summary and next steps"
    assert mail.body.startswith("Hi Priya,\n\nThank you for your time.\n\nWhat I took away:")
    assert "\n\nWhat we promised:\n- I will send the pricing breakdown by Friday." in mail.body
    assert "\n\nWhat you promised:\n- You will check with legal" in mail.body
    assert "owe you an answer to:\n- “Can your tool export to our warehouse system?”" in mail.body
    assert mail.body.endswith("\n\nBest regards,\nMaya")


def test_machine_sentences_carry_their_quotes_and_template_words_none() -> None:
    for sentence in compose(brief(PRICING, LEGAL)).sentences:
        assert bool(sentence.evidence) == (sentence.origin == "machine")


def test_promise_and_task_about_the_same_words_appear_once() -> None:
    mail = compose(brief(TASK, PRICING))
    assert mail.body.count("pricing breakdown") == 1
    assert "actions" not in blocks(mail)


def test_mail_without_agreed_next_step_says_nothing_about_one() -> None:
    mail = compose(brief(PRICING))
    assert mail.next_step_missing
    assert "next" not in mail.body.lower()
    assert "forward" not in mail.body.lower()
    assert not compose(brief(TUESDAY)).next_step_missing


def test_link_of_the_record_is_left_out_and_listed() -> None:
    mail = compose(brief(SPEC))
    assert "evil.example" not in mail.body
    assert "link" in mail.left_out[0].reason


def test_long_list_is_cut_and_the_rest_listed() -> None:
    points = [finding("recap", f"Point {i} matters.", (1, "two sites")) for i in range(9)]
    mail = compose(brief(*points))
    assert blocks(mail).count("recap") == 5
    assert len(mail.left_out) == 4


def test_quote_of_the_reader_says_that_they_said_it() -> None:
    words = "We now run 340 vehicles out of two sites."
    inflated = finding("recap", "Priya Rao runs 900 vehicles.", (1, words))
    assert f"\n- You said: “{words}”" in compose(brief(inflated)).body


def test_words_that_a_promise_answers_are_not_quoted_as_the_promise() -> None:
    asked = (1, "We now run 340 vehicles out of two sites.")
    unsayable = replace(PRICING, text="Maya Chen will send 900 vehicles by Friday.")
    promise = replace(
        unsayable, evidence=(*PRICING.evidence, *finding("recap", "x", asked).evidence)
    )
    assert "340 vehicles" not in compose(brief(promise)).body


def test_note_is_said_in_the_authors_own_words() -> None:
    note = Conversation((Line(0, "Maya Chen", "ours", "340 vehicles, two sites"),), source="note")
    point = Finding("recap", "Maya Chen: “340 vehicles, two sites”",
                    (Evidence(0, "340 vehicles, two sites", 0, 23),))  # fmt: skip
    reading = Reading((point,), engine="rules", version="1")
    mail = compose(brief(conversation=note, reading=reading))
    assert "\n- 340 vehicles, two sites.\n" in mail.body


def test_nothing_understood_makes_a_short_mail() -> None:
    mail = compose(brief())
    assert blocks(mail) == ["greeting", "opening", "closing", "sign_off"]
    assert mail.subject == "Demo for Rao Logistics: summary"


@pytest.mark.parametrize(
    ("language", "heading"),
    [("de", "Was wir zugesagt haben:"), ("fr-CA", "Ce que nous avons promis :"),
     ("es", "A qué nos comprometimos:"), ("xx", "What we promised:")],
)  # fmt: skip
def test_headings_speak_the_language_of_the_call(language: str, heading: str) -> None:
    assert heading in compose(brief(PRICING, language=language)).body


def test_title_cannot_forge_a_header() -> None:
    assert compose(brief(title="A\r\nBcc: x\u202e")).subject == "A Bcc: x: summary"
    assert compose(brief(title=" ")).subject == "Our conversation: summary"
