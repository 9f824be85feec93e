"""Answers that a calendar sent: text/calendar with METHOD:REPLY (RFC 5546)."""

from __future__ import annotations

import re

from followup.lib.mailtext.mime import Part
from followup.lib.mailtext.schema import Answer

METHOD = re.compile(r"^METHOD\s*:\s*(REPLY|COUNTER)\s*$", re.IGNORECASE | re.MULTILINE)
STATUS = re.compile(r"PARTSTAT=\"?(ACCEPTED|DECLINED|TENTATIVE)", re.IGNORECASE)
ANSWERS: dict[str, Answer] = {
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "TENTATIVE": "tentative",
}


def answer(mail: list[Part]) -> Answer:
    """What was answered to an invitation; empty when the mail is no such answer."""
    for part in mail:
        if part.kind not in ("text/calendar", "application/ics"):
            continue
        text = part.text()[:200_000].replace("\n ", "").replace("\n\t", "")
        method = METHOD.search(text)
        declared = part.parameters.get("method", "").upper()
        kind = method[1].upper() if method else declared
        if kind == "COUNTER":
            return "counter"
        status = STATUS.search(text)
        if kind == "REPLY" and status:
            return ANSWERS[status[1].upper()]
    return ""
