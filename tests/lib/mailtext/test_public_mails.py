"""Public sets, where they are at hand: a change that loses ground shows here."""

from __future__ import annotations

from pathlib import Path

import pytest

from followup.lib.mailtext import new_words, read

MAILS = Path(__file__).resolve().parents[4] / "shared/data/contracts/email"
at_hand = pytest.mark.skipif(not MAILS.exists(), reason="the public sets are not at hand")

# Which lines of each mail are new, by our reading: the sets' own tests say it in pieces only.
NEW_LINES = {
    "correct_sig.txt": "0:1",
    "email_1_1.txt": "0:5",
    "email_1_2.txt": "0:1 8:34",
    "email_1_3.txt": "0:3",
    "email_1_4.txt": "0:1",
    "email_1_5.txt": "0:15",
    "email_1_6.txt": "0:1",
    "email_1_7.txt": "0:1",
    "email_1_8.txt": "12:13 18:19",
    "email_2_1.txt": "0:1",
    "email_2_2.txt": "0:1",
    "email_2_3.txt": "0:1",
    "email_BlackBerry.txt": "0:1",
    "email_bullets.txt": "0:9",
    "email_iPhone.txt": "0:1",
    "email_long_quote.txt": "0:4 5:8",
    "email_multi_word_sent_from_my_mobile_device.txt": "0:1",
    "email_one_is_not_on.txt": "0:5",
    "email_sent_from_my_not_signature.txt": "0:3",
    "email_sig_delimiter_in_middle_of_line.txt": "0:7",
    "greedy_on.txt": "0:6",
    "pathological.txt": "0:2",
    "email_gmail.txt": "0:1",
    "email_headers_no_delimiter.txt": "0:1",
    "email_partial_quote_header.txt": "0:6",
}


@at_hand
def test_new_words_of_the_public_replies_are_exact() -> None:
    wrong = []
    paths = sorted((MAILS / "quote-stripping").rglob("*.txt"))
    for path in paths:
        text = path.read_text(encoding="utf-8")
        lines = text.split("\n")
        runs = [run.split(":") for run in NEW_LINES[path.name].split()]
        expected = " ".join(" ".join(lines[int(start) : int(end)]) for start, end in runs)
        if new_words(text).split() != expected.split():
            wrong.append(path.name)
    assert (len(paths), wrong) == (46, [])


@at_hand
def test_public_bounces_are_bounces() -> None:
    paths = sorted((MAILS / "bounces").rglob("*.eml"))
    others = [path.name for path in paths if read(path.read_bytes()).kind != "bounce"]
    # The one that is none was forwarded by a person, with a word of hers.
    assert (len(paths), others) == (143, ["lhost-sendmail-14.eml"])


@at_hand
def test_specific_codes_of_public_bounces_agree_with_hard() -> None:
    dead = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"}
    agreed = total = 0
    for path in (MAILS / "bounces").rglob("*.eml"):
        bounce = read(path.read_bytes()).bounce
        if bounce and bounce.status[:4] in ("5.1.", "5.2."):
            total += 1
            agreed += (bounce.status in dead) == bounce.hard
    # Where they differ the server's words contradict its code ("User unknown" under 5.2.1).
    assert agreed / total > 0.75
