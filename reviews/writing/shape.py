"""A mail in the shape a rep asked for: what does not fit it is left out, and said so."""

from __future__ import annotations

from collections.abc import Mapping

from reviews.writing.schema import Block, LeftOut
from reviews.writing.selection import Selection

WITHOUT: Mapping[str, frozenset[Block]] = {
    "short": frozenset({"recap", "actions", "questions"}),
    "no_recap": frozenset({"recap"}),
}


def shaped(selection: Selection, shape: str) -> Selection:
    """The part of a selection that a mail of this shape holds."""
    dropped = WITHOUT.get(shape, frozenset())
    return Selection(
        chosen=tuple((block, f) for block, f in selection.chosen if block not in dropped),
        left_out=(
            *selection.left_out,
            *(
                LeftOut(f.text, "Left out: you asked for a shorter mail.", f.evidence)
                for block, f in selection.chosen
                if block in dropped
            ),
        ),
    )
