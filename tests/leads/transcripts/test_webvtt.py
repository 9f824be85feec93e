"""WebVTT as such: comments, headers, markup, missing blank lines, cut-off files."""

from __future__ import annotations

import pytest

from leads.transcripts import TranscriptError

from .reading import read_str, said, timed


def test_webvtt_comments_styles_and_regions_are_never_citable() -> None:
    found = read_str(
        "WEBVTT - Demo call\nKind: captions\nLanguage: fr\n\nNOTE secret one\nsecret two\n\n"
        "STYLE\n::cue { color: red; content: 'secret three' }\n\nREGION\nid:secret\n\n"
        "00:01.000 --> 00:02.000\nBonjour\n\nNOTE\n00:03.000 --> 00:04.000\nsecret four\n\n"
        "00:05.000 --> 00:06.000\nMerci\n"
    )
    assert said(found) == [(None, "Bonjour"), (None, "Merci")]
    assert (found.title, found.language) == ("Demo call", "fr")
    assert any("comment holds what looks like a cue" in w for w in found.warnings)


def test_webvtt_words_under_no_time_are_left_out_with_their_line() -> None:
    found = read_str("WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n\nhidden words\n\n")
    assert said(found) == [(None, "Hello")]
    assert "Words that stand under no time were left out (line 6)." in found.warnings


def test_webvtt_survives_missing_blank_lines() -> None:
    found = read_str(
        "WEBVTT\n1\n00:01.000 --> 00:02.000\nOne\n2\n00:02.000 --> 00:03.000\nTwo\nmore\n"
        "00:03.000 --> 00:04.000\nThree"
    )
    assert timed(found) == [(None, 1000, "One"), (None, 2000, "Two more"), (None, 3000, "Three")]


def test_webvtt_markup_and_entities_become_plain_words() -> None:
    found = read_str(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<i>Q&amp;A</i> <00:01.500><c.red>at&nbsp;5 &lt; 6</c>\n"
    )
    assert said(found) == [(None, "Q&A at 5 < 6")]


def test_webvtt_hides_nothing_in_tags() -> None:
    found = read_str("WEBVTT\n\n00:01.000 --> 00:02.000\nYes<x we give 50% off><!-- or more -->.\n")
    assert said(found) == [(None, "Yes.")]


def test_webvtt_unreadable_time_keeps_the_words_and_warns() -> None:
    found = read_str("WEBVTT\n\n00:01.000 --> 00:0x.000\nHello\n")
    assert timed(found) == [(None, 1000, "Hello")]
    assert "A time could not be read; its words were kept (line 3)." in found.warnings


@pytest.mark.parametrize(
    "ending",
    [
        "3",
        "3\n",
        "3\n00:00:0",
        "3\n00:00:07.000 --",
        "3\n00:00:07.000 --> ",
        "3\n00:07.000 --> 00:09.000",
    ],
)
def test_webvtt_cut_off_in_a_cue_is_refused_with_its_line(ending: str) -> None:
    whole = "WEBVTT\n\n1\n00:01.000 --> 00:02.000\nOne\n\n2\n00:02.000 --> 00:03.000\nTwo\n\n"
    with pytest.raises(TranscriptError, match=r"Line 1[12]: .*cut off.* again"):
        read_str(whole + ending)


def test_webvtt_cut_off_in_a_voice_is_refused() -> None:
    closed = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>One.</v>\n\n00:02.000 --> 00:03.000\n"
    for ending in ("<v An", "<v Ana>We will se", "<v Ana>We will send it.</"):
        with pytest.raises(TranscriptError, match="cut off"):
            read_str(closed + ending)


def test_webvtt_a_later_line_is_another_speaker_only_if_the_file_knows_the_name() -> None:
    found = read_str(
        "WEBVTT\n\n00:01.000 --> 00:02.000\nAna Ruiz: One\n\n00:02.000 --> 00:03.000\nBen: Two\n"
        "Ana Ruiz: Three\nRemember: Friday\n"
    )
    assert said(found) == [
        ("Ana Ruiz", "One"),
        ("Ben", "Two"),
        ("Ana Ruiz", "Three Remember: Friday"),
    ]


def test_webvtt_a_colon_in_speech_makes_no_speaker() -> None:
    cues = "".join(
        f"00:0{n}.000 --> 00:0{n}.900\n{text}\n\n"
        for n, text in enumerate(["so here it is: the plan", "Remember: Friday", "okay", "bye now"])
    )
    assert {u.speaker for u in read_str("WEBVTT\n\n" + cues).utterances} == {None}


def test_webvtt_without_words_says_so() -> None:
    with pytest.raises(TranscriptError, match="Nobody says anything"):
        read_str("WEBVTT\n\n00:01.000 --> 00:02.000\n\n")


def test_webvtt_header_may_stand_below_blank_lines() -> None:
    found = read_str("\n \nWEBVTT\n\n00:01.000 --> 00:02.000\nHello\n")
    assert (found.format, said(found)) == ("webvtt", [(None, "Hello")])


def test_webvtt_names_may_be_handles_when_they_come_back() -> None:
    said_by = ["ivo georgiev @ ambire: a", "no name here", "Robert “Bob” Day: b", "and: more"]
    cues = "".join(f"00:0{n % 9}.000 --> 00:09.900\n{said_by[n % 4]}\n\n" for n in range(19))
    assert read_str("WEBVTT\n\n" + cues).speakers == ("ivo georgiev @ ambire", "Robert “Bob” Day")
