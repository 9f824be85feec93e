"""Teams: portal and Graph WebVTT, metadata content, documents saved as text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leads.transcripts import TranscriptError

from .reading import read_str, said, timed

GUID = "0f8fad5b-d9cb-469f-a165-70867728950e"


def test_teams_vtt_reads_unpadded_and_negative_times() -> None:
    found = read_str(
        "WEBVTT\n\n-0:0:1.5 --> 0:0:0.25\n<v Ana Ruiz>Early.</v>\n\n"
        "0:0:0.0 --> 0:0:5.320\n<v Ana Ruiz>On time.</v>\n\n"
        "1:0:0.0 --> 1:0:5.320\n<v Ben>Late.</v>\n"
    )
    assert found.format == "teams_vtt"
    assert [(u.start_ms, u.end_ms) for u in found.utterances] == [
        (-1500, 250),
        (0, 5320),
        (3600000, 3605320),
    ]


def test_teams_vtt_reads_guid_cues_of_several_lines_without_end_tags() -> None:
    found = read_str(
        f"WEBVTT\r\n\r\n{GUID}/32-0\r\n00:00:01.000 --> 00:00:02.000\r\n"
        "<v Ana Ruiz>We will\r\n"
        f"send it.</v>\r\n\r\n{GUID}/32-1\r\n00:00:02.000 --> 00:00:03.000\r\n<v Ben>Fine\r\n\r\n"
        f"{GUID}/33-0\r\n00:00:03.000 --> 00:00:04.000\r\n<v Ana Ruiz>Good.</v>\r\n"
    )
    assert said(found) == [("Ana Ruiz", "We will send it."), ("Ben", "Fine"), ("Ana Ruiz", "Good.")]


def test_teams_vtt_splits_two_voices_of_one_cue() -> None:
    found = read_str(
        "WEBVTT\n\n00:01.000 --> 00:04.000\n<v.loud Ana Ruiz>Who?</v> "
        "<v Ben &amp; Co>Me &lt;b&gt;\n"
    )
    assert said(found) == [("Ana Ruiz", "Who?"), ("Ben & Co", "Me <b>")]
    assert {u.start_ms for u in found.utterances} == {1000}


def test_teams_vtt_keeps_account_ids_as_speakers_and_warns() -> None:
    found = read_str(f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v {GUID}@{GUID}>Hello ****</v>\n")
    assert said(found) == [(f"{GUID}@{GUID}", "Hello ****")]
    assert "account ids" in found.warnings[0]


def test_teams_metadata_reads_the_json_of_each_cue() -> None:
    found = read_str(
        "WEBVTT\n\n00:00:16.246 --> 00:00:17.726\n"
        '{"startDateTime":"2023-03-08T08:22:30.2460000+00:00","speakerName":"Ana Ruiz",'
        '"spokenText":"Das passt.","spokenLanguage":"de-de"}\n'
    )
    assert found.format == "teams_metadata_vtt"
    assert timed(found) == [("Ana Ruiz", 16246, "Das passt.")]
    assert found.language == "de"
    assert found.started_at == datetime(2023, 3, 8, 8, 22, 14, tzinfo=UTC)


def test_teams_metadata_cut_off_in_its_json_is_refused() -> None:
    with pytest.raises(TranscriptError, match="cut off"):
        read_str('WEBVTT\n\n00:00:16.246 --> 00:00:17.726\n{"spokenText":"Das pas')


def test_teams_document_saved_as_text_names_speakers_on_their_own_line() -> None:
    found = read_str(
        "0:0:0.0 --> 0:0:2.320\nRuiz, Ana\nHello there.\n0:0:3.0 --> 0:0:4.5\nBen Okri\nHi: you?\n"
    )
    assert timed(found) == [("Ruiz, Ana", 0, "Hello there."), ("Ben Okri", 3000, "Hi: you?")]
