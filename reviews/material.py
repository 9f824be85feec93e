"""What a draft is made from: the stored record in the form that writer and verifier take."""

from __future__ import annotations

from dataclasses import dataclass

from followup.lib.grounding import Context, Source
from leads import reading
from leads.extraction.schema import Evidence, Finding, Reading
from leads.extraction.visible import visible
from leads.models import Call, Event, Lead, Passage, User
from reviews.models import Draft
from reviews.writing import Brief, Person
from reviews.writing.verdicts import sources
from sequences import enrollment


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a sentence can rest on: the passages by their place, and as the verifier takes them."""

    passages: dict[int, Passage]
    sources: dict[int, Source]
    context: Context

    @property
    def lines(self) -> dict[int, int]:
        """The place of each passage by its primary key."""
        return {passage.pk: line for line, passage in self.passages.items()}


@dataclass(frozen=True, slots=True)
class Material(Grounds):
    """What a recap is made from: the grounds, and the brief for the writer."""

    brief: Brief


def gather(draft: Draft, call: Call) -> Material:
    """The record of `call` and its findings, for the writer and for the verifier."""
    rep, lead = call.owner, draft.lead
    on = grounds_of_call(call, lead=lead, author=rep)
    brief = Brief(
        conversation=reading.conversation(call),
        reading=stored(call, on.passages),
        author=Person(rep.name, rep.first_name),
        recipient=Person(lead.name, lead.first_name),
        greeting=enrollment.greeting(draft.touch),
        sign_off=enrollment.sign_off(draft.touch, rep_name=rep.name),
        title=call.title,
        language=call.language,
        shape=draft.shape,
        wish=draft.wish,
    )
    return Material(on.passages, on.sources, on.context, brief)


def grounds_of_call(call: Call, *, lead: Lead, author: User) -> Grounds:
    """The passages of a call, and the days that were worked out for its findings."""
    conversation = reading.conversation(call)
    dues = call.findings.order_by("position").values_list("due", flat=True)
    speakers = [x.speaker for x in conversation.lines if x.speaker]
    context = Context(
        reference=call.held_at,
        timezone=call.time_zone,
        author=author.name,
        recipient=lead.name,
        people=tuple(dict.fromkeys([*speakers, author.name, lead.name])),
        dates=tuple(dict.fromkeys(due for due in dues if due)),
    )
    said = zip(conversation.lines, sources(conversation), strict=True)
    passages = {p.index: p for p in call.passages.all()}
    return Grounds(passages, {x.index: s for x, s in said}, context)


def grounds_of_event(event: Event, *, lead: Lead, author: User) -> Grounds:
    """What somebody wrote in a form or a mail: their words, and nobody else's."""
    passages = {p.index: p for p in event.passages.all()}
    context = Context(
        reference=event.occurred_at,
        timezone=lead.time_zone or lead.account.time_zone or "UTC",
        author=author.name,
        recipient=lead.name,
        people=(author.name, lead.name),
    )
    said = {i: Source(visible(p.text), lead.name, "theirs") for i, p in passages.items()}
    return Grounds(passages, said, context)


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
