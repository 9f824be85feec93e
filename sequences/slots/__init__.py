"""Templates with typed slots: what slots there are, and how a template becomes sentences.

Pure: no database, no clock, no network. `sequences.facts` loads what fills the slots.
"""

from sequences.slots.catalogue import SLOTS, Slot
from sequences.slots.parsing import Problem, problems, slots_in
from sequences.slots.rendering import render
from sequences.slots.schema import (
    Dropped,
    Facts,
    Filled,
    Quote,
    Rendered,
    Sentence,
    Template,
    Value,
)

__all__ = [
    "SLOTS",
    "Dropped",
    "Facts",
    "Filled",
    "Problem",
    "Quote",
    "Rendered",
    "Sentence",
    "Slot",
    "Template",
    "Value",
    "problems",
    "render",
    "slots_in",
]
