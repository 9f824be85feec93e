"""Who acts where the passage names no speaker: "Legal will send it" is not "Maya will send it"."""

from __future__ import annotations

from followup.lib.grounding.attribution import counterparts, is_report, joint
from followup.lib.grounding.claim import Claim, matches
from followup.lib.grounding.frames import Frame
from followup.lib.grounding.lexicon import forms
from followup.lib.grounding.passages import Unit, is_content
from followup.lib.grounding.schema import Reason
from followup.lib.grounding.text import Token
from followup.lib.grounding.vocabulary import ADVERBS, ASSENT, AUXILIARIES, words

_MODAL = words("will would shall can could should must might may has have had")
_NOT_SUBJECTS = words("please then today tomorrow yesterday maybe anything something everything")
_ALL = words("we us our both all everybody everyone guys together ourselves")
_BOTH = _ALL - {"our", "all"} | words("let you your yours each meet call")
_REACH = 5  # words from a modal to its verb


def _agent(unit: Unit, word: str, names: frozenset[str]) -> Token | None:
    """The noun that does `word` in the unit: "catering" of "catering will bring tea"."""
    row = unit.row
    for i in range(1, len(row)):
        noun = row[i - 1]
        if row[i].word not in _MODAL or not is_content(noun) or noun.word in names | _NOT_SUBJECTS:
            continue
        for token in row[i + 1 : i + 1 + _REACH]:
            if token.word in AUXILIARIES | ADVERBS:
                continue
            if matches(word, token.word):
                return noun
            break
    return None


def _reason(claim: Claim, frame: Frame) -> Reason | None:
    mine = claim.mine(frame.subject)
    if mine.group or not mine.name or is_report(claim, frame) or counterparts(claim, frame):
        return None
    agents = [(u, a) for u in claim.top if (a := _agent(u, frame.word, claim.names))]
    if not agents or any(forms(a.word) & forms(t.word) for _, a in agents for t in claim.row):
        return None
    token = claim.row[max(frame.at - 1, 0)]
    text = f"“{token.raw}” is not who this is about: “{agents[0][1].raw}” is in what this cites"
    return Reason("owner", text, token.start, claim.row[frame.verb].end)


def _listed(claim: Claim) -> list[Token]:
    """The people a sentence begins with: "Ana, Tom and Priya went …"; empty for fewer than two."""
    found: list[Token] = []
    fresh = True  # not the second word of a name
    for token in claim.row:
        if token.word in claim.names:
            found += [token] if fresh else []
        elif token.word not in (",", "and", "both"):
            break
        fresh = token.word not in claim.names
    return found if len(found) > 1 else []


def _speaks(claim: Claim, unit: Unit) -> set[str]:
    """Everybody a passage is about: who says it, who is named, who says yes to it."""
    said = {claim.theirs("i", unit).name}
    said |= {claim.mine(t.word).name for t in unit.row if t.word in claim.names}
    after = [u for u in claim.units if u.place - unit.place == 1]
    if unit.asks and after and {t.word for t in after[0].row[:4]} & ASSENT:
        said.add(claim.theirs("i", after[0]).name)
    return said


def _together(claim: Claim) -> Reason | None:
    """Each of several people must be in a passage behind what the sentence says of all of them."""
    listed = _listed(claim)
    if not listed or any(t.word in _ALL for u in claim.top for t in u.row):
        return None
    there = {name for u in claim.top for name in _speaks(claim, u)}
    missing = [t for t in listed if (name := claim.mine(t.word).name) and name not in there]
    if not missing or not claim.top:
        return None
    text = f"“{missing[0].raw}” is not among those this is about in what it cites"
    return Reason("owner", text, missing[0].start, missing[0].end)


def _not_both(claim: Claim) -> Reason | None:
    """`we will review it` for both sides needs more than "our team will", said by theirs."""
    for frame in claim.frames() if claim.sided else ():
        if not joint(frame) or frame.mode not in ("will", "can") or not claim.top:
            continue
        alone = [u for u, f in counterparts(claim, frame) if f.subject == "i"]
        alone += [u for u in claim.top if _agent(u, frame.word, claim.names)]
        both = any(_BOTH & {t.word for t in u.row} for u in claim.top)
        if alone and not both and all(u.source.side == "theirs" for u in claim.top):
            token = claim.row[max(frame.at - 1, 0)]
            text = f"“{token.raw}” does not fit: the other side says it of itself"
            return Reason("side", text, token.start, claim.row[frame.verb].end)
    return None


def check_agents(claim: Claim) -> list[Reason]:
    """Reasons where a person is given what the passages say somebody or something else does."""
    together = _together(claim) or _not_both(claim)
    found = [r for frame in claim.frames() if (r := _reason(claim, frame))]
    return found + ([together] if together else [])
