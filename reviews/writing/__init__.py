"""From findings to the sentences of a mail: one interface, two writers. No database in here."""

from __future__ import annotations

from followup.lib.llm import Model
from reviews.writing.model import ModelWriter
from reviews.writing.rules import RulesWriter
from reviews.writing.schema import Brief, Composition, LeftOut, Person, Writer, Written

__all__ = [
    "Brief", "Composition", "LeftOut", "ModelWriter", "Person", "RulesWriter", "Writer",
    "Written", "compose",
]  # fmt: skip


def compose(brief: Brief, *, model: Model | None = None) -> Composition:
    """The proposed mail, by `model` when there is one, else by rules.

    Raises `followup.lib.llm.ModelError` only with a model; whether to fall back to the rules is
    the caller's decision, for the rep should know which words are whose.
    """
    writer: Writer = ModelWriter(model) if model else RulesWriter()
    return writer.compose(brief)
