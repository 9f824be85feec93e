"""How firmly: hedges and conditions stay, an offer is no agreement, `will` is not `did`."""

from __future__ import annotations

from itertools import pairwise

from followup.lib.grounding.attribution import counterparts, is_report
from followup.lib.grounding.calendar import mentions
from followup.lib.grounding.claim import Claim
from followup.lib.grounding.frames import Frame
from followup.lib.grounding.lexicon import forms
from followup.lib.grounding.passages import Unit, is_content
from followup.lib.grounding.people import conflict
from followup.lib.grounding.schema import Reason
from followup.lib.grounding.text import Token
from followup.lib.grounding.vocabulary import (
    AGREEMENT,
    ASSENT,
    CONDITIONS,
    HEDGES,
    words,
)

_POLITE = words("you like want helps help works okay ok fine suits possible mind me")
_SOFT_WORDS = HEDGES | {"may", "think", "plan", "planning", "want", "wants", "intend", "like",
                        "should", "would", "consider", "can", "interested", "expect"}  # fmt: skip
_ASKING = words("""
    ask asked asks wondered whether question questions requested request wanted would could want
    wants offered proposed suggested suggest propose
""")  # fmt: skip
LONGEST_TURN = 5  # passages behind a question in which its answer may stand
_LATER = words("when once if until soon next later then plan plans want wants ready willing able")
_TO_COME = words("will going shall")
_MARKED = CONDITIONS | {"when", "after", "before", "without", "until"}


def _condition(row: tuple[Token, ...]) -> str:
    """The condition a passage makes (`if legal agrees`), or an empty string; politeness is none."""
    said = [t.word for t in row]
    for i, word in enumerate(said):
        after = said[i + 1 : i + 2]
        if word not in CONDITIONS or word in ("whether", "once"):
            continue
        if word in ("depends", "subject") and after not in (["to"], ["on"]):
            continue
        if word == "provided" and i and said[i - 1] in ("have", "has", "is", "are", "be", "we"):
            continue
        if word == "if" and _polite([w for w in said[i + 1 : i + 6] if w.isalpha()]):
            continue
        return " ".join(said[i : i + 4])
    return ""


def _polite(clause: list[str]) -> bool:
    """`if you like`, `if it helps`, `if that works for you`."""
    return (
        clause[:1] in (["you"], ["it"], ["that"])
        and bool(set(clause[:4]) & _POLITE)
        and len(set(clause) - _POLITE) <= 3
    )


def _hedge_reason(claim: Claim, frame: Frame, pairs: list[tuple[Unit, Frame]]) -> Reason | None:
    words = {t.word for t in claim.row}
    if frame.hedged or frame.asks or is_report(claim, frame):
        return None
    start, end = claim.row[max(frame.at - 1, 0)].start, claim.row[frame.verb].end
    soft = [f.hedged or f.mode == "soft" for _, f in pairs]
    if soft and all(soft) and not words & _SOFT_WORDS:
        hedge = _hedge_words(pairs[0][0])
        return Reason("hedge", f"what this cites is less sure{hedge}", start, end)
    conditions = [_condition(u.row) for u in {id(u): u for u, _ in pairs}.values()]
    if (
        conditions
        and all(conditions)
        and not words & _MARKED
        and frame.mode in ("will", "past", "is")
    ):
        text = f"what this cites makes a condition: “{conditions[0]} …”"
        return Reason("hedge", text, start, end)
    return None


def _hedge_words(unit: Unit) -> str:
    found = [t.raw for t in unit.row if t.word in HEDGES or t.word in ("may", "should", "would")]
    return f": “{found[0]}”" if found else ""


def _answered(claim: Claim, unit: Unit) -> bool:
    """Did somebody else say yes or no in one of the next cited passages?"""
    after = 2  # passages, those in which the same person goes on not counted
    for other in claim.units:
        if unit.source is other.source or not 0 < other.place - unit.place <= after:
            continue
        differs = (
            other.source.speaker != unit.source.speaker or other.source.side != unit.source.side
        )
        after += not differs and after < LONGEST_TURN
        if differs and {t.word for t in other.row[:4]} & (ASSENT | {"no", "nope", "not"}):
            return True
    return False


def _tense_reason(claim: Claim, frame: Frame, pairs: list[tuple[Unit, Frame]]) -> Reason | None:
    words = {t.word for t in claim.row}
    if not pairs or frame.asks or is_report(claim, frame) or words & _ASKING:
        return None
    start, end = claim.row[max(frame.at - 1, 0)].start, claim.row[frame.verb].end
    asked = [(f.asks or u.asks) and not _answered(claim, u) for u, f in pairs]
    if all(asked) and frame.mode in ("will", "past", "is"):
        return Reason("tense", "this was asked or proposed, not agreed", start, end)
    modes = {f.mode for _, f in pairs}
    if frame.mode == "past" and modes <= {"will", "can", "soft"} and not _reported(claim, frame):
        return Reason("tense", "what this cites has not happened yet", start, end)
    if frame.mode == "will" and modes == {"past"}:
        return Reason("tense", "what this cites has already happened", start, end)
    if frame.mode == "is" and modes == {"will"} and _present(claim, frame):
        return Reason("tense", "what this cites will be so, it is not yet", start, end)
    return None


def _present(claim: Claim, frame: Frame) -> bool:
    """`we support it`, but not what has a day (`we meet on Tuesday`) or is under way."""
    if frame.subject in ("he", "she") or frame.subject in claim.names or " " in frame.subject:
        return False  # "Elle looks into it" tells what she will do
    later = {t.word for t in claim.row} & _LATER
    return not (claim.row[frame.verb].word.endswith("ing") or later or mentions(claim.text))


def _reported(claim: Claim, frame: Frame) -> bool:
    return any(f.verb < frame.verb and is_report(claim, f) for f in claim.frames())


def _agreement_reason(claim: Claim) -> Reason | None:
    """`agreed`, `confirmed`: somebody in the passages must have."""
    said = [
        t for t in claim.row if t.word in AGREEMENT and t.word not in ("sign", "commit", "deal")
    ]
    said = [t for t in said if t.word.endswith("ed") or t.word in ("agree", "settled")]
    if not said or not claim.top:
        return None
    if any(t.word in ("to", "will", "whether", "if", "can", "must") for t in claim.row
           if t.end <= said[0].start):  # fmt: skip
        return None
    for unit in claim.units:
        for i, token in enumerate(unit.row):
            if forms(token.word) & forms(said[0].word):
                return _one_sided(claim, said[0])
            if token.word in AGREEMENT or (i < 4 and token.word in ASSENT and not unit.asks):
                return _one_sided(claim, said[0])
    if any(f.mode == "will" and not f.hedged for u in claim.top for f in claim.frames_of(u)):
        return None
    text = f"nobody “{said[0].raw}” in what this cites"
    return Reason("tense", text, said[0].start, said[0].end)


def _one_sided(claim: Claim, token: Token) -> Reason | None:
    """`we agreed` on what only the other side is cited with is their word for it, not ours."""
    words = {t.word for t in claim.row}
    if not claim.sided or not words & {"we", "our"} or "you" in words:
        return None
    if any(s.side == "ours" for s in claim.cited):
        return None
    return Reason("side", "only the other side says so in what this cites", token.start, token.end)


def overreach(claim: Claim) -> list[Reason]:
    """`will` where the passages only say `can`: worth a look, not a refusal."""
    words = {t.word for t in claim.row}
    for frame in claim.frames():
        if frame.mode != "will" or frame.hedged or words & _SOFT_WORDS:
            continue
        modes = {f.mode for u, f in counterparts(claim, frame) if not _answered(claim, u)}
        if modes and modes <= {"can", "soft"}:
            start, end = claim.row[max(frame.at - 1, 0)].start, claim.row[frame.verb].end
            return [Reason("hedge", "what this cites says “can”, not “will”", start, end)]
    return []


def _not_yet(claim: Claim) -> Reason | None:
    """`the API is available` where every passage says that it will be."""
    for be, state in pairwise(claim.row):
        if be.word not in ("is", "are") or not is_content(state) or state.word.endswith("ing"):
            continue
        said = [how for u in claim.top for how in _states(u, state)]
        if said and all(said) and not mentions(claim.text):
            text = "what this cites will be so, it is not yet"
            return Reason("tense", text, be.start, state.end)
    return None


def _states(unit: Unit, state: Token) -> list[bool]:
    """For each place where the unit has the state: is it to come?"""
    same = forms(state.word)
    return [
        {t.word for t in unit.row[max(0, i - 4) : i]} >= {"be"}
        and bool({t.word for t in unit.row[max(0, i - 5) : i]} & _TO_COME)
        for i, t in enumerate(unit.row)
        if same & forms(t.word)
    ]  # fmt: skip


def check_firmness(claim: Claim) -> list[Reason]:
    """Reasons where the sentence promises, confirms or reports more than the passages do."""
    reasons: list[Reason] = []
    for frame in claim.frames():
        mine = claim.mine(frame.subject)
        pairs = [
            (u, f) for u, f in counterparts(claim, frame)
            if not conflict(mine, claim.theirs(f.subject, u))
        ]  # fmt: skip
        found = (_hedge_reason(claim, frame, pairs), _tense_reason(claim, frame, pairs))
        reasons += [reason for reason in found if reason]
    agreement = _agreement_reason(claim)
    found = (agreement, None if reasons else _not_yet(claim))
    return reasons + [reason for reason in found if reason]
