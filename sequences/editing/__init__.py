"""What an admin does to sequences: drafts of a version are edited, reviewed, published.

Every function takes who does it (`by=`), locks what it changes and raises `Refused` with a
sentence for the admin. Editing a version that is in review takes it back to draft.
"""

from sequences.editing.difference import Change, difference
from sequences.editing.guard import Refused
from sequences.editing.plans import change_sequence, create, switch
from sequences.editing.publishing import (
    Problem,
    ask_for_review,
    begin_draft,
    discard_draft,
    obstacles,
    publish,
    take_back,
)
from sequences.editing.steps import add_step, change_step, move_step, remove_step, set_condition
from sequences.editing.variants import add_variant, change_variant, remove_variant

__all__ = [
    "Change",
    "Problem",
    "Refused",
    "add_step",
    "add_variant",
    "ask_for_review",
    "begin_draft",
    "change_sequence",
    "change_step",
    "change_variant",
    "create",
    "difference",
    "discard_draft",
    "move_step",
    "obstacles",
    "publish",
    "remove_step",
    "remove_variant",
    "set_condition",
    "switch",
    "take_back",
]
