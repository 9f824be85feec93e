"""From a touch to a draft: compose, verify every machine sentence, keep what holds.

What the verifier refuses never becomes part of the draft; it is kept beside it with the reason.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from followup.lib.grounding import Judgement, check, with_judge
from followup.lib.judging import model_judge
from followup.lib.model_errors import ModelError
from leads.extraction.evidence import united
from leads.extraction.model import configured_model
from leads.models import Call, Lead
from reviews import alerts
from reviews.letter import body
from reviews.material import Material, gather
from reviews.models import Draft, Sentence, SentenceEvidence
from reviews.urgency import first_promise
from reviews.writing import Brief, Composition, Written, compose
from sequences.models import Touch

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=6)  # longer than any task may run (Q_CLUSTER's timeout)
MOST_ATTEMPTS = 5
NOTHING = (
    "Nothing in this record could be restated with its source."
    " Write the mail yourself, or reject the draft."
)
STUMBLED = "Followup stumbled over this draft. It will try again."
GAVE_UP = "Followup could not write this. Try again, or write the mail yourself."


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
    draft.next_step_missing = not call.findings.filter(kind="next_step").exists()
    if draft.attempts > MOST_ATTEMPTS:  # every writer before this one died over it
        return _fail(draft, GAVE_UP, now=now)
    if call.sensitive or lead.is_sensitive:
        return _keep_brief(draft, lead, call, now=now)
    material = gather(draft, call)
    try:
        composition = _compose(material.brief)
        judged = [(w, _judge(w, material)) for w in composition.sentences]
    except ModelError as error:
        return _put_off(draft, error, now=now)
    except Exception:  # a fault of ours: the rep sees it, and the next try may have the mended code
        log.exception("draft %s could not be written", draft.pk)
        return _put_off(draft, ModelError("invalid", sentence=STUMBLED), now=now)
    return _keep(draft, lead, material, composition, judged, now=now)


def release(*, now: datetime) -> None:
    """After a restart: what a killed writer had leased is due again. One that still lives loses
    its lease and with it the right to write."""
    Draft.objects.filter(state=Draft.State.WRITING, retry_at__gt=now).update(retry_at=now)


def _compose(brief: Brief) -> Composition:
    return compose(brief, model=configured_model() if settings.OPENAI_API_KEY else None)


def _judge(written: Written, material: Material) -> Judgement | None:
    """The verdict on a machine sentence; the template's words need none."""
    if written.origin != "machine":
        return None
    lines = {e.line for e in written.evidence}
    cited = [s for i, s in material.sources.items() if i in lines]
    rest = [s for i, s in material.sources.items() if i not in lines]
    judged = check(written.text, cited=cited, rest=rest, context=material.context)
    if not (settings.OPENAI_API_KEY and settings.MODEL_JUDGE) or judged.verdict == "unsupported":
        return judged
    try:
        return with_judge(judged, model_judge(configured_model())(written.text, cited))
    except ModelError as error:  # no second opinion: the first could not have been raised anyway
        log.warning("no second reading: %s", error.kind)
        return judged


def _is_ours(draft: Draft) -> bool:
    """Whether this writer still holds the lease, whose end is its token; locks the lead's row.
    Without this a writer that was slow would overwrite what a person has made of the draft."""
    Lead.objects.select_for_update(no_key=True).get(pk=draft.lead_id)
    return Draft.objects.filter(
        pk=draft.pk, state=Draft.State.WRITING, retry_at=draft.retry_at
    ).exists()


def _keep(
    draft: Draft,
    lead: Lead,
    material: Material,
    composition: Composition,
    judged: list[tuple[Written, Judgement | None]],
    *,
    now: datetime,
) -> Draft | None:
    kept = [w for w, j in judged if j is None or j.verdict != "unsupported"]
    if not any(w.origin == "machine" for w in kept):
        return _fail(draft, NOTHING, now=now)
    lead_ins = _lead_ins(composition.sentences, kept)
    with transaction.atomic():
        if not _is_ours(draft):
            return None
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
        draft.machine_text = f"{composition.subject[:400]}\n\n{body(draft.sentences.all())}"
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
        for e in united(w.evidence)
    )


def _keep_brief(draft: Draft, lead: Lead, call: Call, *, now: datetime) -> Draft | None:
    """A sensitive call gets no machine words: an account with quotes, and an empty composer."""
    with transaction.atomic():
        if not _is_ours(draft):
            return None
        draft.sentences.all().delete()
        draft.engine, draft.engine_version = call.engine, call.engine_version
        return _ready(draft, lead, subject="", kind=Draft.Kind.BRIEF, now=now)


def _ready(draft: Draft, lead: Lead, *, subject: str, kind: str, now: datetime) -> Draft:
    # The epochs from before the writing began: what arrived meanwhile makes the draft stale.
    draft.kind, draft.subject, draft.state = kind, subject[:400], Draft.State.READY
    draft.stop_epoch, draft.record_epoch = lead.stop_epoch, lead.record_epoch
    draft.failure, draft.retry_at, draft.ready_at = "", None, now
    draft.promised_for = first_promise(draft.call_id)
    draft.save()
    alerts.draft_ready(draft)
    return draft


def _put_off(draft: Draft, error: ModelError, *, now: datetime) -> Draft | None:
    log.warning("draft %s: try %s failed (%s)", draft.pk, draft.attempts, error.kind)
    if error.permanent or draft.attempts >= MOST_ATTEMPTS:
        return _fail(draft, GAVE_UP if error.sentence == STUMBLED else error.sentence, now=now)
    wait = timedelta(seconds=error.retry_after or 30 * 2 ** (draft.attempts - 1))
    with transaction.atomic():
        if not _is_ours(draft):
            return None
        draft.retry_at, draft.failure = now + wait, error.sentence
        draft.save(update_fields=["retry_at", "failure"])
        return draft


def _fail(draft: Draft, sentence: str, *, now: datetime) -> Draft | None:
    """No words to review: a person may write them, try again or let it be."""
    lead = draft.lead
    with transaction.atomic():
        if not _is_ours(draft):
            return None
        draft.sentences.all().delete()  # of an earlier try: those words rest on an older record
        draft.state, draft.failure, draft.retry_at = Draft.State.FAILED, sentence, None
        draft.stop_epoch, draft.record_epoch = lead.stop_epoch, lead.record_epoch
        draft.ready_at = now
        draft.save()
        alerts.next_step_missing(draft)
        return draft
