"""Mail kept as files: written so that an accepted message survives a crash, listed newest first.

The layout is Maildir's (`tmp/`, `new/`), so that mail programs can read it too.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message as Parsed
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path

KEY = re.compile(r"[0-9]{20}-[0-9a-f]{8}")
LARGEST_HEAD = 64 * 1024  # bytes read of each message for a list


@dataclass(frozen=True)
class Summary:
    """One line of the list."""

    key: str
    sender: str
    recipients: str
    subject: str
    sent_at: datetime | None


@dataclass(frozen=True)
class Message:
    """One message as a person may read it: nothing in it is markup."""

    key: str
    subject: str
    headers: list[tuple[str, str]]
    text: str
    attachments: list[str]


def deliver(root: Path, content: bytes, *, sender: str, recipients: list[str]) -> str:
    """Write a message to disk before returning its key."""
    for name in ("tmp", "new", "cur"):
        (root / name).mkdir(parents=True, exist_ok=True)
    key = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
    envelope = [f"Return-Path: <{sender}>", *(f"Delivered-To: {name}" for name in recipients)]
    head = "".join(line.replace("\r", " ").replace("\n", " ") + "\r\n" for line in envelope)
    with (root / "tmp" / key).open("xb") as file:
        file.write(head.encode("utf-8", "surrogateescape") + content)
        file.flush()
        os.fsync(file.fileno())
    (root / "tmp" / key).rename(root / "new" / key)
    directory = os.open(root / "new", os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return key


def summaries(root: Path, *, before: str = "", limit: int) -> list[Summary]:
    """Up to `limit` messages, newest first, older than the key `before` when it is given."""
    if not (root / "new").is_dir():
        return []
    keys = (name for name in os.listdir(root / "new") if KEY.fullmatch(name))
    older = sorted((key for key in keys if not before or key < before), reverse=True)
    return [_summary(root, key) for key in older[:limit]]


def raw(root: Path, key: str) -> bytes:
    """The message byte for byte. Raises FileNotFoundError for an unknown key."""
    if not KEY.fullmatch(key):  # the key comes from an address: it must not name other files
        raise FileNotFoundError(key)
    return (root / "new" / key).read_bytes()


def read(root: Path, key: str) -> Message:
    """The message taken apart. Raises FileNotFoundError for an unknown key."""
    message = message_from_bytes(raw(root, key))
    leaves = [part for part in message.walk() if not part.is_multipart()]
    files = [part.get_filename() for part in leaves]
    texts = (part for part in leaves if part.get_content_type() == "text/plain")
    return Message(
        key=key,
        subject=_readable(message["Subject"]),
        headers=[(name, _readable(value)) for name, value in message.items()],
        text=next((_text(part) for part in texts if not part.get_filename()), ""),
        attachments=[_readable(name) for name in files if name],
    )


def _summary(root: Path, key: str) -> Summary:
    with (root / "new" / key).open("rb") as file:
        message = BytesHeaderParser().parsebytes(file.read(LARGEST_HEAD))
    sender, recipients, subject = (_readable(message[name]) for name in ("From", "To", "Subject"))
    return Summary(key, sender, recipients, subject, _moment(message["Date"]))


def _moment(value: object) -> datetime | None:
    """The moment a Date header names; none where it names none with its zone."""
    try:
        moment = parsedate_to_datetime(str(value))
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else None


def _readable(value: object) -> str:
    """A header's value with its encoded words decoded, on one line; as it stands if that fails."""
    text = str(value or "")
    with suppress(HeaderParseError, LookupError, ValueError):
        text = str(make_header(decode_header(text)))
    return " ".join(text.split())


def _text(part: Parsed) -> str:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)  # a leaf
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")
