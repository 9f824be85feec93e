"""Names of people, companies and products: each must be in what is cited or known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

from followup.lib.grounding.calendar import MONTHS, WEEKDAYS
from followup.lib.grounding.lexicon import known
from followup.lib.grounding.schema import Reason
from followup.lib.grounding.text import Token, fold, tokens
from followup.lib.grounding.vocabulary import FUNCTION

_TITLES = {"mr": "m", "mister": "m", "sir": "m", "mrs": "f", "ms": "f", "miss": "f", "madam": "f"}
_CODE = re.compile(r"\w+")
_MEASURE = re.compile(r"\d+[a-z]{1,3}|q[1-4]|\d+[a-z]?\d?")
_PLAIN = frozenset((*WEEKDAYS, *MONTHS, *(w[:3] for w in (*WEEKDAYS, *MONTHS)), "ok", "am", "pm"))
_ENDS = frozenset('.!?:"“”•\n')


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
        if inner or (raw[0].isupper() and (not _initial(row, i) or not known(token.word))):
            found.append(token)
    return found


def abbreviates(word: str, row: tuple[Token, ...]) -> bool:
    """Is `sso` made of the first letters of words in a row (single sign-on)?"""
    letters = "".join(t.word[0] for t in row if t.is_word)
    return 2 <= len(word) <= 5 and word in letters


def _codes(text: str) -> list[tuple[str, int, int]]:
    """Letters and digits in one word (SOC2, ZX81, v2), but not an amount with its unit (10am)."""
    found = []
    for match in _CODE.finditer(text[:20_000]):
        if match.group().isalpha():
            continue
        word = fold(match.group())
        mixed = any(c.isalpha() for c in word) and any(c.isdigit() for c in word)
        if mixed and not _MEASURE.fullmatch(word):
            found.append((word, match.start(), match.end()))
    return found


def check_codes(sentence: str, cited: Iterable[str]) -> list[Reason]:
    """Codes, versions and product numbers of `sentence` that no cited text has."""
    mine = _codes(sentence)
    there = "".join(c for text in cited for c in fold(text) if c.isalnum()) if mine else ""
    return [
        Reason("name", f"“{sentence[start:end]}” is not in what this cites", start, end)
        for word, start, end in mine
        if word not in there
    ]


def check_names(sentence: str, cited: Iterable[str], people: Set[str]) -> list[Reason]:
    """Names of `sentence` that are neither in `cited` nor among `people` (folded words)."""
    mine = names(sentence)
    titled = _titles(sentence)
    if not mine and not titled:
        return []
    rows = [tokens(text) for text in cited]
    there = {t.word for row in rows for t in row}
    there |= {w[:-1] for w in there if w.endswith("s")}
    reasons = []
    for token in mine:
        word = token.word
        if word in there or word in people or word.rstrip("s") in there | people:
            continue
        if token.raw.isupper() and any(abbreviates(word, row) for row in rows):
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
