"""Who does what, and how firmly: subject, modality, negation and predicate of each clause.

No parser: English order (subject, auxiliaries, adverbs, verb) read from left to right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from followup.lib.grounding.irregular import IRREGULAR
from followup.lib.grounding.lexicon import forms
from followup.lib.grounding.numbers import WORDS
from followup.lib.grounding.text import Token, tokens
from followup.lib.grounding.vocabulary import (
    ADVERBS,
    AUXILIARIES,
    FUNCTION,
    HEDGES,
    PRONOUNS,
    REPORTING,
)

_FUTURE = {"will", "shall"}
_SOFT = {"might", "may", "could", "should", "would"}
_NOT_FIRST = {"to", "be", "been", "being", "going"}


@dataclass(frozen=True, slots=True)
class Frame:
    """One clause: `mode` is will, soft, can, past or is; `asks` in the order of a question.

    `subject` is the folded word (I, we, a name; `!you` for an imperative); `verb` the index of the
    predicate in the row.
    """

    subject: str
    verb: int
    word: str
    mode: str
    negated: bool
    hedged: bool
    asks: bool
    at: int


def _mode(auxiliaries: Sequence[str], verb: str) -> str:
    if _FUTURE & set(auxiliaries) or "going" in auxiliaries:
        return "will"
    if _SOFT & set(auxiliaries):
        return "soft"
    if "can" in auxiliaries:
        return "can"
    if "did" in auxiliaries or (
        "have" in auxiliaries or "has" in auxiliaries or "had" in auxiliaries
    ):
        return "past"
    if not auxiliaries and past_form(verb):
        return "past"
    return "is"


def past_form(word: str) -> bool:
    """Is the word a past tense (sent, agreed)? Participles count; base forms do not."""
    if word in IRREGULAR:
        return not word.endswith("s") and word not in ("am", "are", "being", "better", "best")
    return word.endswith("ed") and len(word) > 4 and len(forms(word)) > 1


def _read(row: Sequence[Token], subject: str, begin: int, front: list[str]) -> Frame | None:
    """The clause whose subject stands just before `begin`; `front` are auxiliaries before it."""
    auxiliaries, negated, hedged, going = list(front), False, False, False
    i = begin
    while i < len(row) and i - begin < 9:
        word = row[i].word
        if word in HEDGES and word not in _SOFT:
            hedged = True
        elif word in ("not", "never", "no"):
            negated = True
        elif word in AUXILIARIES:
            going = going or word == "going"
            auxiliaries.append(word)
        elif word not in ADVERBS and word not in ("to", "be", "able", "get"):
            break
        i += 1
    if i >= len(row) or not row[i].is_word:
        if not auxiliaries:
            return None
        i = min(i, len(row)) - 1
    hedged = hedged or bool({"might", "may", "could"} & set(auxiliaries))
    if row[i].word in FUNCTION and auxiliaries and row[i - 1].word in ("have", "has", "had", "did"):
        i -= 1
        auxiliaries = auxiliaries[:-1]
    word = row[i].word
    if not auxiliaries and (word in FUNCTION or word in WORDS):
        return None
    return Frame(subject, i, word, _mode(auxiliaries, word), negated, hedged, bool(front), begin)


def _joined(row: Sequence[Token], first: Frame) -> list[Frame]:
    """`I'll fill it in and return it`: the second verb of the same subject."""
    for i in range(first.verb + 1, min(first.verb + 9, len(row) - 1)):
        if row[i].word in PRONOUNS or row[i].word in (".", ";", "but", "that"):
            break
        if row[i].word == "and":
            j = i + 2 if row[i + 1].word in ADVERBS and i + 2 < len(row) else i + 1
            word = row[j].word
            if (
                row[j].is_word
                and word not in FUNCTION
                and (first.mode in ("will", "can", "soft", "past") or past_form(word))
            ):
                mode = first.mode if first.mode != "past" or past_form(word) else "is"
                mode = "past" if first.mode == "is" else mode
                return [Frame(first.subject, j, word, mode, first.negated, first.hedged, first.asks,
                              first.at)]  # fmt: skip
            break
    return []


def _object(row: Sequence[Token], i: int) -> bool:
    """`send you slides`: is the pronoun the object of the verb before it?"""
    before = row[i - 1].word if i else ""
    after = row[i + 1].word if i + 1 < len(row) else ""
    if row[i].word not in ("you", "it") or not before.isalpha() or before in FUNCTION:
        return False
    return not (after in AUXILIARIES or forms(before) & REPORTING)


def _owning(token: Token, after: Token | None) -> bool:
    """`Sarah's request`: hers, not what she does; `Sarah's sending it` is."""
    if not token.raw.replace("’", "'").endswith("'s") or after is None:
        return False
    return not (after.word in ADVERBS | AUXILIARIES or after.word.endswith("ing"))


def _whole(row: Sequence[Token], i: int, names: frozenset[str]) -> str:
    """All of a name that ends at `i`: two people may share the last word of theirs."""
    begin = i
    while begin and row[begin - 1].word in names and row[begin - 1].end + 1 >= row[begin].start:
        begin -= 1
    return " ".join(t.word for t in row[begin : i + 1])


@lru_cache(maxsize=8192)
def frames_in(text: str, names: frozenset[str]) -> tuple[Frame, ...]:
    """`frames` of a passage's sentence, remembered."""
    return frames(tokens(text), names)


def frames(row: tuple[Token, ...], names: frozenset[str]) -> tuple[Frame, ...]:
    """The clauses of a tokenised sentence whose subject is a pronoun or one of `names`."""
    found: list[Frame] = []
    for i, token in enumerate(row):
        before = row[i - 1].word if i else ""
        if token.word == "let" and i + 1 < len(row) and row[i + 1].word in ("me", "us"):
            if i + 2 < len(row) and row[i + 2].word in ("know", "have"):
                continue
            subject = "i" if row[i + 1].word == "me" else "we"
            read = _read(row, subject, i + 2, ["will"])
            if read:
                found.append(Frame(subject, read.verb, read.word, "will", read.negated, read.hedged,
                                   False, i))  # fmt: skip
        elif token.word in PRONOUNS or token.word in names:
            after = row[i + 1] if i + 1 < len(row) else None
            if token.word in names and after is not None and after.word in names:
                continue
            if _object(row, i):
                continue
            if token.word in names and _owning(token, after):
                continue
            infinitive = after is not None and after.word == "to"
            if infinitive and token.word in names:
                continue
            inverted = infinitive or before in AUXILIARIES - _NOT_FIRST
            subject = _whole(row, i, names) if token.word in names else token.word
            read = _read(row, subject, i + 1, [before or "to"] if inverted else [])
            if read and (read.verb > i):
                found += [read, *_joined(row, read)]
    return tuple(found) or _imperative(row)


def _imperative(row: tuple[Token, ...]) -> tuple[Frame, ...]:
    """`Send me the deck`: an order to the listener."""
    start = next((i for i, t in enumerate(row) if t.is_word and t.word not in ADVERBS), None)
    if start is None or row[start].word in FUNCTION or past_form(row[start].word):
        return ()
    after = row[start + 1].word if start + 1 < len(row) else ""
    if after in ("me", "us", "the", "it", "a", "that", "them", "your", "over", "our", "my", "this"):
        return (Frame("!you", start, row[start].word, "is", False, False, True, start),)
    return ()
