"""What in a draft filters would take for spam: pointed out with the reason, and never wrongly."""

from __future__ import annotations

import pytest

from sequences.deliverability.spam import signals

HONEST = (
    "Hi Priya,\n\nthank you for the call. As promised, here is the pricing for forty seats, and a "
    "free seat for your auditor: https://ours.example/pricing\n\nShall we talk on Thursday?\n\nMaya"
)


def test_honest_mail_gives_no_signals() -> None:
    assert signals(subject="Our call on Tuesday: summary and next steps", body=HONEST) == []


@pytest.mark.parametrize(
    ("subject", "body", "says"),
    [
        ("GREAT NEWS FOR YOU", HONEST, "capitals"),
        ("Our call!!", HONEST, "exclamation"),
        ("Re: Our call", HONEST, "pretends to be an answer"),
        ("Our call " * 12, HONEST, "so long"),
        ("Last chance", HONEST, "words of advertising: “last chance”"),
        ("Our call", HONEST + " Act now, it is risk-free.", "“act now”, “risk-free”"),
        ("Our call", HONEST + " https://bit.ly/x", "bit.ly"),
        ("Our call", HONEST + " http://192.0.2.1/x", "bare number"),
        ("Our call", " ".join(f"https://a{n}.example/" for n in range(4)) + HONEST, "5 links"),
        ("Our call", "See https://ours.example/", "little more than a link"),
    ],
)
def test_signal_says_what_was_seen(subject: str, body: str, says: str) -> None:
    assert any(says in sentence for sentence in signals(subject=subject, body=body))


def test_answer_in_a_thread_may_say_re() -> None:
    assert signals(subject="Re: Our call", body=HONEST, continues=True) == []


@pytest.mark.parametrize("word", ["guaranteed", "urgent"])
def test_one_such_word_in_the_text_is_no_signal(word: str) -> None:
    assert signals(subject="Our call", body=f"{HONEST} The uptime is {word}.") == []
