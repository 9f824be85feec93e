"""JSON of every platform."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from leads.transcripts import Transcript, TranscriptError

from .reading import read_str, said, timed


def read_json(value: object) -> Transcript:
    return read_str(json.dumps(value))


def test_fireflies_reads_the_graphql_answer_with_times_as_text() -> None:
    sentences = [
        {"index": 0, "text": "Hello.", "raw_text": "hello", "start_time": "1.5", "end_time": 2.25,
         "speaker_id": 0, "speaker_name": "Ana Ruiz"},
        {"index": 1, "text": "Hi.", "start_time": 3, "speaker_id": 1, "speaker_name": None},
    ]  # fmt: skip
    found = read_json(
        {
            "data": {
                "transcript": {
                    "title": "Acme",
                    "date": 1777888800000,
                    "meeting_attendees": [{"displayName": None, "email": "ben@acme.example"}],
                    "sentences": sentences,
                }
            }
        }
    )
    assert found.format == "fireflies"
    assert (found.title, found.attendees) == ("Acme", ("ben@acme.example",))
    assert found.started_at == datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
    assert timed(found) == [("Ana Ruiz", 1500, "Hello."), ("Speaker 1", 3000, "Hi.")]
    assert found.utterances[0].end_ms == 2250


def test_fireflies_reads_the_exported_list() -> None:
    found = read_json(
        [{"sentence": "Hello.", "startTime": "00:12", "endTime": "00:14", "speaker_name": "Ana"}]
    )
    assert (found.format, timed(found)) == ("fireflies", [("Ana", 12000, "Hello.")])


def _gong(**more: object) -> dict[str, object]:
    sentences = [
        {"start": 460, "end": 1200, "text": "Hello."},
        {"start": 1300, "end": 1500, "text": "So."},
    ]
    transcript = [{"speakerId": "61", "topic": "secret topic", "sentences": sentences}]
    return {"callTranscripts": [{"callId": "1", "transcript": transcript}], **more}


def test_gong_sentences_carry_ids_until_the_parties_are_known() -> None:
    found = read_json(_gong())
    assert timed(found) == [("61", 460, "Hello."), ("61", 1300, "So.")]
    assert "A speaker is an id, not a name; say who it is (entry 1)." in found.warnings
    named = read_json(_gong(calls=[{"parties": [{"speakerId": "61", "name": "Ana Ruiz"}]}]))
    assert named.speakers == ("Ana Ruiz",)
    assert named.warnings == ()


def test_gong_several_calls_never_become_one() -> None:
    several = {"callTranscripts": [{"callId": "1"}, {"callId": "2"}]}
    with pytest.raises(TranscriptError, match="holds 2 calls"):
        read_json(several)


WORDS = [
    {"word": "hello", "punctuated_word": "Hello.", "start": 0.5, "end": 0.9, "speaker": 0},
    {"word": "hi", "punctuated_word": "Hi", "start": 1.0, "end": 1.2, "speaker": 1},
    {"word": "there", "punctuated_word": "there.", "start": 1.2, "end": 1.5, "speaker": 1},
]


def test_deepgram_prefers_utterances() -> None:
    utterance = {"transcript": "Hello.", "start": 0.5, "end": 0.9, "speaker": 0, "channel": 0}
    found = read_json({"results": {"channels": [{"alternatives": []}], "utterances": [utterance]}})
    assert (found.format, timed(found)) == ("deepgram", [("Speaker 0", 500, "Hello.")])


def test_deepgram_without_utterances_groups_words_by_voice() -> None:
    found = read_json({"results": {"channels": [{"alternatives": [{"words": WORDS}]}]}})
    assert timed(found) == [("Speaker 0", 500, "Hello."), ("Speaker 1", 1000, "Hi there.")]
    assert found.utterances[1].end_ms == 1500


def test_deepgram_uses_paragraphs_and_keeps_channels_apart() -> None:
    paragraph = {"sentences": [{"text": "Hello.", "start": 2, "end": 3}]}
    first = {"alternatives": [{"paragraphs": {"paragraphs": [paragraph]}}]}
    second = {"alternatives": [{"words": [{"word": "hi", "start": 1, "end": 2}]}]}
    found = read_json({"results": {"channels": [first, second]}})
    assert timed(found) == [("Channel 1", 1000, "hi"), ("Channel 0", 2000, "Hello.")]


def test_assemblyai_reads_utterances_in_milliseconds() -> None:
    utterance = {"speaker": "A", "text": "Hello.", "start": 170, "end": 900, "words": []}
    found = read_json(
        {"audio_url": "x", "status": "completed", "utterances": [utterance], "text": "Hello."}
    )
    assert (found.format, timed(found)) == ("assemblyai", [("Speaker A", 170, "Hello.")])


def test_assemblyai_without_utterances_uses_its_words() -> None:
    words = [
        {"text": "Hello.", "start": 170, "end": 900, "speaker": "A"},
        {"text": "Hi.", "start": 950, "end": 990, "speaker": "B"},
    ]
    found = read_json({"audio_url": "x", "status": "completed", "utterances": None, "words": words})
    assert timed(found) == [("Speaker A", 170, "Hello."), ("Speaker B", 950, "Hi.")]


def test_assemblyai_unfinished_transcripts_are_refused() -> None:
    with pytest.raises(TranscriptError, match="'processing'"):
        read_json({"audio_url": "x", "status": "processing", "utterances": None})


def test_rev_joins_elements_of_a_monologue() -> None:
    elements = [
        {"type": "text", "value": "Hi", "ts": 0.25, "end_ts": 0.5},
        {"type": "punct", "value": ","},
        {"type": "punct", "value": " "},
        {"type": "text", "value": "Ben", "ts": 0.6, "end_ts": 0.9},
        {"type": "punct", "value": "."},
    ]
    found = read_json(
        {"monologues": [{"speaker": 0, "elements": elements}, {"speaker": 1, "elements": []}]}
    )
    assert (found.format, timed(found)) == ("rev", [("Speaker 0", 250, "Hi, Ben.")])
    assert found.utterances[0].end_ms == 900


def test_rev_splits_long_monologues_at_sentences_and_names_speakers() -> None:
    sentence = [
        {"type": "text", "value": "word" * 20, "ts": 1.0, "end_ts": 2.0},
        {"type": "punct", "value": ". "},
    ]
    found = read_json(
        {
            "speakers": [{"id": 0, "name": "Ana"}],
            "monologues": [{"speaker": 0, "elements": sentence * 9}],
        }
    )
    assert len(found.utterances) == 3
    assert found.speakers == ("Ana",)
    assert " ".join(u.text for u in found.utterances) == " ".join(["word" * 20 + "."] * 9)


def test_whisper_reads_segments_with_language_names() -> None:
    segment = {"id": 0, "start": 0.0, "end": 2.5, "text": " Bonjour."}
    found = read_json({"text": " Bonjour.", "segments": [segment], "language": "french"})
    assert (found.format, found.language, timed(found)) == (
        "whisper",
        "fr",
        [(None, 0, "Bonjour.")],
    )
    assert read_json({"text": "Hello there."}).utterances[0].text == "Hello there."


def test_whisper_cpp_reads_offsets() -> None:
    piece = {
        "timestamps": {"from": "00:00:01,000"},
        "offsets": {"from": 1000, "to": 2000},
        "text": " مرحبا",
    }
    found = read_json({"result": {"language": "ar"}, "transcription": [piece]})
    assert (found.language, timed(found)) == ("ar", [(None, 1000, "مرحبا")])


def test_whisper_of_silence_says_that_nobody_speaks() -> None:
    with pytest.raises(TranscriptError, match="Nobody says anything"):
        read_json({"text": "", "segments": [], "language": "en"})


def test_other_json_is_read_when_it_is_plainly_turns() -> None:
    found = read_json(
        {
            "title": "Acme",
            "utterances": [{"speaker": {"name": "Ana"}, "start_ms": 5, "text": "Hello."}],
        }
    )
    assert (found.format, found.title, timed(found)) == ("json", "Acme", [("Ana", 5, "Hello.")])
    recall = {"participant": {"name": "Ben"}, "words": [
        {"text": "Hi", "start_timestamp": {"relative": 1.5}}, {"text": "all"}]}  # fmt: skip
    assert said(read_json([recall])) == [("Ben", "Hi all")]
    lines = '{"speaker": "Ana", "text": "Hello.", "start": 1.5}\n{"speaker": "Ben", "text": "Hi."}'
    compact = lines.replace(", ", ",").replace(": ", ":")
    assert timed(read_str(compact)) == timed(read_str(lines))
    assert timed(read_str(lines)) == [("Ana", 1500, "Hello."), ("Ben", None, "Hi.")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param('{"a":' * 100_000, "too deep", id="deep"),
        ('{"callTranscripts": [{"transcript": [', "cut off"),
        ('{"text": "Hel', "cut off"),
        ('{"text": "Hello",, }', "Line 1: The JSON is broken at column 18"),
        ('{"text": ' + "9" * 5000 + "}", "impossible number"),
        ('{"event": "meeting.transcribed", "meeting_id": "x"}', "not a transcript in a form"),
        ('["a", "b"]', "not a transcript in a form"),
        ("[]", "not a transcript in a form"),
        ("{}", "not a transcript in a form"),
    ],
)
def test_json_that_is_no_transcript_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(TranscriptError, match=reason):
        read_str(text)


def test_json_entries_of_a_wrong_kind_are_noted() -> None:
    segment = {"start": "x", "end": float("nan"), "text": "Hello."}
    found = read_json({"segments": [segment, "?", {"start": 1, "end": 2, "text": 7}]})
    assert timed(found) == [(None, None, "Hello.")]
    assert "An entry is not an object and was left out (entry 2)." in found.warnings
    assert "A turn without words was left out (entry 3)." in found.warnings
