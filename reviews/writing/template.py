"""A template that was filled in, as a composition: what is a machine's is marked to be verified."""

from __future__ import annotations

from collections.abc import Mapping

from leads.extraction.schema import Evidence
from reviews.writing.schema import Block, Composition, LeftOut, Written
from sequences.slots import Filled, Rendered, Sentence

BLOCKS: Mapping[str, Block] = {"greeting": "greeting", "body": "body", "sign_off": "sign_off"}


def from_template(
    rendered: Rendered, *, subject: str, lines: Mapping[int, int], version: str
) -> Composition:
    """The mail a template makes. `lines` gives the place of each passage, by its primary key;
    `subject` stands where the template leaves it to the thread."""
    return Composition(
        subject=rendered.subject or subject,
        sentences=tuple(_written(s, lines) for s in rendered.sentences),
        left_out=tuple(LeftOut(d.text, d.reason) for d in rendered.dropped),
        engine="template",
        version=version,
        next_step_missing=False,
    )


def _written(sentence: Sentence, lines: Mapping[int, int]) -> Written:
    evidence = tuple(
        Evidence(lines[q.passage], q.quote, q.start, q.start + len(q.quote))
        for q in sentence.evidence
    )
    return Written(
        block=BLOCKS[sentence.block],
        text=sentence.text,
        origin=sentence.origin,
        evidence=evidence if sentence.origin == "machine" else (),
        lead_in=sentence.lead_in,
        slots=tuple(_slot(fill) for fill in sentence.fills),
    )


def _slot(fill: Filled) -> Mapping[str, str | int]:
    return {
        "slot": fill.slot,
        "text": fill.value.text,
        "source": fill.value.source,
        "start": fill.start,
        "end": fill.end,
    }
