"""The form in which a model hands in sentences: each names the facts it restates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, Field, create_model


class Sentence(BaseModel):
    facts: list[str]
    text: str


class Sentences(BaseModel):
    sentences: list[Sentence]


def form(facts: Sequence[str]) -> type[Sentences]:
    """The `Sentences` in which only these fact ids exist."""
    one: Any = Literal.__getitem__(tuple(facts))
    sentence = create_model(
        "Sentence",
        __base__=Sentence,
        facts=(list[one], Field(json_schema_extra={"minItems": 1, "maxItems": 3})),
    )
    return create_model(
        "Sentences",
        __base__=Sentences,
        sentences=(
            list[sentence],
            Field(json_schema_extra={"maxItems": len(facts)}),
        ),
    )
