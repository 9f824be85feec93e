"""SRT and SBV."""

from __future__ import annotations

import pytest

from leads.transcripts import TranscriptError

from .reading import read_str, timed


def test_srt_reads_commas_labels_and_dashes() -> None:
    found = read_str(
        "1\n00:00:01,500 --> 00:00:02,000\nAna Ruiz: Hello\n\n2\n00:00:02,000 --> 00:00:03,000\n"
        "- Two?\n- Three.\n\n3\n00:00:03,000 --> 00:00:04,000\n{\\an8}Ana Ruiz: <i>Bye</i>\n"
    )
    assert found.format == "srt"
    assert timed(found) == [
        ("Ana Ruiz", 1500, "Hello"),
        (None, 2000, "Two?"),
        (None, 2000, "Three."),
        ("Ana Ruiz", 3000, "Bye"),
    ]


def test_srt_with_points_and_no_header_is_read_and_said() -> None:
    found = read_str("00:01.000 --> 00:02.000\nHello\n")
    assert found.format == "webvtt"
    assert "no WEBVTT header" in found.warnings[0]


def test_srt_without_words_after_its_only_times_is_refused() -> None:
    with pytest.raises(TranscriptError, match=r"Line 2: .*cut off"):
        read_str("some text\n00:00:00,500 --> 00:00:07,000")


def test_sbv_reads_pairs_of_times() -> None:
    found = read_str("0:00:00.378,0:00:11.378\nHello\nthere\n\n0:00:11.378,0:00:1x.305\nBye\n")
    assert found.format == "sbv"
    assert timed(found) == [(None, 378, "Hello there"), (None, 11378, "Bye")]
    assert "A time could not be read; its words were kept (line 5)." in found.warnings


def test_sbv_words_under_no_time_are_left_out_with_their_line() -> None:
    found = read_str("0:00:00.378,0:00:11.378\nHello\n\nhidden\n\n0:00:11.378,0:00:12.305\nBye\n")
    assert [u.text for u in found.utterances] == ["Hello", "Bye"]
    assert "Words that stand under no time were left out (line 4)." in found.warnings
