"""Abuse reports (RFC 5965): somebody pressed "this is spam"."""

from __future__ import annotations

import re

from followup.lib.mailtext.headers import ADDRESS, addresses
from followup.lib.mailtext.mime import Part, split_head

COMPLAINTS = {"abuse", "fraud", "opt-out", "opt-out-list", "virus", "other", "miscategorized"}
KIND = re.compile(r"^feedback-type\s*:\s*([a-z-]+)", re.IGNORECASE | re.MULTILINE)
RECIPIENT = re.compile(r"^(?:original-rcpt-to|removal-recipient)\s*:\s*(.*)$", re.I | re.M)


def read(mail: list[Part]) -> tuple[bool, str]:
    """Whether the mail is a complaint, and the address of who complained, where it is told."""
    for part in mail:
        if part.kind == "message/feedback-report":
            text = part.text()[:50_000]
            kind = KIND.search(text)
            if kind and kind[1].lower() not in COMPLAINTS:
                return False, ""  # authentication failures, "not spam"
            found = RECIPIENT.search(text)
            address = ADDRESS.search(found[1]) if found else None
            return True, address[0].lower() if address else original_recipient(mail)
    return False, ""


def is_report(mail: list[Part]) -> bool:
    """Whether it is a feedback report of any kind."""
    return any(part.kind == "message/feedback-report" for part in mail)


def original_recipient(mail: list[Part]) -> str:
    """Whom the mail that was complained about went to."""
    for part in mail:
        if part.kind in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            fields, _ = split_head(part.data().lstrip()[:200_000])
            found = addresses(Part(fields), "to")
            return found[0] if found else ""
    return ""
