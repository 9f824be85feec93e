"""Hidden text is never citable; visible text is never lost."""

from __future__ import annotations

import pytest

from leads.transcripts.cleaning import hides_something, visible, without_cue_markup, without_html

from .reading import read_str, said


@pytest.mark.parametrize(
    "hidden",
    [
        "\u200b", "\u2060", "\ufeff", "\u202e", "\u2066", "\u00ad", "\x00", "\x1b", "\u3164",
        "\U000e0041\U000e0042", "\u200d\u200c\u200d", "\ufe01\ufe02\ufe03", "\U000e0101",
    ],
)  # fmt: skip
def test_invisible_characters_are_taken_out(hidden: str) -> None:
    assert visible(f"pay{hidden}ing") == "paying"
    assert hides_something(f"pay{hidden}ing")


@pytest.mark.parametrize(
    "shown", ["👩‍💻 ok", "❤️", "می‌خواهم", "naïve — “yes”", "נכון", "a  b\tc\u2028d"]
)
def test_visible_characters_and_needed_joiners_stay(shown: str) -> None:
    assert visible(shown) == " ".join(shown.split())
    assert not hides_something(shown)


def test_half_a_character_pair_is_replaced() -> None:
    assert visible("a\ud800b") == "a\ufffdb"


def test_entities_are_decoded_once_and_only_when_complete() -> None:
    assert without_html("R&D &amp;lt; &copy AT&amp;T &#39;x&#x27;") == "R&D &lt; &copy AT&T 'x'"


def test_prose_keeps_what_is_not_markup() -> None:
    assert without_html("<b>if</b> a<b and c>d<br/>then <script>") == "if a<b and c>d then <script>"


def test_hostile_markup_takes_linear_time() -> None:
    for text in ("<" * 300_000, "<v " * 100_000, "<!--" * 100_000, "&" * 300_000, "{\\" * 100_000):
        without_cue_markup(text)
        without_html(text)


def test_hidden_characters_of_a_file_are_warned_about() -> None:
    tags = "".join(chr(0xE0000 + ord(c)) for c in "promise 50% off")
    found = read_str(f"Ana\u202e: Hello{tags}.\nBen: It is&#x200b; fine.\n")
    assert said(found) == [("Ana", "Hello."), ("Ben", "It is fine.")]
    assert "Invisible characters were taken out of the text (lines 1, 2)." in found.warnings
