from __future__ import annotations

import pytest

from followup.lib.texts import segments, wish


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        " stop. ",
        "Stop!!",
        "unsubscribe",
        "Please stop texting me",
        "pls stop",
        "Stop.\nThanks, Priya",
        "don't text me again",
        "Do not contact this number again, please.",
        "take me off your list",
        "Remove my number",
        "no more messages please",
        "opt out",
        "ARRÊT",
        "Merci de ne plus m'envoyer. Ne m'envoyez plus de messages",
        "Plus de SMS s'il vous plaît",
        "Bitte keine SMS mehr",
        "Hören Sie bitte auf",
        "Abmelden",
        "Bitte nicht mehr schreiben!",
        "No me escriban más",
        "BAJA",
        "Non scrivetemi più",
        "Geen sms meer",
        "Стоп",
        "停止",
    ],
)
def test_wish_to_stop_is_heard_in_any_wording(text: str) -> None:
    assert wish(text) == "stop"


@pytest.mark.parametrize(
    "text",
    [
        "Friday works for me.",
        "Don't stop texting me, this is useful",
        "We could stop by on Tuesday at 3",
        "Can you send me the contract?",
        "Call me at the end of the week",
        "Ich melde mich morgen",
        "No, Tuesday is better",
        "Yes",
        "",
    ],
)
def test_other_words_are_an_answer(text: str) -> None:
    assert wish(text) == ""


@pytest.mark.parametrize("text", ["START", "Unstop", "start!"])
def test_wish_to_start_again_is_told_apart(text: str) -> None:
    assert wish(text) == "start"


@pytest.mark.parametrize(
    ("text", "count"),
    [("a" * 160, 1), ("a" * 161, 2), ("€" * 80, 1), ("€" * 81, 2), ("日" * 70, 1), ("日" * 71, 2)],
)
def test_segments_are_counted_as_carriers_count(text: str, count: int) -> None:
    assert segments(text) == count
