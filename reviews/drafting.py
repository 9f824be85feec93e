"""From a touch to a draft: compose, verify every machine sentence, keep what holds.

What the verifier refuses never becomes part of the draft; it is kept beside it with the reason.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from followup.lib.grounding import Context, Judgement, Source, check
from followup.lib.model_errors import ModelError
from leads import reading
from leads.extraction.model import configured_model
from leads.extraction.schema import Conversation, Evidence, Finding, Reading
from leads.models import Call, Lead, Passage
from reviews import alerts
from reviews.models import Draft, Sentence, SentenceEvidence
from reviews.writing import Brief, Composition, Person, Written, compose
from sequences import enrollment
from sequences.models import Touch

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=15)  # longer than any task may run
MOST_ATTEMPTS = 5
NOTHING = "Nothing in this record could be restated with its source. Write the mail yourself, or reject the draft."


def begin(touch: Touch, *, now: datetime) -> Draft | None:
    """Open a draft for a planned touch. None when somebody else did. Safe to run twice."""
    with transaction.atomic():
        taken = Touch.objects.filter(pk=touch.pk, state=Touch.State.PLANNED).update(
            state=Touch.State.DRAFTED
        )
        if not taken:
            return None
        return Draft.objects.create(
            touch=touch,
            lead_id=touch.enrollment.lead_id,
            call_id=touch.enrollment.call_id,
            retry_at=now,
        )


def write(draft_id: int, *, now: datetime) -> Draft | None:
    """Write one draft. None when somebody else has it. Safe to run twice."""
    claimed = (
        Draft.objects.to_write(now=now)
        .filter(pk=draft_id)
        .update(retry_at=now + LEASE, attempts=F("attempts") + 1)
    )
    if not claimed:
        return None
    draft = Draft.objects.select_related(
        "lead", "call__owner", "touch__step", "touch__enrollment__lead"
    ).get(pk=draft_id)
    lead, call = draft.lead, draft.call
    assert call is not None  # every purpose so far rests on a call
    if call.sensitive or lead.is_sensitive:
        return _keep_brief(draft, lead, call, now=now)
    try:
        material = _gather(draft, call)
        composition = _compose(material.brief)
    except ModelError as error:
        return _put_off(draft, error, now=now)
    return _keep(draft, lead, material, composition, now=now)


@dataclass(frozen=True, slots=True)
class Material:
    """What a draft is made from: the brief for the writer, the passages for the verifier."""

    brief: Brief
    passages: dict[int, Passage]
    sources: dict[int, Source]
    context: Context


def _gather(draft: Draft, call: Call) -> Material:
    conversation = reading.conversation(call)
    passages = {p.index: p for p in call.passages.all()}
    found = _reading(call, passages)
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
    return Material(brief, passages, _sources(conversation), context)


def _sources(conversation: Conversation) -> dict[int, Source]:
    """The passages as the verifier sees them. A note is the rep's word about both sides, so
    nobody's promise can be told from who wrote it: its speaker is left open."""
    if conversation.source == "note":
        return {x.index: Source(x.text) for x in conversation.lines}
    return {x.index: Source(x.text, x.speaker or None, x.side) for x in conversation.lines}


def _reading(call: Call, passages: dict[int, Passage]) -> Reading:
    """The stored findings in the engines' own form."""
    index = {p.pk: i for i, p in passages.items()}
    findings = tuple(
        Finding(
            kind=f.kind,
            text=f.text,
            direction=f.direction or None,
            owner=f.owner or None,  # type: ignore[arg-type]
            strength=f.strength,
            due_phrase=f.due_phrase or None,
            due=f.due,
            confidence=f.confidence,  # type: ignore[arg-type]
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


def _compose(brief: Brief) -> Composition:
    return compose(brief, model=configured_model() if settings.OPENAI_API_KEY else None)


def _judge(written: Written, material: Material) -> Judgement:
    lines = {e.line for e in written.evidence}
    cited = [s for i, s in material.sources.items() if i in lines]
    rest = [s for i, s in material.sources.items() if i not in lines]
    return check(written.text, cited=cited, rest=rest, context=material.context)


def _keep(
    draft: Draft, lead: Lead, material: Material, composition: Composition, *, now: datetime
) -> Draft:
    judged = [
        (w, _judge(w, material) if w.origin == "machine" else None) for w in composition.sentences
    ]
    kept = [w for w, j in judged if j is None or j.verdict != "unsupported"]
    if not any(w.origin == "machine" for w in kept):
        return _fail(draft, NOTHING, now=now)
    lead_ins = _lead_ins(composition.sentences, kept)
    with transaction.atomic():
        draft.sentences.all().delete()
        position = 0
        for w, j in judged:
            if j is None or j.verdict != "unsupported":
                _add(draft, w, j, position, material, lead_in=lead_ins[id(w)])
                position += 1
        for w, j in judged:
            if j is not None and j.verdict == "unsupported":
                _add(draft, w, j, position, material, lead_in="", left_out=True)
                position += 1
        for out in composition.left_out:
            Sentence.objects.create(
                draft=draft,
                position=position,
                text=out.text,
                origin=Sentence.Origin.MACHINE,
                verdict=Sentence.Verdict.UNSUPPORTED,
                reasons=[out.reason],
                is_left_out=True,
            )
            position += 1
        draft.engine, draft.engine_version = composition.engine, composition.version[:120]
        draft.next_step_missing = composition.next_step_missing
        return _ready(draft, lead, subject=composition.subject, kind=Draft.Kind.MAIL, now=now)


def _lead_ins(all_of_them: Iterable[Written], kept: list[Written]) -> dict[int, str]:
    """A heading stands before the first sentence of its block; when that one is left out, the
    next one of the block takes it over."""
    waiting: dict[str, str] = {}
    result: dict[int, str] = {}
    alive = {id(w) for w in kept}
    for w in all_of_them:
        if id(w) in alive:
            result[id(w)] = waiting.pop(w.block, w.lead_in)
        else:
            waiting.setdefault(w.block, w.lead_in)
    if kept:
        result[id(kept[0])] = result[id(kept[0])].lstrip("\n")
    return result


def _add(
    draft: Draft,
    w: Written,
    j: Judgement | None,
    position: int,
    material: Material,
    *,
    lead_in: str,
    left_out: bool = False,
) -> None:
    sentence = Sentence.objects.create(
        draft=draft,
        position=position,
        block=w.block,
        lead_in=lead_in,
        text=w.text,
        origin=w.origin,
        verdict=j.verdict if j else "",
        is_left_out=left_out,
        reasons=[r.text for r in j.reasons] if j else [],
    )
    SentenceEvidence.objects.bulk_create(
        SentenceEvidence(
            sentence=sentence, passage=material.passages[e.line], quote=e.quote, start=e.start
        )
        for e in dict.fromkeys(w.evidence)
    )


def _keep_brief(draft: Draft, lead: Lead, call: Call, *, now: datetime) -> Draft:
    """A sensitive call gets no machine words: an account with quotes, and an empty composer."""
    with transaction.atomic():
        draft.sentences.all().delete()
        draft.engine, draft.engine_version = call.engine, call.engine_version
        draft.next_step_missing = not call.findings.filter(kind="next_step").exists()
        return _ready(draft, lead, subject="", kind=Draft.Kind.BRIEF, now=now)


def _ready(draft: Draft, lead: Lead, *, subject: str, kind: str, now: datetime) -> Draft:
    # The epochs from before the writing began: what arrived meanwhile makes the draft stale.
    draft.kind, draft.subject, draft.state = kind, subject[:400], Draft.State.READY
    draft.stop_epoch, draft.record_epoch = lead.stop_epoch, lead.record_epoch
    draft.failure, draft.retry_at, draft.ready_at = "", None, now
    draft.save()
    alerts.draft_ready(draft)
    return draft


def _put_off(draft: Draft, error: ModelError, *, now: datetime) -> Draft:
    if error.permanent or draft.attempts >= MOST_ATTEMPTS:
        return _fail(draft, error.sentence, now=now)
    draft.retry_at = now + timedelta(seconds=error.retry_after or 30 * 2 ** (draft.attempts - 1))
    draft.failure = error.sentence
    draft.save(update_fields=["retry_at", "failure"])
    log.warning("draft %s waits: %s", draft.pk, error.kind)
    return draft


def _fail(draft: Draft, sentence: str, *, now: datetime) -> Draft:
    lead = draft.lead
    draft.state, draft.failure, draft.retry_at = Draft.State.FAILED, sentence, None
    draft.stop_epoch, draft.record_epoch = lead.stop_epoch, lead.record_epoch
    draft.ready_at = now
    draft.save()
    return draft
