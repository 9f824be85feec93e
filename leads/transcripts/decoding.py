"""Bytes to text: which encoding, and a plain word when the file is not text at all."""

from __future__ import annotations

import codecs
import re

from .assembly import Oddities
from .schema import TranscriptError

LARGEST = 64 * 1024 * 1024  # bytes; several days of speech
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EXPORT = "Export the transcript as .vtt, .docx or text and upload that."
_KNOWN_BINARIES: tuple[tuple[bytes, int, str], ...] = (
    (b"%PDF", 0, "a PDF"),
    (b"{\\rtf", 0, "a rich text (.rtf) document"),
    (b"\xd0\xcf\x11\xe0", 0, "an old Office document"),
    (b"\x1f\x8b", 0, "a compressed file"),
    (b"Rar!", 0, "a compressed file"),
    (b"7z\xbc\xaf", 0, "a compressed file"),
    (b"\x89PNG", 0, "a picture"),
    (b"\xff\xd8\xff", 0, "a picture"),
    (b"GIF8", 0, "a picture"),
    (b"RIFF", 0, "a recording"),
    (b"ID3", 0, "a recording"),
    (b"OggS", 0, "a recording"),
    (b"fLaC", 0, "a recording"),
    (b"\x1aE\xdf\xa3", 0, "a recording"),
    (b"ftyp", 4, "a recording"),
)
_MAIL = r"(?:Return-Path|Received|Message-ID|MIME-Version|Delivered-To|DKIM-Signature):"
_OTHER_TEXTS = (
    (
        re.compile(r"\s*<(?:!doctype|html|head|body|\?xml)\b", re.IGNORECASE),
        "a web page or XML file",
    ),
    (re.compile(r"\s*BEGIN:V(?:CALENDAR|CARD)\b"), "a calendar entry or contact"),
    (re.compile(rf"(?:[^\n]*\n)*?{_MAIL}(?:[^\n]*\n)+?{_MAIL}", re.IGNORECASE), "an e-mail"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def text_of(data: bytes, oddities: Oddities) -> str:
    """The file as text, without byte order mark, lines ended by `\\n` only.

    Raises TranscriptError when it is empty, too large, cut off in a character, or not text.
    """
    if not data.strip(b"\x00 \t\r\n\x0b\x0c"):
        raise TranscriptError("The file is empty. Export the transcript again.")
    if len(data) > LARGEST:
        raise TranscriptError(
            f"The file is larger than {LARGEST >> 20} MB. Upload the transcript, not the recording."
        )
    for magic, at, what in _KNOWN_BINARIES:
        if data[at : at + len(magic)] == magic:
            raise TranscriptError(f"This is {what}, not a transcript. {_EXPORT}")
    text = _decode(data, oddities)
    if len(_CONTROL.findall(text[:100_000])) > max(2, min(len(text), 100_000) // 200):
        raise TranscriptError(f"This is not a text file. {_EXPORT}")
    for shape, what in _OTHER_TEXTS:
        if shape.match(text[:4000]):
            raise TranscriptError(f"This is {what}, not a transcript. {_EXPORT}")
    if _is_table(text[:4000].split("\n")[:-1]):
        raise TranscriptError(f"This is a table (CSV), not a transcript. {_EXPORT}")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _is_table(lines: list[str]) -> bool:
    """Comma-separated rows: no space behind the commas, and the same number of them each time."""
    if not lines or lines[0].lstrip().startswith(("{", "[")) or any("-->" in x for x in lines):
        return False
    rows = [len(re.findall(r"[,;](?! )", line)) for line in lines if line.strip()]
    usual = max(set(rows), key=rows.count, default=0)
    return len(rows) > 1 and usual > 1 and rows.count(usual) > 0.7 * len(rows)


def _decode(data: bytes, oddities: Oddities) -> str:
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    if encoding is None:
        encoding = _unmarked_utf16(data) or "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if "end of data" in error.reason or "truncated" in error.reason:
            raise TranscriptError(
                "The file ends in the middle of a character: it was cut off. Export it again."
            ) from error
    if encoding not in ("utf-8", "utf-8-sig"):
        oddities.note("Some characters could not be read and show as \ufffd")
        return data.decode(encoding, errors="replace")
    return _mostly_utf8(data, oddities)


def _mostly_utf8(data: bytes, oddities: Oddities) -> str:
    text = data.decode("utf-8-sig", errors="replace")
    broken = text.count("\ufffd")
    if sum(character > "\x7f" for character in text) > 2 * broken:
        oddities.note("Some characters could not be read and show as \ufffd")
        return text
    oddities.note("The file is not UTF-8; it was read as Windows-1252, check accented letters")
    return data.decode("cp1252", errors="replace")


def _unmarked_utf16(data: bytes) -> str | None:
    head = data[:4000]
    half = len(head) // 2
    if half < 2 or len(data) % 2:
        return None
    if head[1::2].count(0) > 0.4 * half and head[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if head[0::2].count(0) > 0.4 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None
