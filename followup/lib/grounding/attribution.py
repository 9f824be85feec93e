"""Who: a promise of ours needs our speaker; what they said is theirs and appears as theirs."""

from __future__ import annotations

from followup.lib.grounding.claim import Claim, matches, same_words
from followup.lib.grounding.frames import Frame
from followup.lib.grounding.lexicon import forms
from followup.lib.grounding.passages import Unit, is_content, shared
from followup.lib.grounding.people import Person, conflict
from followup.lib.grounding.schema import Reason
from followup.lib.grounding.vocabulary import (
    AGREEMENT,
    ASSENT,
    REPORTING,
    words,
)

_JOINT = words("""
    meet talk speak chat agree discuss decide review reconnect sync catch go regroup cover walk
    settle schedule plan touch connect look
""")
MOST = 0.6  # of a reported clause's words, for its passage to be the one that is meant
_MINE = frozenset(("i", "we", "my", "our", "us", "me"))
_YOURS = frozenset(("you", "your", "yours"))


def joint(frame: Frame) -> bool:
    """`we agreed`, `we will meet`: both sides, not a promise of ours alone."""
    return frame.subject in ("we", "us") and bool(forms(frame.word) & _JOINT)


def speaker_of(claim: Claim, unit: Unit) -> Person:
    """The speaker of a passage as a person."""
    return claim.theirs("i", unit)


def counterparts(claim: Claim, frame: Frame) -> list[tuple[Unit, Frame]]:
    """Clauses of the best passages with the same predicate as `frame`."""
    return [
        (unit, other)
        for unit in claim.top
        for other in claim.frames_of(unit)
        if matches(frame.word, other.word)
    ]


def _closest(claim: Claim, pairs: list[tuple[Unit, Frame]]) -> list[tuple[Unit, Frame]]:
    """Pairs whose passage shares nearly as many words with the sentence as the best one."""
    words = [t.word for t in claim.content]
    best = max((shared(words, u) for u in claim.top), default=0.0)
    return [(u, f) for u, f in pairs if shared(words, u) >= 0.75 * best]


def is_report(claim: Claim, frame: Frame) -> bool:
    """`you said`, `Maya asked`: the act of speaking itself."""
    return bool(forms(frame.word) & REPORTING) and frame.mode in ("past", "is")


def _reason(claim: Claim, frame: Frame, code: str, unit: Unit) -> Reason:
    token = claim.row[max(frame.at - 1, 0)]
    who = unit.source.speaker or {"ours": "our side", "theirs": "the other side"}.get(
        unit.source.side, "somebody else"
    )
    if code == "side":
        text = f"“{token.raw}” does not fit: {who} said what this cites"
    else:
        text = f"“{token.raw}” is not who this is about: {who} said it"
        if conflict(claim.mine(frame.subject), speaker_of(claim, unit)) != "owner":
            text = f"“{token.raw}” is not who this is about: {who} said it of somebody else"
    return Reason(code, text, token.start, claim.row[frame.verb].end)


def _thanks(unit: Unit) -> bool:
    """`thanks for the recommendation`: it is the other one's."""
    return any(t.word in ("thanks", "thank") for t in unit.row)


def _said_themselves(claim: Claim, frame: Frame, mine: Person) -> bool:
    """Does a passage of that person hold most of the clause, or a yes where they confirm?"""
    later = [f.at - 1 for f in claim.frames() if f.at > frame.verb and f.subject != "there"]
    clause = claim.row[frame.verb + 1 : min(later, default=len(claim.row))]
    said = [t.word for t in clause if is_content(t) and t.word not in claim.names]
    theirs = [
        u for u in claim.units
        if u.source.speaker and mine.name and not conflict(mine, speaker_of(claim, u))
    ]  # fmt: skip
    if not said:
        yes = bool(forms(frame.word) & AGREEMENT)
        return yes and any({t.word for t in u.row[:3]} & ASSENT for u in theirs)
    return any(shared(said, u) >= MOST for u in theirs)


def _frame_reason(claim: Claim, frame: Frame) -> Reason | None:
    mine = claim.mine(frame.subject)
    if joint(frame):
        mine = Person(shown=mine.shown)
    if is_report(claim, frame):
        said = _closest(claim, counterparts(claim, frame))
        bad = [(conflict(mine, claim.theirs(f.subject, u)), u) for u, f in said]
        if any(not code for code, _ in bad) or _said_themselves(claim, frame, mine):
            return None
        enough = claim.tight or len([t for t in claim.content if t.word not in claim.names]) >= 4
        bad += [(conflict(mine, speaker_of(claim, u)), u) for u in claim.top
                if enough and not _thanks(u) and all(u is not o for o, _ in said)]  # fmt: skip
        if claim.sided and bad and all(u.source.side == "unknown" for _, u in bad):
            bad = [("side", u) for _, u in bad]
    else:
        pairs = counterparts(claim, frame)
        bad = [(conflict(mine, claim.theirs(f.subject, u)), u) for u, f in pairs]
        if not bad:
            return _unmatched(claim, frame, mine)
    if bad and all(code for code, _ in bad):
        return _reason(claim, frame, bad[0][0], bad[0][1])
    if claim.sided and mine.side == "ours" and frame.mode in ("will", "can") and not joint(frame):
        return _needs_ours(claim, frame, [u for code, u in bad if not code])
    return None


def _needs_ours(claim: Claim, frame: Frame, backing: list[Unit]) -> Reason | None:
    """Our promise: one of the passages behind it must be known to be ours."""
    if any(u.source.side == "ours" for u in backing):
        return None
    token = claim.row[max(frame.at - 1, 0)]
    text = "nobody known to be on our side said this in what it cites"
    return Reason("side", text, token.start, claim.row[frame.verb].end)


def _unmatched(claim: Claim, frame: Frame, mine: Person) -> Reason | None:
    """No clause with that predicate: the speakers of the best passages must be possible."""
    if mine.side == "ours" and frame.mode in ("will", "can") and claim.sided:
        return _needs_ours(claim, frame, claim.top)
    possible = [
        claim.theirs(t.word, u)
        for u in claim.top
        for t in u.row
        if t.word in _MINE | _YOURS or t.word in claim.names
    ]
    possible += [speaker_of(claim, u) for u in claim.top]
    bad = [conflict(mine, p) for p in possible]
    if mine.side != "unknown" and bad and all(bad):
        return _reason(claim, frame, bad[0], claim.top[0])
    return None


def _unattributed(claim: Claim) -> Reason | None:
    """A statement without I, we or you that only the other side made."""
    if not claim.sided or not claim.top or not claim.content:
        return None
    words = {t.word for t in claim.row}
    backing = claim.top[:3]
    if any(u.source.side == "ours" for u in backing) or words & (_MINE | _YOURS):
        return None
    mine = words & claim.names
    if any(claim.mine(n).side in ("theirs", "unknown") for n in mine):
        return None
    text = "our side did not say this: write it as what they said (“you said …”)"
    return Reason("side", text, claim.content[0].start, claim.content[-1].end)


def check_people(claim: Claim) -> list[Reason]:
    """Reasons where the sentence gives words or deeds to somebody the passages do not."""
    found = [r for f in claim.frames() if (r := _frame_reason(claim, f))]
    if not found and (plain := _unattributed(claim)):
        found.append(plain)
    return found + check_quotes(claim)


def check_quotes(claim: Claim) -> list[Reason]:
    """Words in quotation marks must be somebody's words, and of the person they are given to."""
    reasons = []
    for quote, start, end in claim.quotes:
        having = [s for s in claim.cited if same_words(quote, s.text)]
        if not having:
            text = "the words in quotation marks are not word for word in what this cites"
            reasons.append(Reason("overlap", text, start, end))
            continue
        before = [
            f for f in claim.frames() if claim.row[f.verb].end <= start and is_report(claim, f)
        ]
        for frame in before[-1:]:
            mine = claim.mine(frame.subject)
            codes = [conflict(mine, Person(s.side, (s.speaker or "").casefold())) for s in having]
            if all(codes):
                text = f"“{frame.subject}” did not say these words"
                reasons.append(Reason(codes[0], text, start, end))
    return reasons
