"""A mail taken apart: header fields and parts, bounded in depth, number and time.

Own code because the standard library's parser recurses for every nested part and can be made to
exhaust the stack; this one walks a list.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from dataclasses import dataclass, field
from email.message import Message

from followup.lib.mailtext import charsets

DEEPEST, MOST_PARTS, MOST_FIELDS, LONGEST_FIELD = 12, 200, 500, 20_000
LARGEST = 40_000_000  # bytes read of one mail
FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:[ \t]?(.*)", re.DOTALL)
# Without one of these, "Agreed: we start" at the start of a body is no field.
KNOWN = {"from", "to", "cc", "subject", "date", "received", "return-path", "message-id", "sender"}
KNOWN |= {"mime-version", "delivered-to", "reply-to", "auto-submitted", "references", "precedence"}
BLANK_LINE = re.compile(rb"\r?\n(?:\r?\n)|\r\r")
LINE = re.compile(rb"\r\n|\n|\r")
BASE64 = re.compile(rb"\s*(?:[A-Za-z0-9+/]+={0,2}[ \t]*(?:\r\n|\n|\r|$)\s*)+")


@dataclass(slots=True)
class Part:
    """One part: fields by lower-case name in order, media type, and its bytes still encoded.

    Parts of one `choice` (multipart/alternative) say the same thing; of the others each counts.
    """

    fields: dict[str, list[str]] = field(default_factory=dict)
    body: bytes = b""
    kind: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    choice: int = 0

    def first(self, name: str) -> str:
        """The first field of that name, unfolded, undecoded; empty when there is none."""
        values = self.fields.get(name)
        return values[0] if values else ""

    @property
    def attached(self) -> bool:
        """True for a file: its words are not what the sender wrote in the mail."""
        return self.first("content-disposition").strip().lower().startswith("attachment")

    def data(self) -> bytes:
        """The bytes, transfer encoding undone as far as they obey it."""
        how = self.first("content-transfer-encoding").strip().lower().rstrip(";").strip()
        if how == "base64":
            return unbase64(self.body)
        if how.replace(" ", "") == "quoted-printable":
            return quopri.decodestring(self.body)
        return self.body

    def text(self) -> str:
        """The words, cleaned."""
        return charsets.clean(charsets.decode(self.data(), self.parameters.get("charset", "")))


def unbase64(data: bytes) -> bytes:
    """Base64 decoded up to the first line that is none (lists append their footer in clear).

    Words that were never encoded are left as they are.
    """
    letters = BASE64.match(data)
    if letters is None:
        return data
    text = b"".join(letters[0].split()).replace(b"=", b"")
    text = text[: len(text) - (len(text) % 4 == 1)]
    try:
        return base64.b64decode(text + b"=" * (-len(text) % 4))
    except binascii.Error:
        return data


def split_head(data: bytes) -> tuple[dict[str, list[str]], bytes]:
    """The header fields at the start of `data`, and the rest.

    Where the first line is no field, there are none and everything is the rest.
    """
    blank = BLANK_LINE.search(data)
    if data[:2] in (b"\r\n", b"\n\n") or data[:1] == b"\n":
        return {}, data.lstrip(b"\r\n")
    head, rest = (data[: blank.start()], data[blank.end() :]) if blank else (data, b"")
    fields: dict[str, list[str]] = {}
    last: list[str] | None = None
    for number, line in enumerate(LINE.split(head[:2_000_000])):
        if number == 0 and line.startswith((b"From ", b">From ")):
            continue
        match = None if line[:1] in (b" ", b"\t") else FIELD.match(line)
        if match is None:
            if last is None:
                return {}, data
            if line[:1] in (b" ", b"\t") and len(last[-1]) < LONGEST_FIELD:
                last[-1] += " " + charsets.decode(line[:LONGEST_FIELD]).strip()
            continue
        last = fields.setdefault(match[1].decode("ascii").lower(), [])
        if len(last) < MOST_FIELDS:
            last.append(charsets.decode(match[2][:LONGEST_FIELD]).strip())
    known = any(name in KNOWN or name.startswith(("content-", "x-")) for name in fields)
    return (fields, rest) if known else ({}, data)


def parts(data: bytes) -> list[Part]:
    """The mail itself, then every part in it in order. Embedded mails stay one part."""
    found: list[Part] = []
    waiting = [(data[:LARGEST], 0, 0)]
    while waiting and len(found) < MOST_PARTS:
        raw, depth, choice = waiting.pop()
        part = Part(*split_head(raw), choice=choice or len(found) + 1)
        describe(part)
        found.append(part)
        boundary = part.parameters.get("boundary", "")
        if part.kind.startswith("multipart/") and boundary and depth < DEEPEST:
            inner = split_parts(part.body, boundary)
            one_of = choice or (part.choice if part.kind == "multipart/alternative" else 0)
            waiting.extend((piece, depth + 1, one_of) for piece in reversed(inner))
    return found


def describe(part: Part) -> None:
    """Read the content type; what makes no sense is plain text."""
    message = Message()
    message["Content-Type"] = part.first("content-type")[:2_000].replace("\n", " ") or "text/plain"
    part.kind = message.get_content_type()
    try:
        given = message.get_params(failobj=[], unquote=True) or []
        rfc2231 = [message.get_param(name) for name, _ in given[:20]]
    except (ValueError, LookupError, TypeError, UnicodeError):
        return
    for (name, _), value in zip(given, rfc2231, strict=False):
        text = value[2] if isinstance(value, tuple) else value
        part.parameters.setdefault(name.lower().rstrip("*"), str(text or ""))


def split_parts(body: bytes, boundary: str) -> list[bytes]:
    """What stands between the boundary's lines; a missing end is the end of the mail."""
    mark = b"--" + boundary.encode("utf-8", "replace").rstrip()
    line = re.compile(rb"(?:^|\n)" + re.escape(mark) + rb"(--)?[ \t]*(?:\r?\n|\r|$)")
    pieces: list[bytes] = []
    start: int | None = None
    position = 0
    while (match := line.search(body, position)) and len(pieces) < MOST_PARTS:
        if start is not None:
            pieces.append(body[start : match.start()].removesuffix(b"\r"))
        start = None if match[1] else match.end()
        # The line end closes one boundary line and may open the next.
        position = max(match.end() - 1, match.start() + 1)
        if match[1]:
            break
    if start is not None and start < len(body):
        pieces.append(body[start:])
    return pieces
