"""Where a mail program begins the thread with fields: "From: … Sent: … Subject: …"."""

from __future__ import annotations

import re

from followup.lib.mailtext import patterns

ROLE_OF = patterns.words_in("field_names")
# A label, possibly in bold, then a colon. Anything may follow.
LABELLED = re.compile(r"[\s>|*_]{0,12}([^\W\d_][\w .'’-]{0,24}?)[\s*_]{0,4}[:：][\s*_]{0,4}(.*)")
SEPARATOR = re.compile(r"[\s>*]*[-–—_=*~]{2,}\s*(\S.{2,80}?)\s*[-–—_=*~]{2,}[\s*]*:?$")
LOOSE = re.compile(rf"[\s>*]*{patterns.any_of('forwarding')}\s*:?[\s*]*$", re.IGNORECASE)
SEPARATING = patterns.compiled("separators")
ABOVE = re.compile(r"(?:please )?(?:type|write|enter)? ?(?:your )?reply above this line", re.I)
# Lotus Notes: "Sam Seller ---05/12/2026 10:04:00 AM---Hi Tom, shall we"
LOTUS = re.compile(
    r"\S.{1,60}?-{2,3}\s?\d{1,2}[./-]\d{1,2}[./-]\d{2,4} \d\d?[:.]\d\d.{0,12}?-{2,3}"
)
RULE = re.compile(r"[\s>*]*[-_=–—]{5,}[\s*]*$")
MOST_CONTINUED = 4


def role(line: str) -> str:
    """What a line like `Von: Jane` is about: from, sent, to, cc, subject, more; empty for none."""
    match = LABELLED.match(line[:200])
    return ROLE_OF.get(match[1].casefold().strip(), "") if match else ""


def begins_thread(lines: list[str], at: int) -> bool:
    """Whether the thread begins at that line: a separator, a rule or the fields themselves."""
    line = lines[at]
    if len(line) > 200:
        return False
    if LOOSE.match(line) or ABOVE.search(line) or LOTUS.match(line):
        return True
    separator = SEPARATOR.match(line)
    if separator:
        return bool(SEPARATING.search(separator[1])) or fields_at(lines, at + 1) >= 2
    if RULE.match(line):
        return fields_at(lines, at + 1) >= 3
    return bool(role(line)) and fields_at(lines, at) >= 3


def fields_at(lines: list[str], at: int) -> int:
    """How many different fields stand from that line on; 0 unless it says who and when or what."""
    for _ in range(2):  # empty lines between a rule and its fields
        at += at < len(lines) and not lines[at].strip("\t >*")
    found: set[str] = set()
    skipped = 0
    for line in lines[at : at + 24]:
        name = role(line)
        if name:
            found.add(name)
            skipped = 0
        elif not found or skipped >= MOST_CONTINUED:
            break
        else:
            skipped += 1
    known = found - {"more"}
    return len(known) if "from" in known and known & {"sent", "subject", "to"} else 0
