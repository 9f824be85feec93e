"""Whose: "our contract" said by the other side is theirs, and "your pricing" is not ours."""

from __future__ import annotations

from followup.lib.grounding.claim import Claim
from followup.lib.grounding.lexicon import forms
from followup.lib.grounding.passages import is_content
from followup.lib.grounding.people import Person, conflict
from followup.lib.grounding.schema import Reason
from followup.lib.grounding.text import Token

_WHOSE = frozenset(("my", "our", "your"))
_REACH = 3


def _owned(row: tuple[Token, ...], at: int) -> list[Token]:
    """The content words right behind a possessive: "our new security document"."""
    found: list[Token] = []
    for token in row[at + 1 : at + 1 + _REACH]:
        if not is_content(token):
            break
        found.append(token)
    return found


def check_whose(claim: Claim) -> list[Reason]:
    """Reasons where something belongs to the other side in every passage that says whose it is."""
    if not claim.sided:
        return []
    reasons = []
    for at, token in enumerate(claim.row):
        things = _owned(claim.row, at) if token.word in _WHOSE else []
        if not things:
            continue
        owners = _owners(claim, frozenset(f for t in things for f in forms(t.word)))
        mine = claim.mine(token.word)
        if owners and all(conflict(mine, owner) == "side" for owner in owners):
            shown = claim.text[token.start : things[-1].end]
            text = f"“{shown}” does not fit: it is the other side's in what this cites"
            reasons.append(Reason("owner", text, token.start, things[-1].end))
    return reasons


def _owners(claim: Claim, things: frozenset[str]) -> list[Person]:
    """Whose the passages say these things are."""
    return [
        claim.theirs(token.word, unit)
        for unit in claim.top
        for at, token in enumerate(unit.row)
        if token.word in _WHOSE
        and any(forms(t.word) & things for t in _owned(unit.row, at))
    ]  # fmt: skip
