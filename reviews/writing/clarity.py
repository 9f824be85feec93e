"""Whether a sentence says enough by itself to stand in a mail.

A promise of "it" to "them" is worse than no line at all: the reader guesses. It may stand when the
words it answers are quoted before it, else it is listed beside the draft for the rep.
"""

from __future__ import annotations

import re

from leads.extraction.rules.lexicon import words

_POINTS = words(
    "it that this them him her those these one ones both mine yours he she they there its their "
    "theirs some "
    "das es ihn sie ihnen den die dies diese le la les lui leur ça cela lo los las eso"
)
_PLAIN = words(
    "i you we me us my your our am is are was were be been being will would can could shall should "
    "may might must have has had do does did to of on in at by for from with over up out off back "
    "down about into as and or but so if not first then now just also too again still today "
    "tomorrow tonight week month day days weeks hour hours minute minutes morning afternoon "
    "evening soon later next last end before after within until monday tuesday wednesday thursday "
    "friday saturday sunday right away straight well ok okay yes sure please a an the all any "
    "ask check find look see get got send give put let know come go take make tell do try talk "
    "speak think sort figure say email mail pass reply respond call need want like going able "
    "diary calendar sure thing things bit lot way there here one two three four five six seven "
    "eight nine ten ensure working already actually really only myself yourself"
)
_ENDS_CUT = re.compile(
    r"\b(?:before|after|until|if|when|because|to|with|for|as|the|an?|and|or|but|of|so|i|we|"
    r"which|who|is|are|be|can|will|would|my|your|our)[.…]?$",
    re.IGNORECASE,
)
_TIME_OF = re.compile(r"\b(?:this|that|these|those|one) (?:week|month|quarter|year|day|morning|"
                      r"afternoon|evening|call|meeting|time|hour|weekend|one)\b")  # fmt: skip
_BEFORE_A_PAUSE = re.compile(r"\b(?:that|this)(?=[,.;:!?”]|$)")
_SHORTENED = re.compile(r"['’](?:ll|d|m|ve|re|s)\b|n['’]t\b")
_ONLY_A_DUTY = re.compile(
    r"\b(?:have|need) to (?:check|ask|find out|look|see|talk|speak|think)(?: (?:with|to|at|into))?"
    r"(?: [\w’'-]+){0,2}[.!…]?$"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|\d[\d.,:]*")


def unclear(text: str, *, owner: str = "", due: bool = True) -> str:
    """Why a promise or task does not say enough by itself, or nothing."""
    body = text.removeprefix(owner).strip(' “”"')
    body = _BEFORE_A_PAUSE.sub("it", body)
    plain = _SHORTENED.sub(" ", _TIME_OF.sub(" ", body))
    said = [w.lower() for w in _WORD.findall(plain)]
    if _ONLY_A_DUTY.search(body) and not due:
        return "It says only that something has to be found out."
    solid = [w for w in said if w not in _PLAIN and w not in _POINTS]
    if not solid:
        return "It does not say what about. Add it in your own words if it matters."
    first = next((at for at, w in enumerate(said) if w in solid), len(said))
    loose = next((w for at, w in enumerate(said) if w in _POINTS and _is_object(said, at)), "")
    if loose and len(solid) < 3 and said.index(loose) <= first + 2:
        return f"It is not clear from the words alone what “{loose}” is."
    return ""


_TAKES_ON = re.compile(r"\b(?:i|we|you|me|us)\b|['’](?:ll|m|re|d)\b", re.IGNORECASE)
_TALK = re.compile(r"^(?:(?:so|and|okay|well),? )*(?:let['’]s|let us)\b", re.IGNORECASE)


def no_promise(quote: str) -> bool:
    """A quote in which nobody takes anything on, or everybody does: "let's look at it"."""
    return not _TAKES_ON.search(quote) or bool(_TALK.search(quote.strip(' “”"')))


def cut_off(text: str) -> bool:
    """Whether a sentence ends where none can: "You can sign before." """
    return bool(_ENDS_CUT.search(text.strip(' “”"')))


def _is_object(said: list[str], at: int) -> bool:
    """ "send it", "ask her", but not "a list that works" or "make sure that it"."""
    if said[at] not in {"that", "this"}:
        return True
    return at + 1 == len(said) or said[at + 1] in _PLAIN
