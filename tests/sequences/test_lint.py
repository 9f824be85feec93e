"""Advice on templates: guesses as facts, worn phrases, pressure; and what is none of them."""

from __future__ import annotations

import pytest

from sequences.lint import advice


@pytest.mark.parametrize(
    "text",
    [
        "I know you struggle with rush orders.",
        "We understand that your team is overworked.",
        "You must be tired of spreadsheets.",
        "You're probably looking for a new tool.",
        "You are losing money every day.",
        "Companies like yours waste ten hours a week.",
        "As a head of logistics, you juggle a lot.",
    ],
)
def test_guess_stated_as_a_fact_is_pointed_out(text: str) -> None:
    (found, *_) = advice(text)
    assert "guess" in found.words
    assert text[found.start : found.end]


@pytest.mark.parametrize(
    "text",
    [
        "Do you struggle with rush orders?",
        "How do you plan rush orders today?",
        "If you want, I can send the numbers.",
        "Tell me what you need.",
        "Are you losing time on this?",
        "You asked for a price list.",
    ],
)
def test_question_and_offer_are_no_guess(text: str) -> None:
    assert advice(text) == []


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("I hope this finds you well.", "Everybody"),
        ("Just checking in on this.", "Everybody"),
        ("We guarantee results.", "more than you know"),
        ("Last chance to reply.", "presses"),
        ("I noticed you visited our pricing page.", "watched"),
    ],
)
def test_phrase_that_costs_trust_is_pointed_out(text: str, about: str) -> None:
    assert about in advice(text)[0].words


def test_meeting_request_is_out_of_place_only_where_none_is_meant() -> None:
    text = "Do you have 15 minutes for a call next week?"
    assert advice(text) == []
    assert "no meeting" in advice(text, asks_nothing=True)[0].words
