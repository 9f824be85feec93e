"""Words in a canonical, lower-case form that know which characters they stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from leads.extraction.rules.lexicon import words

_TOKEN = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|\S+@\S+\.\w+"
    r"|[$€£]?\d[\d.,:]*\d(?:[%$€£¢]|[a-z]{1,2}\b)?|[$€£]?\.?\d+(?:[%$€£¢]|[a-z]{1,2}\b)?"
    r"|[^\W\d_]+(?:['’\-_][^\W\d_]+)*"
    r"|['’](?:ll|m|re|ve|d|s|t)\b"
    r"|[.?!…,;:]|[-–—]{1,3}",
    re.IGNORECASE,
)
_FILLERS = words("um uh uhm er erm eh hm hmm mm mmm mhm ah ehm uhh umm like_ äh ähm hm euh eeh")
_WHOLE = {
    "won't": "will not",
    "can't": "can not",
    "cannot": "can not",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "got to",
    "let's": "let us",
    "gimme": "give me",
    "lemme": "let me",
    "ok": "okay",
    "yep": "yes",
    "yeah": "yes",
    "yup": "yes",
    "yea": "yes",
    "ya": "yes",
    "pls": "please",
    "plz": "please",
    "im": "i am",
    "ill": "i will",
    "id": "i would",
    "ive": "i have",
    "dont": "do not",
    "cant": "can not",
    "wont": "will not",
    "thats": "that is",
    "c'mon": "come on",
    "y'all": "you all",
    "shan't": "shall not",
    "'cause": "because",
    "i'ma": "i will",
    "imma": "i will",
}
_TAILS = {
    "'ll": "will",
    "'m": "am",
    "'re": "are",
    "'ve": "have",
    "'d": "would",
    "'t": "not",
}
# "Terminally ill", "the order id": words of their own, not "I'll" and "I'd".
_NO_SUBJECT = re.compile(
    r"(?:\w+ly|be|been|being|am|is|are|was|were|feel|feels|felt|fall|fell|get|got|the|an?|very|"
    r"too|their|his|her|my|your|our) ill"
    r"|(?:the|an?|my|your|our|their|his|her|its|this|that|each|every|order|user|case|account|"
    r"customer|ticket|invoice|photo|employee|device|unique|worker|of|by|with|and) id"
)
_IS_AFTER = words("it that what there here he she who how where when this everything")
_STUB_WORDS = words(
    "a i an as at be by do go he hi if in is it me my no of oh ok on or so to up us we am the"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One canonical word and the characters `line.text[start:end]` it stands for."""

    norm: str
    start: int
    end: int


def _expand(word: str, before: str) -> list[str]:
    low = _STUTTER.sub("", word.lower().replace("’", "'"))
    if low in _WHOLE and not _NO_SUBJECT.fullmatch(f"{before} {low}"):
        return _WHOLE[low].split()
    if low in _TAILS:
        return [_TAILS[low]]
    if low == "'s":
        return ["is"] if before in _IS_AFTER else [low]
    for tail, meaning in _TAILS.items():
        if low.endswith(tail) and len(low) > len(tail):
            base = low[: -len(tail)]
            if tail == "'t":
                base = base[:-1] if base.endswith("n") and base != "can" else base
            return [base, meaning]
    if low.endswith("'s") and low[:-2] in _IS_AFTER:
        return [low[:-2], "is"]
    return [low]


def tokens(text: str) -> list[Token]:
    """Every word of a passage in canonical form, stumbles and fillers left out."""
    found: list[Token] = []
    hesitant = False  # the last word heard was a filler: commas around it are part of it
    for match in _TOKEN.finditer(text):
        for norm in _expand(match.group(), found[-1].norm if found else ""):
            if norm in _FILLERS or (hesitant and norm == ","):
                if norm in _FILLERS and found and found[-1].norm == ",":
                    found.pop()
                hesitant = True
                continue
            hesitant = False
            found.append(Token(norm, match.start(), match.end()))
    return _fluent(_without_padding(found))


def _without_padding(words: list[Token]) -> list[Token]:
    """ "You know" and "I mean" as mere padding: between commas, or before a new start."""
    out: list[Token] = []
    for token in words:
        out.append(token)
        pair = [t.norm for t in out[-3:]]
        if pair[-3:-1] in (["you", "know"], ["i", "mean"]) and token.norm in _RESTARTS:
            del out[-3:-1]
            if token.norm == "," and len(out) > 1 and out[-2].norm == ",":
                out.pop()
    return out


_STUTTER = re.compile(r"^(\w{1,4})-(?=\1)")  # "I-I'll"
_RESTARTS = words(", i we you the for it to so and that this they if like what how when let there")


def _fluent(words: list[Token]) -> list[Token]:
    """Leave out the first half of a repeated start: "we we're", "I'll I'll", "th think"."""
    kept: list[Token] = []
    for token in words:
        if kept and _is_restart(kept[-1].norm, token.norm):
            kept.pop()
        kept.append(token)
        if len(kept) >= 4 and [t.norm for t in kept[-4:-2]] == [t.norm for t in kept[-2:]]:
            del kept[-4:-2]
    return kept


def _is_restart(before: str, now: str) -> bool:
    if before == now:
        return before[0].isalpha() or before in {",", "-"}
    return (
        len(before) <= 3
        and before not in _STUB_WORDS
        and before.isalpha()
        and now.startswith(before)
    )
