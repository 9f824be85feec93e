"""Letting a mail go, holding it back, taking it back, and saying what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from leads.models import SignIn, User
from reviews import withdrawing
from reviews.decisions.taking import (
    Conflict,
    Refused,
    as_text,
    expect,
    latest_message,
    locked,
    move,
    record,
    unchanged,
)
from reviews.letter import mail_for
from reviews.models import Decision, Draft
from reviews.record import read_sentences
from reviews.standing import LATE, TOO_LATE, obstacles
from sequences import outbox, stationery, windows
from sequences.fingerprint import fingerprint
from sequences.models import Message, Touch
from sequences.refusals import GateRefused, words
from sequences.windows import Window

LATEST = timedelta(days=28)  # an approval ends after thirty: later than that, nothing would go


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

    The message goes as the touch is planned, not before the hold is over; or at `send_at`, when
    the person chose a moment, whatever stands against it. Raises `Refused` and `Conflict`; a
    second approval of the same words finds the draft approved and is refused.
    """
    if send_at is not None and send_at > now + LATEST:
        raise Refused("moment", f"Choose a moment within the next {LATEST.days} days.")
    with transaction.atomic():
        draft = locked(draft_id, by=by)
        expect(draft, Draft.State.READY)
        read_sentences(draft)
        paper = stationery.of([draft.touch], sender=by)
        mail = mail_for(draft, sender=by, paper=paper)
        if fingerprint(mail).hex() != seen:
            raise Conflict(draft)
        for obstacle in obstacles(draft, by=by, sign_in=sign_in, now=now, paper=paper):
            if obstacle.blocks and not (obstacle.code == LATE and send_at is not None):
                raise Refused(obstacle.code, obstacle.sentence)
        assert sign_in is not None  # its absence is an obstacle
        window = _window(draft, by=by, send_at=send_at, now=now)
        try:
            message = outbox.schedule(
                mail=mail,
                touch=draft.touch,
                lead=draft.lead,
                sign_in=sign_in,
                send_at=window.send_at,
                window=window,
                now=now,
            )
        except GateRefused as refused:
            raise Refused(refused.code, str(refused)) from refused
        record(draft, Decision.Kind.APPROVE, by=by, approval=message.approval, after=mail.body)
        move(draft, Draft.State.APPROVED, now=now)
        return message


def _window(draft: Draft, *, by: User, send_at: datetime | None, now: datetime) -> Window:
    """When it may go: as planned, or as the person chose."""
    held_until = now + settings.HOLD
    if send_at is not None:
        moment = max(now, send_at)
        return windows.choose(draft.touch, moment=moment, held_until=held_until, by=by)
    try:
        return windows.window(draft.touch, held_until=held_until, now=now)
    except windows.Late as late:
        raise Refused(LATE, TOO_LATE) from late


def reject(draft_id: int, *, by: User, revision: int, reason: str, now: datetime) -> Draft:
    """This mail is not to be sent. The reason is kept."""
    if not reason.strip():
        raise Refused("reason", "Say in a few words why, so that the next draft can be better.")
    with transaction.atomic():
        draft = locked(draft_id, by=by)
        expect(draft, Draft.State.READY, Draft.State.FAILED, Draft.State.SNOOZED)
        unchanged(draft, revision)
        record(draft, Decision.Kind.REJECT, by=by, reason=reason.strip(), before=as_text(draft))
        move(draft, Draft.State.REJECTED, now=now)
        Touch.objects.filter(pk=draft.touch_id).update(state=Touch.State.CANCELLED)
        return draft


def undo(draft_id: int, *, by: User, sign_in: SignIn | None, now: datetime) -> Draft:
    """Take an approval back while it is held, or bring a rejected or put-off draft back."""
    with transaction.atomic():
        draft = locked(draft_id, by=by)
        if withdrawing.is_moved(draft):
            raise Refused("moved", words("moved"))
        if draft.state == Draft.State.REJECTED:
            Touch.objects.filter(pk=draft.touch_id).update(state=Touch.State.DRAFTED)
        elif draft.state != Draft.State.SNOOZED:
            expect(draft, Draft.State.APPROVED)
            _recall(draft, sign_in=sign_in)
        record(draft, Decision.Kind.UNDO, by=by)
        move(draft, Draft.State.READY, now=now)
        return draft


def settle(
    draft_id: int, *, by: User, sign_in: SignIn | None, was_sent: bool, reason: str, now: datetime
) -> Draft:
    """A person says whether a mail that may have been sent was sent."""
    with transaction.atomic():
        draft = locked(draft_id, by=by)
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
        record(draft, Decision.Kind.SETTLE, by=by, reason=said)
        if not was_sent and withdrawing.is_moved(draft):
            withdrawing.withdraw(draft, now=now)
            return draft
        draft.note = "" if was_sent else "It was not sent. Read it again and approve it anew."
        draft.save(update_fields=["note"])
        move(draft, Draft.State.SENT if was_sent else Draft.State.READY, now=now)
        if not was_sent:
            withdrawing.cut_foreign(draft)
        return draft


def _recall(draft: Draft, *, sign_in: SignIn | None) -> None:
    message = latest_message(draft)
    if sign_in is None:
        raise Refused("session", "Your sign-in has ended. Sign in again.")
    try:
        if message is None or not outbox.recall(message, sign_in=sign_in):
            raise Refused("gone", "It is too late: the mail is on its way.")
    except GateRefused as refused:
        raise Refused(refused.code, str(refused)) from refused
