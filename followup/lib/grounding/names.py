"""Names of people, companies and products: each must be in what is cited or known."""

from __future__ import annotations

from collections.abc import Iterable, Set

from followup.lib.grounding.calendar import MONTHS, WEEKDAYS
from followup.lib.grounding.lexicon import known
from followup.lib.grounding.schema import Reason
from followup.lib.grounding.text import Token, tokens
from followup.lib.grounding.vocabulary import FUNCTION

_TITLES = {"mr": "m", "mister": "m", "sir": "m", "mrs": "f", "ms": "f", "miss": "f", "madam": "f"}
_PLAIN = frozenset((*WEEKDAYS, *MONTHS, *(w[:3] for w in (*WEEKDAYS, *MONTHS)), "ok", "am", "pm"))
_ENDS = frozenset(".!?:\"“”•\n")


def _initial(row: tuple[Token, ...], i: int) -> bool:
    """Does the word open a sentence, so that its capital says nothing?"""
    return i == 0 or row[i - 1].word in _ENDS


def names(text: str) -> list[Token]:
    """Capitalised words that a capital alone does not explain, and words with inner capitals."""
    row = tokens(text)
    found = []
    for i, token in enumerate(row):
        raw = token.raw.replace("’", "'").split("'")[0]
        if not token.is_word or token.word in FUNCTION or token.word in _PLAIN or len(raw) < 2:
            continue
        inner = any(c.isupper() for c in raw[1:])
        if raw[0].isupper() and (not _initial(row, i) or inner or not known(token.word)):
            found.append(token)
        elif inner and not raw[0].isupper():
            found.append(token)
    return found


def _acronyms(words: list[str]) -> set[str]:
    """`single sign-on` as `sso`: first letters of up to five words in a row."""
    letters = "".join(w[0] for w in words)
    return {letters[i : i + n] for n in (2, 3, 4, 5) for i in range(len(letters) - n + 1)}


def check_names(sentence: str, cited: Iterable[str], people: Set[str]) -> list[Reason]:
    """Names of `sentence` that stand nowhere in `cited` and are not among `people` (folded words)."""
    mine = names(sentence)
    titled = _titles(sentence)
    if not mine and not titled:
        return []
    rows = [tokens(text) for text in cited]
    there = {t.word for row in rows for t in row}
    there |= {w[:-1] for w in there if w.endswith("s")}
    short = {a for row in rows for a in _acronyms([t.word for t in row if t.is_word])}
    reasons = []
    for token in mine:
        word = token.word
        if word in there or word in people or word.rstrip("s") in there | people:
            continue
        if token.raw.isupper() and len(word) <= 5 and word in short:
            continue
        text = f"“{token.raw}” is not in what this cites"
        reasons.append(Reason("name", text, token.start, token.end))
    other = {k: v for text in cited_texts(rows) for k, v in text.items()}
    for name, (title, start, end) in titled.items():
        if name in other and other[name][0] != title:
            reasons.append(Reason("name", f"“{sentence[start:end]}” is cited with another title",
                                  start, end))  # fmt: skip
    return reasons


def _titles(text: str) -> dict[str, tuple[str, int, int]]:
    return _row_titles(tokens(text))


def _row_titles(row: tuple[Token, ...]) -> dict[str, tuple[str, int, int]]:
    found = {}
    for i, token in enumerate(row[:-1]):
        if token.word in _TITLES:
            j = i + 2 if row[i + 1].word == "." and i + 2 < len(row) else i + 1
            found[row[j].word] = (_TITLES[token.word], token.start, row[j].end)
    return found


def cited_texts(rows: list[tuple[Token, ...]]) -> list[dict[str, tuple[str, int, int]]]:
    """The titled names of each cited text."""
    return [_row_titles(row) for row in rows]
