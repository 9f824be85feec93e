"""Encodings, and files that are no text."""

from __future__ import annotations

import codecs

import pytest

from leads.transcripts import TranscriptError, read

from .reading import said

TEXT = "Zoë Ångström: Schön — 日本.\r\nBen: Ja.\r\n"
EXPECTED = [("Zoë Ångström", "Schön — 日本."), ("Ben", "Ja.")]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        TEXT.replace("\r\n", "\r").encode(),
    ],
)
def test_every_unicode_encoding_and_line_end_is_read(data: bytes) -> None:
    assert said(read(data)) == EXPECTED


def test_utf16_without_its_mark_is_recognised() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nHello there.\n"
    for encoding in ("utf-16-le", "utf-16-be"):
        assert said(read(text.encode(encoding))) == [(None, "Hello there.")]


def test_windows_1252_is_read_with_a_warning() -> None:
    found = read("Zoë: Schön – ja.\nBen: Gut.\n".encode("cp1252"))
    assert said(found) == [("Zoë", "Schön – ja."), ("Ben", "Gut.")]
    assert "Windows-1252" in found.warnings[0]


def test_a_few_broken_bytes_do_not_spoil_the_rest() -> None:
    found = read("Zoë: Schön größer".encode() + b"\xff!\nBen: Gut.\n")
    assert said(found)[0] == ("Zoë", "Schön größer\ufffd!")
    assert "could not be read" in found.warnings[0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n\n", "Nobody says anything"),
        (b"\x00\x00\x00", "empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"{\\rtf1 hello}", "rich text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 50, "old Office"),
        (b"\x00\x00\x00\x20ftypisom" + b"x" * 50, "a recording"),
        (b"RIFF\x00\x00\x00\x00WAVE", "a recording"),
        (b"<!DOCTYPE html><html><body>hi</body></html>", "web page"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "calendar entry"),
        (b"From: a@x.example\nMessage-ID: <1>\nTo: b\nMIME-Version: 1.0\n\nHi\n", "an e-mail"),
        (b"Name,Email,Minutes\nAna,ana@x.example,5\nBen,ben@x.example,7\n", "table"),
        (bytes(range(256)) * 20, "not a text file"),
        ("Ana: Schö".encode()[:-1], "cut off"),
        ("Ana: Hello".encode("utf-16")[:-1], "cut off"),
    ],
)
def test_files_that_are_no_transcript_are_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(TranscriptError, match=reason):
        read(data)


def test_a_file_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leads.transcripts.decoding.LARGEST", 1 << 20)
    with pytest.raises(TranscriptError, match="larger than 1 MB"):
        read(b"Ana: Hello\n" * 100_000)
