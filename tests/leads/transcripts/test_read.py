"""What holds for every file: properties, real files, size."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leads.transcripts import Transcript, TranscriptError, read, read_text

from .reading import SHARED

REAL = sorted(p for p in SHARED.rglob("*.*") if p.is_file())
PIECES = st.sampled_from(
    ["WEBVTT", "\n", "\n\n", "00:01.000 --> 00:02.000", "-0:0:1.5 --> 0:0:2", "<v Ana>", "</v>",
     "NOTE x", "Ana: ", "Ben  0:12", "[00:12] ", "0:00:01.0,0:00:02.0", "1", "{",
     '{"segments": [{"start": 1, "end": "x", "text": "a"}]}', '"', "[", "]", "PK\x03\x04", "\ufeff",
     "\u202e", "&#x0;", "&amp;", "[Ana] 10:00:00", "10:00:00\tAna:\thi", "### 00:05:00",
     "Attendees",
     "Transcription ended after 00:01:00", "hello there.", "\x00", "\u2028"]
)  # fmt: skip


def _reads_or_refuses(data: bytes) -> None:
    try:
        found = read(data)
    except TranscriptError:
        return
    assert isinstance(found, Transcript)
    assert [u.index for u in found.utterances] == list(range(len(found.utterances)))
    assert found.utterances
    for utterance in found.utterances:
        assert utterance.text == " ".join(utterance.text.split()) != ""
        assert "\x00" not in utterance.text
        utterance.text.encode()


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    _reads_or_refuses(data)


@settings(max_examples=400)
@given(st.lists(PIECES | st.text(max_size=12), max_size=25).map("".join))
def test_any_mixture_of_formats_is_read_or_refused(text: str) -> None:
    _reads_or_refuses(text.encode("utf-8", "replace"))


KEYS = (
    "text start end speaker words segments utterances results channels alternatives data transcript"
    " callTranscripts sentences monologues elements type value ts transcription offsets from to"
    " transcriptEntries participant startTime speaker_name participants name date parties calls"
    " metaData speakers paragraphs status"
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS.split()), inner, max_size=5)
    ),
    max_leaves=30,
)


@settings(max_examples=400)
@given(JSON)
def test_any_json_is_read_or_refused(value: object) -> None:
    _reads_or_refuses(json.dumps(value).encode())


@pytest.mark.skipif(not REAL, reason="the shared data is not here")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_every_real_file_is_read_or_refused(path: Path) -> None:
    _reads_or_refuses(path.read_bytes())


@pytest.mark.skipif(not REAL, reason="the shared data is not here")
def test_conformance_files_that_are_invalid_are_refused_or_warned_about() -> None:
    for path in REAL:
        if path.stem.startswith(("invalid_format", "missing", "empty", "no_captions")):
            try:
                found = read(path.read_bytes(), name=path.name)
            except TranscriptError:
                continue
            assert found.warnings, path.name


@pytest.mark.parametrize(
    "line",
    [
        "a" * 1_000_000,
        "a " * 500_000,
        ": " * 500_000,
        "Ana: " * 200_000,
        "00:01 " * 200_000,
        "[00:01" * 200_000,
        "-->" * 300_000,
        "0:0:0 --> " * 100_000,
        "<v " * 300_000,
        "#" * 1_000_000,
        "*-" * 500_000,
        "\t" * 500_000 + "x",
    ],
    ids=lambda line: line[:6],
)
@pytest.mark.parametrize("head", ["", "WEBVTT\n\n00:01.000 --> 00:02.000\n", "Ana: hi\n", "{"])
@pytest.mark.timeout(60)
def test_a_hostile_line_of_a_million_characters_takes_bounded_time(head: str, line: str) -> None:
    _reads_or_refuses((head + line).encode())
    _reads_or_refuses((head + (line[:90] + "\n") * 3000).encode())


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "head", ["", "WEBVTT\n\n00:01.000 --> 00:02.000\n", "00:01:00\tAna:\thi\n"]
)
def test_many_short_lines_take_bounded_time(head: str) -> None:
    _reads_or_refuses((head + "a\n" * 300_000).encode())
    _reads_or_refuses((head + "\n" * 300_000 + "Ana: hi").encode())
    _reads_or_refuses((head + "a\n" * 1_100_000).encode())


def test_json_of_endless_parts_is_refused_before_it_is_parsed() -> None:
    for part in ("{},", "[],", "1,"):
        with pytest.raises(TranscriptError, match="more parts than any transcript"):
            read(b'{"text": "a", "x": [' + part.encode() * 6_100_000 + b"1]}")


@pytest.mark.timeout(120)
@pytest.mark.parametrize("kind", ["vtt", "text", "json"])
def test_a_hundred_thousand_cues_fit_in_500_mb(kind: str) -> None:
    script = """
        import json, resource, sys
        resource.setrlimit(resource.RLIMIT_AS, (500 << 20, 500 << 20))
        from leads.transcripts import read
        kind, n = sys.argv[1], 100_000
        said = "Ana Ruiz" , "We will send you the offer by Friday, and then we can talk."
        if kind == "vtt":
            cue = "{0}\\n{1:02}:{2:02}:{3:02}.000 --> {1:02}:{2:02}:{3:02}.900\\n{4}: {5}\\n\\n"
            text = "WEBVTT\\n\\n" + "".join(
                cue.format(i, i // 3600, i // 60 % 60, i % 60, *said) for i in range(n))
        elif kind == "text":
            text = "".join("{0}  {1}:{2:02}:{3:02}\\n{4}\\n\\n".format(
                said[0], i // 3600, i // 60 % 60, i % 60, said[1]) for i in range(n))
        else:
            text = json.dumps({"sentences": [{"text": said[1], "speaker_name": said[0],
                "start_time": i, "end_time": i + 0.9} for i in range(n)]})
        data = text.encode()
        del text
        found = read(data)
        assert len(found.utterances) == n, len(found.utterances)
        assert found.utterances[-1].start_ms == (n - 1) * 1000
        assert found.speakers == ("Ana Ruiz",)
    """
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-c", textwrap.dedent(script), kind]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_a_file_is_chosen_by_content_and_titled_by_its_name() -> None:
    found = read(b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello there\n", name="calls/Acme demo.json")
    assert (found.format, found.title) == ("webvtt", "Acme demo")


def test_read_text_agrees_with_read() -> None:
    assert read_text("Ana: Hi.\nBen: Yo.") == read(b"Ana: Hi.\nBen: Yo.")
