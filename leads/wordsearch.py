"""Rows by the words in them: each word by its beginning, in any language."""

from __future__ import annotations

import re
from typing import TypeVar

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
LONGEST = 100  # characters that are looked for
_WORD = re.compile(r"[\w@.+-]+")


def words(given: str) -> list[str]:
    """What is looked for, in lower case; empty when there is no word in it."""
    found = (word.strip(".+-@") for word in _WORD.findall(given[:LONGEST].lower()))
    return [word for word in found if word]


def about(rows: QuerySet[M], given: str, *fields: str) -> QuerySet[M]:
    """The rows in whose fields all the words begin; none when no word was given.

    The vectors are those of the indexes that the database keeps: see `*_words` in the migrations.
    """
    named = [f"'{word}':*" for word in words(given)]
    if not named:
        return rows.none()
    query = SearchQuery(" & ".join(named), config="simple", search_type="raw")
    vector = SearchVector(*fields, config="simple")
    found: QuerySet[M] = rows.alias(words=vector).filter(words=query)  # type: ignore[assignment]
    return found


def spots(text: str, given: str) -> list[tuple[int, int]]:
    """Where the words stand in a text: (start, length) of each whole word that begins so."""
    named = "|".join(re.escape(word) for word in words(given))
    if not named:
        return []
    found = re.finditer(rf"(?<!\w)(?:{named})\w*", text, re.IGNORECASE)
    return [(match.start(), match.end() - match.start()) for match in found]
