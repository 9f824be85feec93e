"""The key: what a person may decide about a draft. Each decision is one transaction that takes
the lead's row first, looks again, writes one append-only row, and does what follows from it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from leads.models import Lead, SignIn, User
from reviews.letter import Kept, align, body, mail_for
from reviews.models import Decision, Draft, Sentence
from reviews.signals import draft_wanted
from reviews.standing import obstacles
from sequences import outbox
from sequences.fingerprint import fingerprint
from sequences.models import Approval, Message, Touch
from sequences.refusals import GateRefused

LONGEST_BODY = 50_000


class Refused(Exception):
    """The decision was not taken. `code` is stable; `sentence` says how to mend it."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        self.sentence = sentence
        super().__init__(sentence)


class Conflict(Refused):
    """Somebody, or another tab, changed the draft after this person read it."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        super().__init__(
            "changed",
            "The draft was changed after you opened it. Here is how it reads now; "
            "look again before you decide.",
        )


def approve(
    draft_id: int,
    *,
    by: User,
    sign_in: SignIn | None,
    seen: str,
    now: datetime,
    send_at: datetime | None = None,
) -> Message:
    """Let exactly these words go. `seen` is the fingerprint (hex) of what the person read.

    The message waits for the hold, or until `send_at` when that is later. Raises `Refused` and
    `Conflict`; a second approval of the same words finds the draft approved and is refused.
    """
    with transaction.atomic():
        draft = _locked(draft_id, by=by)
        _expect(draft, Draft.State.READY)
        mail = mail_for(draft, sender=by)
        if fingerprint(mail).hex() != seen:
            raise Conflict(draft)
        for obstacle in obstacles(draft, by=by, sign_in=sign_in, now=now):
            if obstacle.blocks:
                raise Refused(obstacle.code, obstacle.sentence)
        assert sign_in is not None  # its absence is an obstacle
        held = now + settings.HOLD
        try:
            message = outbox.schedule(
                mail=mail,
                touch=draft.touch,
                lead=draft.lead,
                sign_in=sign_in,
                send_at=max(held, send_at or held),
                now=now,
            )
        except GateRefused as refused:
            raise Refused(refused.code, str(refused)) from refused
        _record(draft, Decision.Kind.APPROVE, by=by, approval=message.approval, after=mail.body)
        _move(draft, Draft.State.APPROVED, now=now)
        return message


def edit(
    draft_id: int, *, by: User, revision: int, subject: str, cc: str, body: str, now: datetime
) -> Draft:
    """Put the rep's words in the draft. Unchanged sentences keep their origin and evidence."""
    body = body.replace("\r\n", "\n").rstrip()
    if len(body) > LONGEST_BODY:
        raise Refused("long", f"The mail is longer than {LONGEST_BODY:,} characters. Shorten it.")
    with transaction.atomic():
        draft = _locked(draft_id, by=by)
        _expect(draft, Draft.State.READY, Draft.State.FAILED)
        if draft.revision != revision:
            raise Conflict(draft)
        before = _as_text(draft)
        sentences = [s for s in draft.sentences.all() if not s.is_left_out]
        _rewrite(draft, align(sentences, body))
        draft.subject, draft.cc = " ".join(subject.split())[:400], cc.strip()
        draft.revision += 1
        draft.state = Draft.State.READY
        draft.failure = ""
        draft.ready_at = draft.ready_at or now
        draft.save(update_fields=["subject", "cc", "revision", "state", "failure", "ready_at"])
        kind = Decision.Kind.EDIT if sentences else Decision.Kind.TAKE_OVER
        _record(draft, kind, by=by, before=before, after=_as_text(draft))
        return draft


def reject(draft_id: int, *, by: User, revision: int, reason: str, now: datetime) -> Draft:
    """This mail is not to be sent. The reason is kept."""
    if not reason.strip():
        raise Refused("reason", "Say in a few words why, so that the next draft can be better.")
    with transaction.atomic():
        draft = _locked(draft_id, by=by)
        _expect(draft, Draft.State.READY, Draft.State.FAILED)
        if draft.revision != revision:
            raise Conflict(draft)
        _record(
            draft, Decision.Kind.REJECT, by=by, reason=reason.strip()[:500], before=_as_text(draft)
        )
        _move(draft, Draft.State.REJECTED, now=now)
        Touch.objects.filter(pk=draft.touch_id).update(state=Touch.State.CANCELLED)
        return draft


def undo(draft_id: int, *, by: User, sign_in: SignIn | None, now: datetime) -> Draft:
    """Take an approval back while the message is held, or bring a rejected draft back."""
    with transaction.atomic():
        draft = _locked(draft_id, by=by)
        if draft.state == Draft.State.REJECTED:
            Touch.objects.filter(pk=draft.touch_id).update(state=Touch.State.DRAFTED)
        else:
            _expect(draft, Draft.State.APPROVED)
            _recall(draft, sign_in=sign_in)
        _record(draft, Decision.Kind.UNDO, by=by)
        _move(draft, Draft.State.READY, now=now)
        return draft


def retry(draft_id: int, *, by: User, now: datetime) -> Draft:
    """Another try at a draft that could not be written."""
    return _again(draft_id, Decision.Kind.RETRY, (Draft.State.FAILED,), by=by, now=now)


def refresh(draft_id: int, *, by: User, now: datetime) -> Draft:
    """Draw the draft anew from the present record; what was written is kept in the decision."""
    return _again(
        draft_id, Decision.Kind.REFRESH, (Draft.State.READY, Draft.State.FAILED), by=by, now=now
    )


def settle(
    draft_id: int, *, by: User, sign_in: SignIn | None, was_sent: bool, reason: str, now: datetime
) -> Draft:
    """A person says whether a mail that may have been sent was sent."""
    with transaction.atomic():
        draft = _locked(draft_id, by=by)
        message = latest_message(draft)
        if message is None or message.state != Message.State.UNKNOWN:
            raise Refused("settled", "There is nothing left to settle about this mail.")
        if sign_in is None:
            raise Refused("session", "Your sign-in has ended. Sign in again.")
        said = reason.strip() or ("It was sent." if was_sent else "It was not sent.")
        try:
            outbox.settle(message, sign_in=sign_in, was_sent=was_sent, reason=said)
        except GateRefused as refused:
            raise Refused(refused.code, str(refused)) from refused
        _record(draft, Decision.Kind.SETTLE, by=by, reason=said[:500])
        draft.note = "" if was_sent else "It was not sent. Read it again and approve it anew."
        draft.save(update_fields=["note"])
        _move(draft, Draft.State.SENT if was_sent else Draft.State.READY, now=now)
        return draft


def latest_message(draft: Draft) -> Message | None:
    """The newest message that came of this draft."""
    return Message.objects.filter(touch=draft.touch_id).order_by("-pk").first()


def _locked(draft_id: int, *, by: User) -> Draft:
    """The draft with its lead's row locked first, as everybody does; 404s are the door's."""
    lead_id = Draft.objects.visible_to(by).values_list("lead_id", flat=True).get(pk=draft_id)
    lead = Lead.objects.select_for_update(no_key=True).get(pk=lead_id)
    draft = (
        Draft.objects.select_for_update(no_key=True, of=("self",))
        .select_related("touch__enrollment", "touch__step")
        .get(pk=draft_id)
    )
    draft.lead = lead
    return draft


def _expect(draft: Draft, *states: str) -> None:
    if draft.state in states:
        return
    sentence = {
        Draft.State.APPROVED: "This draft is approved already.",
        Draft.State.SENT: "This mail was sent already.",
        Draft.State.REJECTED: "This draft was rejected. Bring it back before you decide anew.",
        Draft.State.WRITING: "This draft is being written. Wait a moment.",
        Draft.State.FAILED: "There is nothing to approve yet. Try again or write it yourself.",
        Draft.State.READY: "This draft is back in the inbox.",
    }[Draft.State(draft.state)]
    decision = draft.decisions.select_related("by").first()
    who = f" ({decision.get_kind_display().lower()} by {decision.by})" if decision else ""
    raise Refused("decided", sentence.removesuffix(".") + who + ".")


def _move(draft: Draft, state: str, *, now: datetime) -> None:
    draft.state = state
    draft.decided_at = (
        now if state in {Draft.State.APPROVED, Draft.State.REJECTED, Draft.State.SENT} else None
    )
    draft.save(update_fields=["state", "decided_at"])


def _recall(draft: Draft, *, sign_in: SignIn | None) -> None:
    message = latest_message(draft)
    if sign_in is None:
        raise Refused("session", "Your sign-in has ended. Sign in again.")
    try:
        if message is None or not outbox.recall(message, sign_in=sign_in):
            raise Refused("gone", "It is too late: the mail is on its way.")
    except GateRefused as refused:
        raise Refused(refused.code, str(refused)) from refused


def _again(draft_id: int, kind: str, states: tuple[str, ...], *, by: User, now: datetime) -> Draft:
    with transaction.atomic():
        draft = _locked(draft_id, by=by)
        _expect(draft, *states)
        _record(draft, kind, by=by, before=_as_text(draft))
        draft.state, draft.retry_at = Draft.State.WRITING, now
        draft.attempts, draft.failure, draft.note = 0, "", ""
        draft.revision += 1
        draft.save(update_fields=["state", "retry_at", "attempts", "failure", "note", "revision"])
        draft_wanted.send(sender=Draft, draft=draft)
        return draft


def _record(
    draft: Draft,
    kind: str,
    *,
    by: User,
    approval: Approval | None = None,
    reason: str = "",
    before: str = "",
    after: str = "",
) -> None:
    Decision.objects.create(
        draft=draft,
        kind=kind,
        by=by,
        revision=draft.revision,
        approval=approval,
        reason=reason,
        fingerprint=approval.fingerprint if approval else None,
        before=before,
        after=after,
    )


def _as_text(draft: Draft) -> str:
    return f"{draft.subject}\n\n{body(draft.sentences.all())}"


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
