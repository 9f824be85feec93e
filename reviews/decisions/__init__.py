"""The key: what a person may decide about a draft. Each decision is one transaction that takes
the lead's row first, looks again, writes one append-only row, and does what follows from it."""

from reviews.decisions.approving import approve, reject, settle, undo
from reviews.decisions.deferring import snooze
from reviews.decisions.ending import end_sequence
from reviews.decisions.handing import (
    ask_manager,
    colleagues,
    comment,
    delegate,
    hand_back,
    managers_of,
)
from reviews.decisions.sentences import cut, insert, pull, put_back
from reviews.decisions.taking import Conflict, Refused, expect, latest_message, locked
from reviews.decisions.wording import LONGEST_BODY, edit, refresh, regenerate, retry

__all__ = [
    "LONGEST_BODY", "Conflict", "Refused", "approve", "ask_manager", "colleagues", "comment",
    "cut", "delegate", "edit", "end_sequence", "expect", "hand_back", "insert", "latest_message",
    "locked", "managers_of", "pull", "put_back", "refresh", "regenerate", "reject", "retry",
    "settle", "snooze", "undo",
]  # fmt: skip
