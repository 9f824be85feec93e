"""The form a model has to fill in, made anew for each request.

Passage ids and owners are enumerations of what the request holds, so that a passage that does
not exist or a person who was not there cannot be written down at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, Field, create_model

from leads.extraction.schema import Kind, Strength

Concern = Literal[
    "negotiation", "concession", "complaint", "legal", "security_incident", "escalation",
    "churn", "bad_news", "anger",
]  # fmt: skip


class Quote(BaseModel):
    passage: str
    quote: str


class Item(BaseModel):
    evidence: list[Quote]
    kind: Kind
    owner: str | None
    strength: Strength
    due_phrase: str | None
    text: str


class Flag(BaseModel):
    evidence: Quote
    reason: Concern


class Answer(BaseModel):
    language: str
    findings: list[Item]
    sensitive: list[Flag]


def form(passages: Sequence[str], owners: Sequence[str] | None) -> type[Answer]:
    """The `Answer` in which only these passage ids and these owners exist.

    Without `owners` any name may be written: a note speaks of people who do not speak in it.
    """
    quote = create_model("Quote", __base__=Quote, passage=(_one_of(passages), ...))
    owner: Any = str | None if owners is None else _one_of(owners) | None if owners else None
    item = create_model(
        "Item",
        __base__=Item,
        evidence=(list[quote], _at_most(4)),
        owner=(owner, ...),
    )
    flag = create_model("Flag", __base__=Flag, evidence=(quote, ...))
    return create_model(
        "Answer",
        __base__=Answer,
        findings=(list[item], _at_most(min(40, 3 + len(passages)))),
        sensitive=(list[flag], _at_most(min(10, 1 + len(passages)))),
    )


def _one_of(values: Sequence[str]) -> Any:
    return Literal.__getitem__(tuple(values))


def _at_most(count: int) -> Any:
    """A limit the server may enforce; a longer list is cut by the reader, not refused."""
    return Field(json_schema_extra={"maxItems": count})
