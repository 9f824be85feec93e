"""A question is not a fact: what was only asked, checked or wondered about is not so."""

from __future__ import annotations

from followup.lib.grounding.attribution import is_report, speaker_of
from followup.lib.grounding.claim import Claim
from followup.lib.grounding.lexicon import forms, near
from followup.lib.grounding.passages import Unit, shared
from followup.lib.grounding.people import conflict
from followup.lib.grounding.schema import Reason
from followup.lib.grounding.vocabulary import (
    ASSENT,
    words,
)

_ASKING = words("""
    ask asked asks asking wondered wonder whether question questions requested request if check
    inquired wanted proposed suggested suggest propose propose offered invited invites invite
    requests concern concerned interested raised know
""")
_REQUESTS = words("""
    please need needs want wants like love could would can may help share send get give let loop
    copy ask asking request wish should must have
""")
_DENIALS = words("no nope not never unfortunately sorry afraid can't")


def _answer(claim: Claim, unit: Unit) -> str:
    """`yes`, `no`, `other` or nothing: what somebody else said in the next two passages.

    The first of them decides, by any of its sentences: "That's the fifteenth. Yes, that works."
    """
    place, answer = None, ""
    for other in claim.units:
        if not 0 < other.place - unit.place <= 2 or other.source.speaker == unit.source.speaker:
            continue
        if place not in (None, other.place):
            break
        place = other.place
        words = [t.word for t in other.row[:6]]
        if set(words[:4]) & _DENIALS:
            return "no"
        answer = "yes" if set(words) & ASSENT else answer or "other"
        if answer == "yes":
            return answer
    return answer


def _only_asked(claim: Claim) -> Reason | None:
    """All passages close to the sentence are questions, and nobody said yes."""
    words = [t.word for t in claim.content if t.word not in claim.names]
    if len(words) < 2 or not claim.top or claim.text.rstrip("\"”' )").endswith("?"):
        return None
    if {t.word for t in claim.row} & _ASKING:
        return None
    best = max(shared(words, u) for u in claim.top)
    close = [u for u in claim.top if shared(words, u) >= 0.75 * best]
    denied = any(t.word == "not" for t in claim.row)
    for unit in close:
        answer = _answer(claim, unit) if unit.asks else ""
        if not unit.asks or answer == "yes" or (answer == "no" and denied):
            return None
        if answer == "other" and not claim.tight:
            return None
    text = "this was only asked in what it cites"
    return Reason("tense", text, claim.content[0].start, claim.content[-1].end)


def _after_whether(claim: Claim) -> Reason | None:
    """`I'll check whether the API supports it` does not say that it does."""
    words = [t for t in claim.content if t.word not in claim.names]
    if len(words) < 2 or not claim.top or {t.word for t in claim.row} & _ASKING:
        return None
    unit = claim.top[0]
    cut = next((i for i, t in enumerate(unit.row) if t.word == "whether"), None)
    if cut is None:
        return None
    front = frozenset(f for t in unit.row[:cut] for f in forms(t.word))
    if any((forms(t.word) | near(t.word)) & front for t in words):
        return None
    text = "what this cites only asks whether this is so"
    return Reason("tense", text, words[0].start, words[-1].end)


def _requests(claim: Claim, unit: Unit) -> bool:
    """Is the unit a question, a wish or an order?"""
    wish = unit.asks or bool({t.word for t in unit.row} & _REQUESTS)
    return wish or any(f.subject == "!you" for f in claim.frames_of(unit))


def _nothing_asked(claim: Claim) -> Reason | None:
    """`you asked for …` needs a question or a wish of that person."""
    for frame in claim.frames():
        if not is_report(claim, frame) or not forms(frame.word) & {"ask", "request"}:
            continue
        mine = claim.mine(frame.subject)
        said = [u for u in claim.units if not conflict(mine, speaker_of(claim, u))]
        if said and not any(_requests(claim, u) for u in said):
            token = claim.row[frame.verb]
            return Reason("tense", "nothing is asked in what this cites", token.start, token.end)
    return None


def check_asked(claim: Claim) -> list[Reason]:
    """Reasons where a question is told as a fact, or a statement as a question."""
    found = (_only_asked(claim), _after_whether(claim), _nothing_asked(claim))
    return [reason for reason in found if reason]
