"""One sentence at a time: cut it, put it back, insert a finding, quote another call."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from leads.models import User
from reviews.decisions.taking import Refused, as_text, expect, locked, record, unchanged
from reviews.inserting import Insertion, insertion
from reviews.models import Decision, Draft, Sentence, SentenceEvidence
from reviews.pulling import quotation
from reviews.writing.layout import mark

CUT = "You cut it."
FROM_ANOTHER = "A passage of another call."


def cut(draft_id: int, *, by: User, revision: int, sentence: int, now: datetime) -> Draft:
    """Leave one sentence out of the mail; it stays beside the draft and can be put back."""
    with transaction.atomic():
        draft, sentences = _begin(draft_id, by=by, revision=revision)
        here = [s for s in sentences if not s.is_left_out]
        at = next((i for i, s in enumerate(here) if s.pk == sentence), None)
        if at is None:
            raise Refused("sentence", "That sentence is not part of the mail any more.")
        if len(here) == 1:
            raise Refused("sentence", "It is the only sentence left. Reject the draft instead.")
        before, out = as_text(draft, sentences), here[at]
        if at + 1 < len(here):
            _take_over(here[at + 1], out, is_first=at == 0)
        out.is_left_out, out.reasons = True, [CUT, *(r for r in out.reasons if r != CUT)]
        out.save(update_fields=["is_left_out", "reasons"])
        return _end(draft, Decision.Kind.CUT, by=by, before=before)


def put_back(draft_id: int, *, by: User, revision: int, sentence: int, now: datetime) -> Draft:
    """Take a sentence that was left out into the mail again, where it stood."""
    with transaction.atomic():
        draft, sentences = _begin(draft_id, by=by, revision=revision)
        out = next((s for s in sentences if s.pk == sentence and s.is_left_out), None)
        if out is None:
            raise Refused("sentence", "That sentence stands in the mail already.")
        if out.verdict == Sentence.Verdict.UNSUPPORTED:
            raise Refused("unsupported", "The record does not bear it out. Say it in your words.")
        before = as_text(draft, sentences)
        out.is_left_out, out.reasons = False, [r for r in out.reasons if r != CUT]
        out.save(update_fields=["is_left_out", "reasons"])
        _mend_gap(sentences, out)
        return _end(draft, Decision.Kind.PUT_BACK, by=by, before=before)


def insert(draft_id: int, *, by: User, revision: int, finding: int, now: datetime) -> Draft:
    """Say one finding of the draft's own call in the mail, with its evidence and verdict."""
    with transaction.atomic():
        draft, sentences = _begin(draft_id, by=by, revision=revision)
        if draft.kind == Draft.Kind.BRIEF:
            raise Refused("sensitive", "This is a sensitive matter: write it in your own words.")
        made = insertion(draft, finding)
        if isinstance(made, str):
            raise Refused("finding", made)
        before = as_text(draft, sentences)
        here = [s for s in sentences if not s.is_left_out]
        _insert(draft, sentences, made, at=_place(here, made.block))
        return _end(draft, Decision.Kind.INSERT, by=by, before=before)


def pull(draft_id: int, *, by: User, revision: int, passage: int, now: datetime) -> Draft:
    """Quote a passage of another call with the company; it says where it is from."""
    with transaction.atomic():
        draft, sentences = _begin(draft_id, by=by, revision=revision)
        if draft.kind == Draft.Kind.BRIEF:
            raise Refused("sensitive", "This is a sensitive matter: write it in your own words.")
        made = quotation(draft, passage, by=by)
        if isinstance(made, str):
            raise Refused("passage", made)
        before = as_text(draft, sentences)
        here = [s for s in sentences if not s.is_left_out]
        ending = [i for i, s in enumerate(here) if s.block in {"closing", "sign_off"}]
        _insert(draft, sentences, made, at=ending[0] if ending else max(0, len(here) - 1))
        return _end(draft, Decision.Kind.INSERT, by=by, before=before, reason=FROM_ANOTHER)


def _begin(draft_id: int, *, by: User, revision: int) -> tuple[Draft, list[Sentence]]:
    draft = locked(draft_id, by=by)
    expect(draft, Draft.State.READY)
    unchanged(draft, revision)
    return draft, list(draft.sentences.all())


def _end(draft: Draft, kind: str, *, by: User, before: str, reason: str = "") -> Draft:
    draft.revision += 1
    draft.save(update_fields=["revision"])
    record(draft, kind, by=by, reason=reason, before=before, after=as_text(draft))
    return draft


def _take_over(heir: Sentence, gone: Sentence, *, is_first: bool) -> None:
    """What stood before a sentence that goes and belongs to its whole block, such as a heading,
    stands before the next one; no empty line stands before the first."""
    if is_first:
        heir.lead_in = heir.lead_in.lstrip("\n")
    elif heir.block == gone.block and gone.block:
        heir.lead_in = gone.lead_in
    else:
        return
    heir.save(update_fields=["lead_in"])


def _mend_gap(sentences: list[Sentence], back: Sentence) -> None:
    """A sentence that comes back stands under its heading once, and apart from its neighbours."""
    here = [s for s in sentences if not s.is_left_out]
    at = here.index(back)
    if at and not back.lead_in:
        back.lead_in = "\n\n"
        back.save(update_fields=["lead_in"])
    after = here[at + 1] if at + 1 < len(here) else None
    if after is None:
        return
    if at == 0:
        after.lead_in = "\n\n" + after.lead_in.lstrip("\n")
    elif after.lead_in == back.lead_in and after.block == back.block != "":
        after.lead_in = mark(after.block, back.draft.shape)
    after.save(update_fields=["lead_in"])


def _place(here: list[Sentence], block: str) -> int:
    """Behind the last sentence of its block, else before the farewell, else at the end."""
    same = [i for i, s in enumerate(here) if s.block == block]
    if same:
        return same[-1] + 1
    ending = [i for i, s in enumerate(here) if s.block in {"closing", "sign_off"}]
    if ending:
        return ending[0]
    return max(0, len(here) - 1)


def _insert(draft: Draft, sentences: list[Sentence], made: Insertion, *, at: int) -> None:
    here = [s for s in sentences if not s.is_left_out]
    under = at > 0 and made.block != "" and here[at - 1].block == made.block
    lead_in = made.mark if under else f"\n\n{made.heading}{made.mark}"
    behind = here[at] if at < len(here) else None
    position = behind.position if behind else max((s.position for s in sentences), default=-1) + 1
    _make_room(s for s in sentences if s.position >= position)
    row = Sentence.objects.create(
        draft=draft,
        position=position,
        block=made.block,
        lead_in=lead_in if at else "",
        text=made.text,
        origin=Sentence.Origin.MACHINE,
        verdict=made.verdict,
        reasons=list(made.reasons),
    )
    SentenceEvidence.objects.bulk_create(
        SentenceEvidence(sentence=row, passage=passage, quote=quote, start=start)
        for passage, quote, start in made.evidence
    )


def _make_room(rows: Iterable[Sentence]) -> None:
    for row in rows:  # positions are compared at commit, so the order does not matter
        row.position += 1
        row.save(update_fields=["position"])
