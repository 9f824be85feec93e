"""Word documents that Teams and Google Meet export: the visible text, then the text readers.

A document is a zip of XML made by somebody else. Only one member is opened, its unpacked size
is bounded before and while it is read, and XML that declares a document type is refused, so
that neither a zip bomb nor an entity can cost memory or reach another file.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from . import plain, subtitles
from .assembly import Oddities, Script
from .schema import TranscriptError
from .wordml import visible_lines

LARGEST_PACKED = 16 * 1024 * 1024  # bytes; also bounds the zip's table of contents
LARGEST_UNPACKED = 48 * 1024 * 1024
_LARGEST_RATIO = 200  # XML of real transcripts packs 5 to 30 times
_BODY = "word/document.xml"
_OTHERS = {
    "xl/": "a spreadsheet",
    "ppt/": "a presentation",
    "content.xml": "an OpenDocument file",
    "META-INF/": "an archive of programs",
}
_AGAIN = "Download the transcript again, or export it as .vtt or text."
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


def claims(data: bytes) -> bool:
    """Whether the file is a zip, as every .docx is."""
    return data[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def read(data: bytes, oddities: Oddities) -> Script:
    """The transcript in a .docx. Raises TranscriptError for any other or hostile zip."""
    if len(data) > LARGEST_PACKED:
        raise TranscriptError(f"The document is larger than {LARGEST_PACKED >> 20} MB. {_AGAIN}")
    lines = visible_lines(_body(data), oddities)
    text = "\n".join(lines)
    if subtitles.claims_srt(text):
        script = subtitles.read_srt(text, oddities)
    else:
        script = plain.read(text, oddities)
    script.format = {
        "text": "docx", "otter": "teams_docx", "teams_text": "teams_docx",
        "google_meet": "meet_docx", "zoom_text": "docx",
    }.get(script.format, script.format)  # fmt: skip
    return script


def _body(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [m for m in archive.infolist() if m.filename == _BODY]
            if len(members) != 1:
                raise TranscriptError(_what_it_is(archive.namelist()))
            _check(members[0])
            with archive.open(members[0]) as body:
                content = body.read(LARGEST_UNPACKED + 1)
    except _BROKEN as error:
        if isinstance(error, TranscriptError):
            raise
        raise TranscriptError(f"The document is damaged or was cut off. {_AGAIN}") from error
    if len(content) > LARGEST_UNPACKED:
        raise TranscriptError(f"The document unpacks to more than a transcript can be. {_AGAIN}")
    return content


def _check(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 1:
        raise TranscriptError("The document is protected by a password. Save it without one.")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise TranscriptError(f"The document is packed in an unusual way. {_AGAIN}")
    ratio = member.file_size / max(1, member.compress_size)
    if member.file_size > LARGEST_UNPACKED or (
        ratio > _LARGEST_RATIO and member.file_size > 1 << 20
    ):
        raise TranscriptError(f"The document unpacks to more than a transcript can be. {_AGAIN}")


def _what_it_is(names: list[str]) -> str:
    for prefix, what in _OTHERS.items():
        if any(name.startswith(prefix) for name in names):
            return (
                f"This is {what}, not a transcript. Export the transcript as .vtt, .docx or text."
            )
    return (
        "This is a zip file without exactly one Word document. Unpack it and upload the transcript."
    )
