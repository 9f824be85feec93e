"""What a draft is made from: the stored record in the form that writer and verifier take."""

from __future__ import annotations

from dataclasses import dataclass

from followup.lib.grounding import Context, Source
from leads import reading
from leads.extraction.schema import Evidence, Finding, Reading
from leads.models import Call, Passage
from reviews.models import Draft
from reviews.writing import Brief, Person
from reviews.writing.verdicts import sources
from sequences import enrollment


@dataclass(frozen=True, slots=True)
class Material:
    """What a draft is made from: the brief for the writer, the passages for the verifier."""

    brief: Brief
    passages: dict[int, Passage]
    sources: dict[int, Source]
    context: Context


def gather(draft: Draft, call: Call) -> Material:
    """The record of `call` and its findings, for the writer and for the verifier."""
    conversation = reading.conversation(call)
    passages = {p.index: p for p in call.passages.all()}
    found = stored(call, passages)
    rep, lead = call.owner, draft.lead
    brief = Brief(
        conversation=conversation,
        reading=found,
        author=Person(rep.name, rep.first_name),
        recipient=Person(lead.name, lead.first_name),
        greeting=enrollment.greeting(draft.touch),
        sign_off=enrollment.sign_off(draft.touch, rep_name=rep.name),
        title=call.title,
        language=call.language,
        shape=draft.shape,
        wish=draft.wish,
    )
    context = Context(
        reference=call.held_at,
        timezone=call.time_zone,
        author=rep.name,
        recipient=lead.name,
        people=tuple(
            dict.fromkeys(
                [*(x.speaker for x in conversation.lines if x.speaker), rep.name, lead.name]
            )
        ),
        dates=tuple(dict.fromkeys(f.due for f in found.findings if f.due)),
    )
    said = {x.index: s for x, s in zip(conversation.lines, sources(conversation), strict=True)}
    return Material(brief, passages, said, context)


def stored(call: Call, passages: dict[int, Passage]) -> Reading:
    """The stored findings in the engines' own form."""
    index = {p.pk: i for i, p in passages.items()}
    findings = tuple(
        Finding(
            kind=f.kind,  # type: ignore[arg-type]
            text=f.text,
            direction=f.direction or None,  # type: ignore[arg-type]
            owner=f.owner or None,
            strength=f.strength,  # type: ignore[arg-type]
            due_phrase=f.due_phrase or None,
            due=f.due,
            confidence=f.confidence,
            evidence=tuple(
                Evidence(index[e.passage_id], e.quote, e.start, e.start + len(e.quote))
                for e in f.evidence.all()
            ),
        )
        for f in call.findings.prefetch_related("evidence")
    )
    return Reading(
        findings=findings, engine=call.engine, version=call.engine_version, language=call.language
    )
