"""Zoom: recording transcript, saved transcript, chat."""

from __future__ import annotations

from .reading import read_str, said, timed

VTT = (
    "WEBVTT\r\n\r\n1\r\n00:03:04.859 --> 00:03:07.410\r\nMara Quist: Morning, everyone.\r\n\r\n"
    "2\r\n00:03:09.540 --> 00:03:12.990\r\nGreg K | Lido: Two things: price and date.\r\n\r\n"
    "3\r\n00:03:12.000 --> 00:03:15.000\r\nivo @ ambire 🚗: right\r\n\r\n"
)


def test_zoom_vtt_names_speakers_before_the_colon() -> None:
    found = read_str(VTT)
    assert found.format == "zoom_vtt"
    assert timed(found) == [
        ("Mara Quist", 184859, "Morning, everyone."),
        ("Greg K | Lido", 189540, "Two things: price and date."),
        ("ivo @ ambire 🚗", 192000, "right"),
    ]
    assert found.utterances[0].end_ms == 187410
    assert [u.index for u in found.utterances] == [0, 1, 2]


def test_zoom_vtt_overlapping_cues_are_kept_as_they_are() -> None:
    assert read_str(VTT).warnings == ()


def test_zoom_vtt_keeps_consecutive_cues_of_one_speaker_apart() -> None:
    twice = VTT + "4\n00:03:16.000 --> 00:03:17.000\nivo @ ambire 🚗: and done\n"
    assert [u.text for u in read_str(twice).utterances][-2:] == ["right", "and done"]


def test_zoom_saved_transcript_counts_times_of_day_from_the_first_words() -> None:
    found = read_str(
        "[Mara Quist] 23:59:50\nMorning, all.\n\n[Ben (Acme)] 00:00:05\nHello: good to be here.\n\n"
    )
    assert found.format == "zoom_text"
    assert timed(found) == [
        ("Mara Quist", 0, "Morning, all."),
        ("Ben (Acme)", 15000, "Hello: good to be here."),
    ]
    assert "times of day" in found.warnings[0]


def test_zoom_chat_beside_a_recording_is_read_by_its_tabs() -> None:
    found = read_str("00:21:14\tMara Quist:\tHello: welcome\r\n00:21:35\tBen:\tThanks\r\nall\r\n")
    assert found.format == "zoom_chat"
    assert timed(found) == [
        ("Mara Quist", 1274000, "Hello: welcome"),
        ("Ben", 1295000, "Thanks all"),
    ]


def test_zoom_chat_leaves_private_messages_out_and_says_so() -> None:
    found = read_str(
        "10:00:00 From Mara Quist to Everyone:\n\tHello all\n"
        "10:01:00\t From  Ben  to  Mara Quist(Direct Message) : our floor is 40k\n"
        "10:02:00 From Ben to Everyone: Hi\n"
    )
    assert said(found) == [("Mara Quist", "Hello all"), ("Ben", "Hi")]
    assert "A private message was left out (line 3)." in found.warnings
