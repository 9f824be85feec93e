"""Header fields for people and for matching: subject, addresses, ids, date."""

from __future__ import annotations

import re
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import parsedate_to_datetime

from followup.lib.mailtext import charsets
from followup.lib.mailtext.mime import Part

LONGEST = 4_000  # characters of one field that are decoded
ADDRESS = re.compile(r"[^\s<>\"'(),:;\[\]\\@]{1,128}@[^\s<>\"'(),:;\[\]\\@]{1,253}")
QUOTED = re.compile(r"\"[^\"]{0,500}\"\s*(?=<)")
MESSAGE_ID = re.compile(r"<[^<>\s]{1,998}>")
MOST_IDS = 200


def words(value: str) -> str:
    """A field's text with RFC 2047 words decoded, on one line."""
    value = value[:LONGEST]
    if "=?" not in value:
        return charsets.one_line(value)
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return charsets.one_line(value)
    return charsets.one_line(
        "".join(
            charsets.decode(piece, charset or "") if isinstance(piece, bytes) else piece
            for piece, charset in pieces
        )
    )


def addresses(part: Part, *names: str) -> tuple[str, ...]:
    """The addresses in the fields of those names, lower case, once each, in order."""
    found: dict[str, None] = {}
    for name in names:
        for value in part.fields.get(name, [])[:20]:
            plain = QUOTED.sub("", value)  # a name may look like an address and is none
            for address in ADDRESS.findall(plain)[:500]:
                found[charsets.one_line(address).strip(".").lower()] = None
    return tuple(found)


def ids(part: Part, name: str) -> tuple[str, ...]:
    """Message ids in a field, with their brackets, oldest first."""
    value = " ".join(part.fields.get(name, [])[:5])
    return tuple(dict.fromkeys(MESSAGE_ID.findall(value)))[-MOST_IDS:]


def moment(part: Part) -> datetime | None:
    """When the mail says it was sent, else when it was received; None when neither is a date."""
    for value in (part.first("date"), part.first("received").rpartition(";")[2]):
        try:
            return parsedate_to_datetime(value[:200])
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None
