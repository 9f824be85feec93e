"""What shows a promise kept, and what only sounds like it."""

from __future__ import annotations

import time

import pytest

from leads.kept import Promise, Spoken, shown_kept

PROMISES = [
    Promise(1, "I'll send the pricing breakdown by Friday", "", "ours", "Maya Reyes"),
    Promise(2, "I'll check the data residency question with our legal team", "", "theirs"),
    Promise(3, "I will share the deck with you after the call", "", "ours"),
    Promise(4, "We'll set up a sandbox for your team next week", "", "ours"),
    Promise(5, "I'll introduce you to our CFO", "", "theirs"),
    Promise(6, "I can get you the list of depots by Monday", "", "theirs"),
    Promise(7, "we will fix the export bug", "", "ours"),
    Promise(8, "I'll send it over", "", "ours"),
    Promise(9, "I'll talk to our CFO about the budget", "", "theirs"),
    Promise(10, "Could you send us the security questionnaire?", "", "ours"),
]


def kept(side: str, text: str, *, is_note: bool = False) -> list[int]:
    return [s.promise for s in shown_kept(PROMISES, [Spoken(0, text, side, is_note)])]


@pytest.mark.parametrize(
    ("side", "text", "promise"),
    [
        ("ours", "I sent you the pricing on Friday.", 1),
        ("theirs", "We got your pricing, looks fine.", 1),
        ("theirs", "Thank you for sending over the pricing breakdown.", 1),
        ("theirs", "So I saw the pricing you sent.", 1),
        ("theirs", "Thanks for the deck, it was great.", 3),
        ("ours", "The deck is in your inbox.", 3),
        ("ours", "I've already shared the slides with you.", 3),
        ("theirs", "I read through the deck.", 3),
        ("ours", "I sent you the deck, but I haven't finished the pricing.", 3),
        ("ours", "I sent the deck and I'll send the pricing tomorrow.", 3),
        ("theirs", "I checked with legal and it's fine.", 2),
        ("theirs", "Legal confirmed the data residency question.", 2),
        ("ours", "So the sandbox is set up for your team.", 4),
        ("ours", "And we've set up the sandbox.", 4),
        ("ours", "Thanks for introducing us to your CFO last week.", 5),
        ("ours", "Thanks for the intro to your CFO.", 5),
        ("theirs", "I emailed you the list of depots yesterday.", 6),
        ("ours", "The export bug has been fixed.", 7),
        ("ours", "We fixed the export bug on Tuesday.", 7),
        ("theirs", "As I said, I spoke to our CFO last week.", 9),
        ("ours", "The security questionnaire went out this morning.", 10),
    ],
)
def test_deed_is_recognised(side: str, text: str, promise: int) -> None:
    assert kept(side, text) == [promise]


@pytest.mark.parametrize(
    ("side", "text"),
    [
        ("theirs", "Did you send the pricing?"),
        ("theirs", "You sent the pricing, right?"),
        ("theirs", "I never got the pricing."),
        ("ours", "Once I've sent the pricing, we can talk."),
        ("ours", "I will send the pricing tomorrow."),
        ("ours", "I'll have sent the pricing by then."),
        ("ours", "I haven't sent you the deck yet."),
        ("ours", "I sent you the security roadmap."),
        ("theirs", "We're still waiting for the deck."),
        ("theirs", "I sent you the pricing breakdown."),
        ("ours", "We could fix the export bug."),
        ("theirs", "Can you get me the list of depots?"),
        ("ours", "I forgot to send the deck."),
        ("theirs", "The export bug is still there."),
        ("theirs", "Thanks for your time today."),
        ("theirs", "Thanks, that is great."),
        ("theirs", "Thanks for the help with the CFO."),
        ("theirs", "We looked at a competitor."),
        ("ours", "We sent the contract to Tom."),
        ("ours", "I sent it."),
        ("theirs", "If you had sent the pricing, we would have decided."),
        ("ours", "You asked whether we fixed the export bug."),
        ("", ""),
    ],
)
def test_what_only_sounds_like_a_deed_proposes_nothing(side: str, text: str) -> None:
    assert kept(side, text) == []


def test_side_that_owes_is_the_side_that_did_it() -> None:
    assert kept("ours", "I checked with legal.") == []
    assert kept("theirs", "I fixed the export bug.") == []
    assert kept("theirs", "You fixed the export bug on Tuesday.") == [7]


def test_note_reports_for_its_writer_and_for_the_others() -> None:
    assert kept("ours", "Sent the pricing on Monday", is_note=True) == [1]
    assert kept("ours", "They sent over the list of depots", is_note=True) == [6]


def test_quote_is_the_sentence_with_its_place() -> None:
    text = "Right, hello.  I sent you the pricing on Friday. Anything else?"
    (shown,) = shown_kept(PROMISES, [Spoken(7, text, "ours")])
    assert shown.quote == "I sent you the pricing on Friday."
    assert text[shown.start :].startswith(shown.quote)
    assert (shown.promise, shown.passage) == (1, 7)


def test_first_passage_that_shows_it_is_enough() -> None:
    said = [Spoken(n, "I sent you the pricing.", "ours") for n in range(3)]
    assert [s.passage for s in shown_kept(PROMISES, said)] == [0]


@pytest.mark.parametrize("evil", ["thanks for " * 20_000, "sent, " * 20_000, "a. " * 50_000])
def test_hostile_text_takes_bounded_time(evil: str) -> None:
    began = time.perf_counter()
    shown_kept(PROMISES, [Spoken(n, evil, "ours") for n in range(5)])
    assert time.perf_counter() - began < 3
