"""Keeping what was written: as a draft, as a brief, as a try to come or as a failure in words.

Each takes the lead's row and makes sure that this writer still has the draft.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Kept:
    """What was written for a draft under a lease, with the verdict on each machine sentence."""

    draft: Draft
    lease: datetime | None
    grounds: Grounds
    composition: Composition
    judged: list[tuple[Written, Judgement | None]]

    @property
    def standing(self) -> list[Written]:
        """What becomes part of the draft."""
        return [w for w, j in self.judged if j is None or j.verdict != "unsupported"]


def _ours(leases: Mapping[Draft, datetime | None]) -> set[int]:
    """Those this writer still holds the lease of, whose end is its token; locks the leads' rows.
    Without this a writer that was slow would overwrite what a person has made of the draft."""
    leads = Lead.objects.select_for_update(no_key=True).filter(pk__in=[d.lead_id for d in leases])
    list(leads.order_by("pk").values_list("pk"))  # in one order: nobody waits in a ring
    writing = Draft.objects.filter(pk__in=[d.pk for d in leases], state=Draft.State.WRITING)
    held = dict(writing.values_list("pk", "retry_at"))
    return {d.pk for d, until in leases.items() if until is not None and held.get(d.pk) == until}


def keep_many(written: Collection[Kept], *, now: datetime) -> list[Draft]:
    """What holds becomes the draft, what does not stands beside it, in one transaction. Returns
    those that were still this writer's."""
    empty = [one for one in written if not _says_something(one.standing)]
    failed = [d for one in empty if (d := fail(one.draft, NOTHING, now=now))]
    full = [one for one in written if one not in empty]
    if not full:
        return failed
    with transaction.atomic():
        ours = _ours({one.draft: one.lease for one in full})
        mine = [one for one in full if one.draft.pk in ours]
        Sentence.objects.filter(draft__in=ours).delete()
        rows = {one.draft.pk: _rows(one) for one in mine}
        pairs = [pair for some in rows.values() for pair in some]
        Sentence.objects.bulk_create(sentence for sentence, _ in pairs)
        for sentence, evidence in pairs:
            for quote in evidence:
                quote.sentence = sentence
        SentenceEvidence.objects.bulk_create(q for _, evidence in pairs for q in evidence)
        mails = conversation.lately({one.draft.lead_id for one in mine})
        for one in mine:
            draft, composition = one.draft, one.composition
            draft.engine, draft.engine_version = composition.engine, composition.version[:120]
            draft.next_step_missing = composition.next_step_missing
            words = body(sentence for sentence, _ in rows[draft.pk])
            draft.machine_text = f"{composition.subject[:400]}\n\n{words}"
            # Who has mail with us gets an answer in it.
            thread = conversation.among(mails.get(draft.lead_id, ()), now=now)
            subject = thread.answer if thread else composition.subject
            _ready(draft, draft.lead, subject=subject, kind=Draft.Kind.MAIL, now=now)
        alerts.drafts_ready([one.draft for one in mine])
        return failed + [one.draft for one in mine]


def _says_something(standing: Collection[Written]) -> bool:
    return any(w.origin == "machine" or w.block == "body" for w in standing)


def _rows(one: Kept) -> list[tuple[Sentence, list[SentenceEvidence]]]:
    """The sentences of the draft in order, then what the verifier left out, then the writer."""
    lead_ins = _lead_ins(one.composition.sentences, one.standing)
    holds = [(w, j) for w, j in one.judged if j is None or j.verdict != "unsupported"]
    refused = [(w, j) for w, j in one.judged if j is not None and j.verdict == "unsupported"]
    rows = [_row(one, w, j, lead_in=lead_ins[id(w)]) for w, j in holds]
    rows += [_row(one, w, j, lead_in="", left_out=True) for w, j in refused]
    for out in one.composition.left_out:
        sentence = Sentence(
            draft=one.draft,
            text=out.text,
            origin=Sentence.Origin.MACHINE,
            verdict=Sentence.Verdict.UNSUPPORTED,
            reasons=[out.reason],
            is_left_out=True,
        )
        rows.append((sentence, []))
    for position, (sentence, _) in enumerate(rows):
        sentence.position = position
    return rows


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


def _row(
    one: Kept, w: Written, j: Judgement | None, *, lead_in: str, left_out: bool = False
) -> tuple[Sentence, list[SentenceEvidence]]:
    sentence = Sentence(
        draft=one.draft,
        block=w.block,
        lead_in=lead_in,
        text=w.text,
        origin=w.origin,
        verdict=j.verdict if j else "",
        is_left_out=left_out,
        reasons=[r.text for r in j.reasons] if j else [],
        slots=list(w.slots),
    )
    passages = one.grounds.passages
    return sentence, [
        SentenceEvidence(passage=passages[e.line], quote=e.quote, start=e.start)
        for e in united(w.evidence)
    ]


def keep_brief(draft: Draft, lead: Lead, call: Call | None, *, now: datetime) -> Draft | None:
    """A sensitive matter gets no machine words: an account with quotes, and an empty composer."""
    with transaction.atomic():
        if not _ours({draft: draft.retry_at}):
            return None
        draft.sentences.all().delete()
        if call is not None:
            draft.engine, draft.engine_version = call.engine, call.engine_version
        _ready(draft, lead, subject="", kind=Draft.Kind.BRIEF, now=now)
        alerts.drafts_ready([draft])
        return draft


def _ready(draft: Draft, lead: Lead, *, subject: str, kind: str, now: datetime) -> Draft:
    # The epochs from before the writing began: what arrived meanwhile makes the draft stale.
    draft.kind, draft.subject, draft.state = kind, subject[:400], Draft.State.READY
    draft.stop_epoch, draft.record_epoch = lead.stop_epoch, lead.record_epoch
    draft.failure, draft.retry_at, draft.ready_at = "", None, now
    draft.promised_for = first_promise(draft.call_id) if draft.call_id else None
    draft.save()
    return draft


def put_off(draft: Draft, error: ModelError, *, now: datetime) -> Draft | None:
    """Another try later, unless there were enough or the error is for good."""
    log.warning("draft %s: try %s failed (%s)", draft.pk, draft.attempts, error.kind)
    if error.permanent or draft.attempts >= MOST_ATTEMPTS:
        return fail(draft, GAVE_UP if error.sentence == STUMBLED else error.sentence, now=now)
    wait = timedelta(seconds=error.retry_after or 30 * 2 ** (draft.attempts - 1))
    with transaction.atomic():
        if not _ours({draft: draft.retry_at}):
            return None
        draft.retry_at, draft.failure = now + wait, error.sentence
        draft.save(update_fields=["retry_at", "failure"])
        return draft


def fail(draft: Draft, sentence: str, *, now: datetime) -> Draft | None:
    """No words to review: a person may write them, try again or let it be."""
    lead = draft.lead
    with transaction.atomic():
        if not _ours({draft: draft.retry_at}):
            return None
        draft.sentences.all().delete()  # of an earlier try: those words rest on an older record
        draft.state, draft.failure, draft.retry_at = Draft.State.FAILED, sentence, None
        draft.stop_epoch, draft.record_epoch = lead.stop_epoch, lead.record_epoch
        draft.ready_at = now
        draft.save()
        alerts.next_step_missing(draft)
        return draft
