"""A finding of the record as a sentence that could stand in the mail."""

from __future__ import annotations

from dataclasses import dataclass

from leads.models import Passage
from reviews.material import gather
from reviews.models import Draft
from reviews.writing.layout import mark
from reviews.writing.rules import point
from reviews.writing.schema import LeftOut
from reviews.writing.selection import block_of
from reviews.writing.verdicts import verdict


@dataclass(frozen=True, slots=True)
class Insertion:
    """A verified sentence, the heading and the mark it stands behind, and what it rests on."""

    block: str
    text: str
    heading: str
    mark: str
    verdict: str
    reasons: tuple[str, ...]
    evidence: tuple[tuple[Passage, str, int], ...]


def insertion(draft: Draft, finding_id: int) -> Insertion | str:
    """The sentence for a finding of the draft's call, or why there is none, in words.

    Findings of another call are not found here: conversations stay apart.
    """
    call = draft.call
    rows = list(call.findings.values_list("pk", flat=True)) if call else []
    if call is None or finding_id not in rows:
        return "That is not part of this call's record any more."
    material = gather(draft, call)
    finding = material.brief.reading.findings[rows.index(finding_id)]
    said = point(block_of(finding), finding, material.brief)
    if isinstance(said, LeftOut):
        return said.reason
    judged = verdict(said.text, said.evidence, [finding], material.brief)
    return Insertion(
        block=said.block,
        text=said.text,
        heading=said.heading,
        mark=mark(said.block, draft.shape),
        verdict=judged.verdict,
        reasons=tuple(r.text for r in judged.reasons),
        evidence=tuple(
            (material.passages[e.line], e.quote, e.start) for e in dict.fromkeys(said.evidence)
        ),
    )
