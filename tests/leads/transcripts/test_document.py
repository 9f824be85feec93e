"""Word documents of Teams and Meet, and zips that are something else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest

from leads.transcripts import TranscriptError, read

from .reading import said, timed

BODY = "word/document.xml"
NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def document(*paragraphs: str) -> bytes:
    """A real .docx; a tab or line end in a paragraph becomes Word's own."""
    made = docx.Document()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def packed(xml: str | bytes, name: str = BODY) -> bytes:
    """A zip with one member."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, xml)
    return held.getvalue()


def body(inner: str) -> bytes:
    """A document body around some WordprocessingML."""
    return packed(f"<w:document {NS}><w:body>{inner}</w:body></w:document>")


def test_teams_document_reads_names_times_and_words() -> None:
    found = read(
        document(
            "Acme demo-20260504_100000-Meeting Recording",
            "May 4, 2026, 10:00AM",
            "31m 5s",
            "Ruiz, Ana started transcription",
            "Ruiz, Ana   0:03\nGood morning: hello.",
            "Ben Okri (Acme)   1:02:03\nHi.\nLonger.",
            "Ruiz, Ana stopped transcription",
        )
    )
    assert found.format == "teams_docx"
    assert found.title == "Acme demo-20260504_100000-Meeting Recording"
    assert timed(found) == [
        ("Ruiz, Ana", 3000, "Good morning: hello."),
        ("Ben Okri (Acme)", 3723000, "Hi. Longer."),
    ]
    assert found.warnings == ()


def test_teams_older_document_reads_three_line_blocks() -> None:
    found = read(
        document("0:0:0.0 --> 0:0:2.320\nAna Ruiz\nHello.", "0:0:3.0 --> 0:0:4.0\nBen Okri\nHi.")
    )
    assert found.format == "teams_docx"
    assert timed(found) == [("Ana Ruiz", 0, "Hello."), ("Ben Okri", 3000, "Hi.")]


def test_meet_document_reads_attendees_and_blocks() -> None:
    found = read(
        document(
            "Acme (2026-05-04 at 10:00 GMT-7) - Transcript", "Attendees", "Ana Ruiz, Ben Okri",
            "Transcript", "Ana Ruiz: Hello.", "", "00:05:00", "", "Ben Okri: Hi.",
            "Transcription ended after 00:07:00",
        )
    )  # fmt: skip
    assert found.format == "meet_docx"
    assert found.attendees == ("Ana Ruiz", "Ben Okri")
    assert timed(found) == [("Ana Ruiz", 0, "Hello."), ("Ben Okri", 300000, "Hi.")]


@pytest.mark.parametrize(
    "hidden",
    [
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>",
        '<w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>secret</w:t></w:r>',
        '<w:r><w:rPr><w:sz w:val="2"/></w:rPr><w:t>secret</w:t></w:r>',
        "<w:del><w:r><w:delText>secret</w:delText><w:t>secret</w:t></w:r></w:del>",
        "<w:moveFrom><w:r><w:t>secret</w:t></w:r></w:moveFrom>",
    ],
)
def test_document_hidden_text_is_never_citable(hidden: str) -> None:
    found = read(
        body(f"<w:p><w:r><w:t>Ana: Hello</w:t></w:r>{hidden}<w:r><w:t>.</w:t></w:r></w:p>")
    )
    assert said(found) == [("Ana", "Hello.")]
    assert "Text that the document hides was left out." in found.warnings


def test_document_with_a_document_type_is_refused() -> None:
    entity = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    with pytest.raises(TranscriptError, match="XML entities"):
        read(packed(f"{entity}<w:document {NS}><w:t>&x;</w:t></w:document>"))


def test_document_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(TranscriptError, match="unpacks to more"):
        read(packed(b"<w>" + b" " * (50 << 20)))
    with pytest.raises(TranscriptError, match="unpacks to more"):
        read(packed(b"<w>" + b" " * (5 << 20)))


def _encrypted(data: bytes) -> bytes:
    """The same zip with the encryption bit set in its directory."""
    at = data.index(b"PK\x01\x02") + 8
    return data[:at] + b"\x01" + data[at + 1 :]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda data: data[: len(data) // 2], "damaged or was cut off"),
        (lambda data: data[:4], "damaged or was cut off"),
        (lambda data: data.replace(b"Ana", b"Bob"), "damaged or was cut off"),
        (_encrypted, "password"),
    ],
)
def test_document_that_is_damaged_is_refused(spoil: Callable[[bytes], bytes], reason: str) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(BODY, f"<w:document {NS}><w:t>Ana: Hello</w:t></w:document>")
    with pytest.raises(TranscriptError, match=reason):
        read(spoil(held.getvalue()))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("xl/workbook.xml", "a spreadsheet"),
        ("ppt/presentation.xml", "a presentation"),
        ("notes.txt", "zip file without exactly one Word document"),
        ("../../word/document.xml", "zip file without exactly one Word document"),
    ],
)
def test_other_zips_are_refused_by_name(name: str, reason: str) -> None:
    with pytest.raises(TranscriptError, match=reason):
        read(packed("<x/>", name))


def test_document_with_broken_xml_is_refused() -> None:
    with pytest.raises(TranscriptError, match="text is damaged"):
        read(packed("<w:document><w:p>"))
