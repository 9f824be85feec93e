"""Splitting a body into sentences and matching an edited one with what it was made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.letter import align, body, pieces
from reviews.models import Sentence


def sentence(text: str, lead_in: str = "", origin: str = "machine") -> Sentence:
    return Sentence(text=text, lead_in=lead_in, origin=origin)


@given(
    st.text(
        alphabet=st.characters(
            exclude_categories=["Cs"], exclude_characters="\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
        )
    )
)
def test_pieces_lose_nothing_but_trailing_blanks(text: str) -> None:
    joined = "".join(p.lead_in + p.text for p in pieces(text))
    assert text.startswith(joined)
    assert all(p.text.strip() for p in pieces(text))


def test_sentences_of_one_line_are_split_and_bullets_are_lead_ins() -> None:
    found = pieces("Hi Priya,\n\nThanks. It was good to talk.\n\n- First thing.\n- Second thing.")
    assert [p.text for p in found] == [
        "Hi Priya,",
        "Thanks.",
        "It was good to talk.",
        "First thing.",
        "Second thing.",
    ]
    assert [p.lead_in for p in found] == ["", "\n\n", " ", "\n\n- ", "\n- "]


@pytest.mark.parametrize(
    "text",
    ["We met Dr. Meyer at 5 p.m. today.", "It costs $1.5 million.", "Ask J. Smith about it."],
)
def test_abbreviations_do_not_end_a_sentence(text: str) -> None:
    assert [p.text for p in pieces(text)] == [text]


def test_unchanged_sentences_are_recognised_wherever_they_moved() -> None:
    old = [sentence("One."), sentence("Two.", " "), sentence("Three.", " ")]
    kept = align(old, "Three. One. New. Two.")
    assert [k.was.text if k.was else None for k in kept] == ["Three.", "One.", None, "Two."]


def test_a_sentence_copied_twice_keeps_its_mark_once() -> None:
    old = [sentence("One.")]
    kept = align(old, "One. One.")
    assert sum(k.was is old[0] for k in kept) == 1


def test_body_leaves_out_what_was_left_out() -> None:
    out = Sentence(text="Invented.", is_left_out=True)
    assert body([sentence("One."), out, sentence("Two.", " ")]) == "One. Two."


def test_a_closing_of_two_lines_stays_one_sentence() -> None:
    old = [sentence("Hello."), sentence("Best regards,\nMaya", "\n\n", "template")]
    kept = align(old, "Hello there.\n\nBest regards,\nMaya")
    assert [(k.piece.text, k.was) for k in kept] == [
        ("Hello there.", None),
        ("Best regards,\nMaya", old[1]),
    ]


def test_a_closing_whose_second_line_changed_is_the_reps_own() -> None:
    old = [sentence("Best regards,\nMaya", "", "template")]
    assert [k.was for k in align(old, "Best regards,\nMo")] == [None, None]


def test_a_heading_stays_the_lead_in_of_what_follows_it() -> None:
    old = [
        sentence("Hi Priya,", origin="template"),
        sentence("Thanks for the talk.", "\n\n", origin="template"),
        sentence("You run 42 vans.", "\n\nWhat I took away:\n- "),
        sentence("Joe needs the export.", "\n- "),
        sentence("Tuesday at nine.", "\n\nNext step: "),
    ]
    new = body(old).replace("Thanks for the talk.", "Good to talk.").replace("42 vans", "43 vans")
    kept = align(old, new)
    assert "".join(k.piece.lead_in + k.piece.text for k in kept) == new
    assert [(k.piece.text, k.was is not None) for k in kept] == [
        ("Hi Priya,", True),
        ("Good to talk.", False),
        ("You run 43 vans.", False),
        ("Joe needs the export.", True),
        ("Tuesday at nine.", True),
    ]
    assert kept[2].piece.lead_in == "\n\nWhat I took away:\n- "
    assert kept[4].piece.lead_in == "\n\nNext step: "


def test_a_heading_whose_first_line_was_cut_goes_to_the_next() -> None:
    old = [sentence("One.", "\n\nRecap:\n- "), sentence("Two.", "\n- ")]
    kept = align(old, "Recap:\n- Two.")
    assert [(k.piece.lead_in, k.piece.text, k.was) for k in kept] == [
        ("Recap:\n- ", "Two.", old[1])
    ]


@given(st.text(alphabet="AB.:\n -", max_size=40), st.text(alphabet="AB.:\n -", max_size=40))
def test_an_edited_body_is_lost_nowhere(before: str, after: str) -> None:
    old = [sentence(p.text, p.lead_in) for p in pieces("H:\n" + before)]
    kept = align(old, after)
    joined = "".join(k.piece.lead_in + k.piece.text for k in kept)
    assert joined == "".join(p.lead_in + p.text for p in pieces(after))
    assert all(k.was is None or k.piece.text == k.was.text for k in kept)
