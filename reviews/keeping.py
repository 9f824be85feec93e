"""Keeping what was written: as a draft, as a brief, as a try to come or as a failure in words.

Each takes the lead's row and makes sure that this writer still has the draft.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from followup.lib.grounding import Judgement
from followup.lib.model_errors import ModelError
from leads.extraction.evidence import united
from leads.models import Call, Lead
from reviews import alerts
from reviews.letter import body
from reviews.material import Grounds
from reviews.models import Draft, Sentence, SentenceEvidence
from reviews.urgency import first_promise
from reviews.writing import Composition, Written
from sequences import conversation

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
NOTHING = (
    "Nothing in this record could be restated with its source."
    " Write the mail yourself, or reject the draft."
)
STUMBLED = "Followup stumbled over this draft. It will try again."
GAVE_UP = "Followup could not write this. Try again, or write the mail yourself."


def _is_ours(draft: Draft) -> bool:
    """Whether this writer still holds the lease, whose end is its token; locks the lead's row.
    Without this a writer that was slow would overwrite what a person has made of the draft."""
    Lead.objects.select_for_update(no_key=True).get(pk=draft.lead_id)
    return Draft.objects.filter(
        pk=draft.pk, state=Draft.State.WRITING, retry_at=draft.retry_at
    ).exists()


def keep(
    draft: Draft,
    lead: Lead,
    grounds: Grounds,
    composition: Composition,
    judged: list[tuple[Written, Judgement | None]],
    *,
    now: datetime,
) -> Draft | None:
    """What holds becomes the draft, what does not stands beside it. None: another has it now."""
    kept = [w for w, j in judged if j is None or j.verdict != "unsupported"]
    if not any(w.origin == "machine" or w.block == "body" for w in kept):
        return fail(draft, NOTHING, now=now)
    lead_ins = _lead_ins(composition.sentences, kept)
    with transaction.atomic():
        if not _is_ours(draft):
            return None
        draft.sentences.all().delete()
        position = 0
        for w, j in judged:
            if j is None or j.verdict != "unsupported":
                _add(draft, w, j, position, grounds, lead_in=lead_ins[id(w)])
                position += 1
        for w, j in judged:
            if j is not None and j.verdict == "unsupported":
                _add(draft, w, j, position, grounds, lead_in="", left_out=True)
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
        thread = conversation.thread_of(lead, now=now)  # who has mail with us gets an answer in it
        subject = thread.answer if thread else composition.subject
        return _ready(draft, lead, subject=subject, kind=Draft.Kind.MAIL, now=now)


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
    grounds: Grounds,
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
        slots=list(w.slots),
    )
    SentenceEvidence.objects.bulk_create(
        SentenceEvidence(
            sentence=sentence, passage=grounds.passages[e.line], quote=e.quote, start=e.start
        )
        for e in united(w.evidence)
    )


def keep_brief(draft: Draft, lead: Lead, call: Call | None, *, now: datetime) -> Draft | None:
    """A sensitive matter gets no machine words: an account with quotes, and an empty composer."""
    with transaction.atomic():
        if not _is_ours(draft):
            return None
        draft.sentences.all().delete()
        if call is not None:
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


def put_off(draft: Draft, error: ModelError, *, now: datetime) -> Draft | None:
    """Another try later, unless there were enough or the error is for good."""
    log.warning("draft %s: try %s failed (%s)", draft.pk, draft.attempts, error.kind)
    if error.permanent or draft.attempts >= MOST_ATTEMPTS:
        return fail(draft, GAVE_UP if error.sentence == STUMBLED else error.sentence, now=now)
    wait = timedelta(seconds=error.retry_after or 30 * 2 ** (draft.attempts - 1))
    with transaction.atomic():
        if not _is_ours(draft):
            return None
        draft.retry_at, draft.failure = now + wait, error.sentence
        draft.save(update_fields=["retry_at", "failure"])
        return draft


def fail(draft: Draft, sentence: str, *, now: datetime) -> Draft | None:
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
