"""A line of the rep's own note as a sentence of the mail.

The shorthand stays the rep's. Only a name that is certainly the reader's or the writer's becomes
"you" or "I": "Gwen sends the list" in a mail to Gwen is "You will send the list".
"""

from __future__ import annotations

import re

from leads.extraction.schema import Evidence, Finding
from leads.extraction.visible import visible
from reviews.writing.schema import Brief, Person

_DOES = re.compile(r"(?:(?:will|to|is going to|needs to|has to) (?P<base>\w+)|(?P<third>\w+s))\b")
_LONGEST = 800


def note_line(finding: Finding, cited: Evidence, brief: Brief) -> str:
    """The whole line the finding rests on, from writer to reader, with a full stop."""
    line = " ".join(visible(brief.conversation.lines[cited.line].text, most=_LONGEST).split())
    if finding.kind in {"action_item", "commitment"} and finding.owner:
        line = _told(line, finding.owner, brief)
    return line if line[-1:] in {".", "!", "?", "…"} or not line else f"{line}."


def _told(line: str, owner: str, brief: Brief) -> str:
    if not line.startswith(owner):
        return line
    pronoun = "You" if _is(owner, brief.recipient) else "I" if _is(owner, brief.author) else ""
    rest = line[len(owner) :].lstrip(" :–-")
    found = _DOES.match(rest)
    if not pronoun or not found or re.search(r"\b(?:he|she|his|her|him)\b", rest):
        return line
    verb = found["base"] or _base(found["third"])
    return f"{pronoun} will {verb}{rest[found.end() :]}"


def _is(owner: str, person: Person) -> bool:
    first = person.first_name or person.name.partition(" ")[0]
    return bool(owner) and owner.casefold() in {person.name.casefold(), first.casefold()}


def _base(verb: str) -> str:
    """ "sends" -> "send", "tries" -> "try", "goes" -> "go"."""
    if verb.endswith("ies") and len(verb) > 4:
        return verb[:-3] + "y"
    if verb.endswith(("oes", "sses", "shes", "ches", "xes")):
        return verb[:-2]
    return {"has": "have", "is": "be"}.get(verb, verb[:-1])
