"""Words of a text with their places in it, and its sentences. Any script, linear time."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 20_000  # characters looked at in one text; a passage is an utterance, not a book

_WORD = re.compile(
    r"(?:[^\W\d_]_){2,8}s?(?![^\W\d_])"  # D_V_D_, as transcribers spell what is spelled
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+(?:[.,:]\d+)*|[%$€£¥₹&@#]|[^\w\s]"
)
_CONTRACTED = {
    "'ll": ("will",),
    "'ve": ("have",),
    "'re": ("are",),
    "'m": ("am",),
    "'d": ("would",),
    "n't": ("not",),
}
_WHOLE = {
    "can't": ("can", "not"),
    "cannot": ("can", "not"),
    "won't": ("will", "not"),
    "shan't": ("shall", "not"),
    "gonna": ("going", "to"),
    "wanna": ("want", "to"),
    "gotta": ("got", "to"),
    "dunno": ("do", "not", "know"),
    "let's": ("let", "us"),
    "lets": ("let", "us"),
    "ll": ("will",),
    "dont": ("do", "not"),
    "wont": ("will", "not"),
    "cant": ("can", "not"),
    "doesnt": ("does", "not"),
    "didnt": ("did", "not"),
    "isnt": ("is", "not"),
    "im": ("i", "am"),
    "ive": ("i", "have"),
    "u": ("you",),
    "ur": ("your",),
    "pls": ("please",),
    "plz": ("please",),
    "thx": ("thanks",),
    "sth": ("something",),
    "tmrw": ("tomorrow",),
    "ppl": ("people",),
    "comin": ("coming",),
    "goin": ("going",),
}
_IS_OWNERS = {"it", "that", "he", "she", "there", "what", "who", "here", "this", "how", "where"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word, folded to lower case without accents, and where it stands in the text."""

    word: str
    raw: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Letters, as opposed to a number or a sign."""
        return self.word[0].isalpha()


def fold(text: str) -> str:
    """Lower case, compatibility forms and accents removed, typographic apostrophes made plain."""
    if text.isascii():
        return text.casefold()
    flat = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return "".join(c for c in flat if not unicodedata.combining(c))


def _parts(raw: str) -> tuple[str, ...]:
    word = fold(raw) or raw
    if "_" in word:  # an abbreviation as transcribers spell it: D_V_D_
        return (word.replace("_", ""),)
    if word in _WHOLE:
        return _WHOLE[word]
    if "'" not in word:
        return (word,)
    for ending, spoken in _CONTRACTED.items():
        if word.endswith(ending) and len(word) > len(ending):
            return (word[: -len(ending)], *spoken)
    if word.endswith("'s"):
        return (word[:-2], "is") if word[:-2] in _IS_OWNERS else (word[:-2],)
    return (word.replace("'", ""),) if word.strip("'") else (word,)


@lru_cache(maxsize=8192)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of `text`; a contraction gives several tokens with the same place."""
    found: list[Token] = []
    for match in _WORD.finditer(text[:LONGEST]):
        raw = match.group()
        found += [Token(p, raw, match.start(), match.end()) for p in _parts(raw) if p]
    return tuple(found)


_TITLES = frozenset(("mr", "mrs", "ms", "dr", "prof", "st", "vs", "etc", "inc", "no", "e.g", "i.e"))
_STOP = re.compile(r"[.!?。！？…]+[\"”’')\]]*(?=\s|$)|\n+")


@lru_cache(maxsize=8192)
def sentences(text: str) -> tuple[str, ...]:
    """`text` cut at full stops, question and exclamation marks and line ends; never empty parts."""
    text = text[:LONGEST]
    parts: list[str] = []
    begin = 0
    for match in _STOP.finditer(text):
        before = text[begin : match.start()]
        last = before.rsplit(None, 1)[-1] if before.strip() else ""
        if match.group() == "." and (fold(last) in _TITLES or len(last) == 1):
            continue
        parts.append(text[begin : match.end()])
        begin = match.end()
    parts.append(text[begin:])
    return tuple(p.strip() for p in parts if p.strip()) or (text,)
