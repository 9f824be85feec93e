"""AMI and ICSI: recorded meetings with human minutes and dialogue acts (both CC BY 4.0)."""

from __future__ import annotations

import re
from typing import Any

from followup.evaluation.items import CallItem, Work
from leads.extraction.schema import Conversation, Line

ROLES = {
    "PM": "Project Manager", "ME": "Marketing Expert", "ID": "Industrial Designer",
    "UI": "User Interface Designer",
}  # fmt: skip
_MINUTES = {
    "PM": re.compile(r"\bproject manager|\bPM\b", re.IGNORECASE),
    "ME": re.compile(r"\bmarketing\b|\bME\b", re.IGNORECASE),
    "ID": re.compile(r"\bindustrial\b|\bID\b", re.IGNORECASE),
    "UI": re.compile(r"\binterface\b|\bUI\b", re.IGNORECASE),
}
_COMMITS = re.compile(r"(?:^|[\^|.:])cc(?=$|[\^|.:])")


def ami(row: dict[str, Any]) -> tuple[CallItem, ...]:
    """The actions of the minutes that are linked to utterances; the owner where one role is named.

    Speakers go by their role, as the minutes do.
    """
    places = {u["id"]: at for at, u in enumerate(row["utterances"])}
    lines = tuple(
        Line(at, ROLES.get(u["role"], u["speaker"]), "unknown", u["text"])
        for at, u in enumerate(row["utterances"])
    )
    actions = [a for a in row["summary"].get("actions", ()) if a["evidence"]]
    work = tuple(
        Work(
            frozenset(places[e] for e in a["evidence"] if e in places),
            kind="action_item",
            owners=_owner(a["text"]),
        )
        for a in actions
    )
    call = Conversation(lines)
    return (CallItem(row["meeting"], call, work=work, kinds=("action_item",)),)


def _owner(minute: str) -> tuple[str, ...]:
    subject = re.split(r"\b(?:will|is|are|was|were|should|to|must|needs?)\b", minute, maxsplit=1)[0]
    named = [role for role, words in _MINUTES.items() if words.search(subject)]
    return (ROLES[named[0]],) if len(named) == 1 else ()


def icsi(row: dict[str, Any]) -> tuple[CallItem, ...]:
    """The utterances tagged as commitments (`cc`) of the one who speaks."""
    lines = tuple(
        Line(at, u["speaker"], "unknown", u["text"]) for at, u in enumerate(row["utterances"])
    )
    told = frozenset(at for at, u in enumerate(row["utterances"]) if _COMMITS.search(u["tag"]))
    return (CallItem(row["meeting"], Conversation(lines), promising=told),)
