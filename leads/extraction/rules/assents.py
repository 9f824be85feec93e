"""Promises made by saying yes: "Will do", "So will I", "Sure", in answer to what another said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from leads.extraction.rules.amounts import HYPOTHETICAL
from leads.extraction.rules.facts import Fact
from leads.extraction.rules.lexicon import (
    COSTS,
    FUTURE,
    HAND_OVER,
    MOMENTARY,
    SEND,
    TRANSACT,
    words,
)
from leads.extraction.rules.promises import Promise, promise, strength
from leads.extraction.rules.replies import accepted
from leads.extraction.rules.requests import Request, request, stem
from leads.extraction.rules.spoken import Clause

_ME_TOO = re.compile(r"\b(?:too|also|as well)$|^(?:and |then )*so (?:will|can|would) (?:i|we)\b")


def echoed(at: int, clauses: Sequence[Clause], found: Promise) -> Fact | None:
    """ "Will do": the promise is in what the other one asked, or is about to do: "So will I"."""
    here = clauses[at]
    reach = 4 if here.side == "unknown" else 7
    for back in range(at - 1, max(-1, at - 4 - reach), -1):
        asked = clauses[back]
        if here.line.index - asked.line.index > reach:
            break
        theirs = promise(asked) if asked.speaker != here.speaker else None
        if theirs and _ME_TOO.search(here.canon) and theirs.mood in ("promise", "duty"):
            return Fact("commitment", here, 0, here.speaker, strength(asked.canon), (asked,))
        if (
            asked.speaker != here.speaker
            and (wanted := request(asked))
            and wanted.form not in ("proposal", "offer")
        ):
            firm = strength(here.canon) if found.mood != "bare" else "firm"
            return Fact("commitment", asked, wanted.at, here.speaker, firm, (here,), verb_only=True)
    return None


_ASKED_NOW = words("talk tell ask come put wait read go")


def accepted_request(at: int, clauses: Sequence[Clause], found: Request) -> Fact | None:
    """A request that the person asked said yes to; for an offer the commitment is the asker's."""
    asked = clauses[at]
    if found.form not in ("question", "wish", "imperative", "offer") or HYPOTHETICAL.search(
        asked.canon
    ):
        return None
    verb = stem(found.verb)
    if verb in MOMENTARY | _ASKED_NOW and verb not in COSTS and not FUTURE.search(asked.canon):
        return None
    if asked.side == "unknown" and (
        found.form != "question"
        or found.begins > 12
        or not (verb in SEND or (verb in HAND_OVER and FUTURE.search(asked.canon)))
    ):
        return None  # among colleagues a nod to a wish is no promise; it may still be a task
    if found.form == "offer" and verb not in HAND_OVER:
        return None
    if not (yes := accepted(at, clauses, weak=verb not in TRANSACT - HAND_OVER)):
        return None
    if asked.side == "unknown":
        owner = asked.speaker if found.form == "offer" else yes.speaker
        return Fact("action_item", asked, found.at, owner, "firm", (yes,), verb_only=True)
    if found.form == "offer":
        return Fact("commitment", asked, found.at, asked.speaker, "firm", (yes,), verb_only=True)
    firm = strength(yes.canon)
    return Fact("commitment", asked, found.at, yes.speaker, firm, (yes,), verb_only=True)
