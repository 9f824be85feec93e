"""Why a mail did not arrive, from what the server said: words first, then the status code.

Codes alone mislead: in practice half of the 5.x.x ones do not mean a dead address.
"""

from __future__ import annotations

import re

from followup.lib.mailtext import patterns

HARD = frozenset({"unknown_user", "unknown_domain", "moved", "no_mail"})
LONGEST = 4_000  # characters of a server's words that are read
ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]|\w)")
REPLY = re.compile(r"(?<![\d.])([45][0-5]\d)(?=[ \-#:]|$)")

AGAIN = re.compile(r"try again|\btemporar|\bdeferred\b", re.IGNORECASE)

Groups = tuple[tuple[str, re.Pattern[str]], ...]
REFUSED = patterns.grouped("refused")
GONE = patterns.grouped("nobody_there")
NOT_DELIVERED = patterns.grouped("not_delivered")
NOT_REACHED = patterns.grouped("not_reached")
# What a code means where the words say nothing. Third digits of RFC 3463 and its registry.
BY_STATUS = {
    "1.0": "unknown_user",
    "1.1": "unknown_user",
    "1.2": "unknown_domain",
    "1.3": "unknown_user",
    "1.4": "unknown_user",
    "1.6": "moved",
    "1.7": "sender",
    "1.8": "sender",
    "1.9": "sender",
    "1.10": "no_mail",
    "2.0": "disabled",
    "2.1": "disabled",
    "2.2": "full",
    "2.3": "too_big",
    "2.4": "system",
    "3.1": "full",
    "3.4": "too_big",
    "4.1": "network",
    "4.2": "network",
    "4.3": "network",
    "4.4": "network",
    "4.5": "network",
    "4.6": "loop",
    "4.7": "expired",
    "7.1": "policy",
    "7.8": "authentication",
    "7.9": "authentication",
    "7.25": "blocked",
}


def reason(said: str, status: str) -> str:
    """A word for why, from the server's words and the RFC 3463 status; "unknown" when neither
    tells. Whatever is temporary is never one of `HARD`."""
    said = " ".join(said[:LONGEST].split())
    found = (
        first(REFUSED, said)
        or first(GONE, said)
        or first(NOT_DELIVERED, said)
        or BY_STATUS.get(status[2:], "")
        or first(NOT_REACHED, said)
        or "unknown"
    )
    return "greylisted" if found in HARD and is_temporary(said, status) else found


def first(groups: Groups, said: str) -> str:
    """The name of the first group with a phrase in the words, or empty."""
    return next((name for name, pattern in groups if pattern.search(said)), "")


def is_temporary(said: str, status: str) -> bool:
    """Whether the server spoke of a moment. A reply code of 5xx outweighs a status of 4.x.x."""
    codes = REPLY.findall(said) or ENHANCED.findall(said) or ([status] if status else [])
    return all(code.startswith("4") for code in codes) if codes else bool(AGAIN.search(said))


def status_in(said: str) -> str:
    """The first failing RFC 3463 code in the words; for a bare reply code its class alone."""
    codes: list[str] = [code for code in ENHANCED.findall(said[:LONGEST]) if code[0] != "2"]
    telling = [code for code in codes if not code.endswith(".0.0")]
    if telling or codes:
        return (telling or codes)[0]
    reply = REPLY.search(said[:LONGEST])
    return f"{reply[1][0]}.0.0" if reply else ""
