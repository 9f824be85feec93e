"""Decisions about the words: the rep's own, cut and put back, or drawn anew by the machine."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from leads.models import User
from reviews.decisions.taking import Refused, as_text, expect, locked, record, unchanged
from reviews.letter import Kept, align
from reviews.models import Decision, Draft, Scratch, Sentence
from reviews.signals import draft_wanted

LONGEST_BODY = 50_000
LONGEST_WISH = 300
OPEN = (Draft.State.READY, Draft.State.FAILED)


def edit(
    draft_id: int,
    *,
    by: User,
    revision: int,
    subject: str,
    cc: str,
    body: str,
    now: datetime,
    tab: str = "",
) -> Draft:
    """Put the rep's words in the draft. Unchanged sentences keep their origin and evidence.

    `tab` names the editor these words were typed in: what it had put aside is no longer needed.
    """
    body = body.replace("\r\n", "\n").rstrip()
    if len(body) > LONGEST_BODY:
        raise Refused("long", f"The mail is longer than {LONGEST_BODY:,} characters. Shorten it.")
    with transaction.atomic():
        draft = locked(draft_id, by=by)
        expect(draft, *OPEN)
        unchanged(draft, revision)
        before = as_text(draft)
        sentences = [s for s in draft.sentences.all() if not s.is_left_out]
        _rewrite(draft, align(sentences, body))
        draft.subject, draft.cc = " ".join(subject.split())[:400], cc.strip()
        draft.revision += 1
        draft.state = Draft.State.READY
        draft.failure = ""
        draft.ready_at = draft.ready_at or now
        draft.save(update_fields=["subject", "cc", "revision", "state", "failure", "ready_at"])
        kind = Decision.Kind.EDIT if sentences else Decision.Kind.TAKE_OVER
        record(draft, kind, by=by, before=before, after=as_text(draft))
        Scratch.objects.filter(draft=draft, user=by, tab=tab).delete()
        return draft


def retry(draft_id: int, *, by: User, now: datetime) -> Draft:
    """Another try at a draft that could not be written."""
    with transaction.atomic():
        draft = locked(draft_id, by=by)
        expect(draft, Draft.State.FAILED)
        return _again(draft, Decision.Kind.RETRY, by=by, now=now)


def refresh(draft_id: int, *, by: User, now: datetime) -> Draft:
    """Draw the draft anew from the present record; what was written is kept in the decision."""
    with transaction.atomic():
        draft = locked(draft_id, by=by)
        expect(draft, *OPEN)
        return _again(draft, Decision.Kind.REFRESH, by=by, now=now)


def regenerate(
    draft_id: int, *, by: User, revision: int, shape: str, wish: str, now: datetime
) -> Draft:
    """Have the machine write it again in another `shape` (`Draft.Shape`), and with a model also
    as the rep wishes. The words of before are kept in the decision."""
    if shape not in Draft.Shape.values:
        raise Refused("shape", "Choose how the mail should look.")
    wish = " ".join(wish.split())[:LONGEST_WISH]
    with transaction.atomic():
        draft = locked(draft_id, by=by)
        expect(draft, *OPEN)
        unchanged(draft, revision)
        if draft.kind == Draft.Kind.BRIEF:
            raise Refused("sensitive", "This is a sensitive matter: write it in your own words.")
        draft.shape, draft.wish = shape, wish
        draft.save(update_fields=["shape", "wish"])
        asked = ". ".join(filter(None, [Draft.Shape(shape).label, wish]))
        return _again(draft, Decision.Kind.REGENERATE, by=by, now=now, reason=asked)


def _again(draft: Draft, kind: str, *, by: User, now: datetime, reason: str = "") -> Draft:
    record(draft, kind, by=by, before=as_text(draft), reason=reason)
    draft.state, draft.retry_at = Draft.State.WRITING, now
    draft.attempts, draft.failure, draft.note = 0, "", ""
    draft.revision += 1
    draft.save(update_fields=["state", "retry_at", "attempts", "failure", "note", "revision"])
    draft_wanted.send(sender=Draft, draft=draft)
    return draft


def _rewrite(draft: Draft, kept: list[Kept]) -> None:
    survivors = {k.was.pk for k in kept if k.was}
    draft.sentences.filter(is_left_out=False).exclude(pk__in=survivors).delete()
    left_out = list(draft.sentences.filter(is_left_out=True))
    for position, (piece, was) in enumerate((k.piece, k.was) for k in kept):
        if was is None:
            Sentence.objects.create(
                draft=draft,
                position=position,
                lead_in=piece.lead_in,
                text=piece.text,
                origin=Sentence.Origin.PERSON,
            )
        else:
            was.position, was.lead_in = position, piece.lead_in
            was.save(update_fields=["position", "lead_in"])
    for position, sentence in enumerate(left_out, start=len(kept)):
        sentence.position = position
        sentence.save(update_fields=["position"])
