"""What the rest of the record says against the sentence: later corrections and plain denials."""

from __future__ import annotations

from followup.lib.grounding.calendar import mentions
from followup.lib.grounding.claim import Claim
from followup.lib.grounding.numbers import numbers
from followup.lib.grounding.passages import Unit, rank, shared, units
from followup.lib.grounding.polarity import negated, negated_in
from followup.lib.grounding.schema import Reason
from followup.lib.grounding.vocabulary import FUNCTION

_CORRECTIONS = (
    "actually", "correction", "instead", "rather", "scratch that", "scrap that", "i meant",
    "make it", "make that", "sorry", "let's say", "not anymore", "no longer", "changed",
    "change of plan", "on second thought", "wait",
)  # fmt: skip
CLOSE = 0.6  # share of the sentence's words a passage must have to be about the same thing


def _corrects(unit: Unit) -> bool:
    text = unit.text.casefold()
    return any(cue in text for cue in _CORRECTIONS)


def _other_facts(claim: Claim, unit: Unit) -> bool:
    """Does the unit name another day or number of the same kind?"""
    mine = {m.key for m in mentions(claim.text)}
    theirs = {m.key for m in mentions(unit.text)}
    for kind in {k for k, _ in mine} & {k for k, _ in theirs}:
        if not {k for k in mine if k[0] == kind} & theirs:
            return True
    values = {(n.kind, n.value) for n in numbers(claim.text) if n.kind not in ("", "time")}
    others = {(n.kind, n.value) for n in numbers(unit.text) if n.kind not in ("", "time")}
    shared_kinds = {k for k, _ in values} & {k for k, _ in others}
    return any(not {v for v in values if v[0] == kind} & others for kind in shared_kinds)


def contradictions(claim: Claim) -> list[Reason]:
    """Passages outside the cited ones that correct or deny the sentence; they make it weak."""
    words = [t.word for t in claim.content if t.word not in claim.names]
    if not claim.rest or len(words) < 2:
        return []
    cited = {s.text for s in claim.cited}
    others = units(s for s in claim.rest if s.text not in cited)
    denied = bool(negated(claim.row))
    for _, unit in rank(words, others)[:5]:
        close = shared(words, unit)
        wrong = _corrects(unit) and _other_facts(claim, unit) and close >= CLOSE / 2
        if close >= CLOSE and not unit.asks:
            flags = negated_in(unit.text)
            meant = {unit.row[i].word for i in flags} - FUNCTION
            same = any(shared([w], unit) and w in meant for w in words)
            wrong = wrong or (same != denied and (same or bool(meant)))
        if wrong:
            who = unit.source.speaker or "somebody"
            shown = unit.text if len(unit.text) < 120 else f"{unit.text[:117]}…"
            text = f"elsewhere {who} says “{shown}”"
            return [Reason("negation", text, 0, len(claim.text))]
    return []
