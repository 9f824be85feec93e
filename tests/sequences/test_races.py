"""Real threads, each with a connection of its own: what must never happen, whoever is faster."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from leads.models import Lead, StopEvent
from reviews import decisions, refiling
from reviews.decisions import Refused
from reviews.models import Decision, Draft
from sequences import dispatch
from sequences.models import Attempt, Message
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 8


def repeatedly(test: Callable[[], None]) -> Callable[[], None]:
    """A race is lost only sometimes; the rounds share one database, so count only your own rows."""

    @functools.wraps(test)
    def rounds() -> None:
        for _ in range(ROUNDS):
            test()

    return rounds


def together(*acts: Callable[[], object]) -> list[object]:
    """Run all at once; each result, or the exception it ended with."""
    barrier = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(at: int, act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            results[at] = act()
        except Exception as error:
            results[at] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    return results


def approving(draft: Draft) -> Callable[[], object]:
    by = Lead.objects.select_related("owner").get(pk=draft.lead_id).owner
    sign_in, seen = factories.sign_in(by), factories.seen(draft, by)
    return lambda: decisions.approve(
        draft.pk, by=by, sign_in=sign_in, seen=seen, now=timezone.now()
    )


def overdue(draft: Draft) -> Message:
    approving(draft)()
    Message.objects.filter(touch=draft.touch).update(send_at=timezone.now() - timedelta(seconds=1))
    return Message.objects.get(touch=draft.touch)


@repeatedly
def test_of_many_approvals_at_once_one_counts() -> None:
    draft = factories.draft()
    results = together(*[approving(draft) for _ in range(4)])
    assert sum(isinstance(r, Message) for r in results) == 1
    assert sum(isinstance(r, Refused) and r.code == "decided" for r in results) == 3
    assert Message.objects.filter(touch=draft.touch).count() == 1
    assert Decision.objects.filter(draft=draft, kind="approve").count() == 1


@repeatedly
def test_approval_and_edit_at_once_never_send_words_nobody_read() -> None:
    draft = factories.draft()
    by = draft.lead.owner

    def edit() -> object:
        return decisions.edit(
            draft.pk,
            by=by,
            revision=draft.revision,
            subject="Other",
            cc="",
            body="Other words.",
            now=timezone.now(),
        )

    approved, edited = together(approving(draft), edit)
    assert isinstance(approved, Message) != isinstance(edited, Draft)
    assert all(
        isinstance(r, Refused) for r in (approved, edited) if not isinstance(r, (Message, Draft))
    )
    for message in Message.objects.filter(touch=draft.touch):
        assert "pricing breakdown" in message.body


@repeatedly
def test_reply_and_claim_at_once_never_send_after_the_reply() -> None:
    message = overdue(factories.draft())

    def reply() -> object:
        StopEvent.objects.create(lead_id=message.lead_id, kind="reply", source="<r@x>")
        return timezone.now()

    def send() -> object:
        for claim in dispatch.claim(worker="race"):
            if dispatch._transmit(claim) and dispatch._dot(claim):
                return Attempt.objects.get(token=claim.token).dot_at
        return None

    replied, dotted = together(reply, send)
    assert not isinstance(dotted, Exception), dotted
    message.refresh_from_db()
    if dotted is None:
        # The claim skipped a locked row, or met the reply: either way nothing can go any more.
        assert dispatch.claim(worker="later") == []
        message.refresh_from_db()
        assert message.state == "void"
    else:
        assert dotted <= replied  # type: ignore[operator]


@repeatedly
def test_several_senders_claim_each_message_once() -> None:
    messages = {overdue(factories.draft()).pk for _ in range(6)}
    results = together(*[lambda: dispatch.claim(worker="race", limit=3)] * 4)
    taken = [claim.message for found in results for claim in found]  # type: ignore[attr-defined]
    assert len(taken) == len(set(taken))
    while more := dispatch.claim(worker="rest"):
        taken += [claim.message for claim in more]
    assert set(taken) == messages
    assert len(taken) == len(messages)


@repeatedly
def test_undo_and_claim_at_once_agree() -> None:
    draft = factories.draft()
    message = overdue(draft)
    by = draft.lead.owner
    sign_in = factories.sign_in(by)

    def send() -> object:
        return [
            c for c in dispatch.claim(worker="race") if dispatch._transmit(c) and dispatch._dot(c)
        ]

    undone, sent = together(
        lambda: decisions.undo(draft.pk, by=by, sign_in=sign_in, now=timezone.now()), send
    )
    message.refresh_from_db()
    if sent:
        assert isinstance(undone, Refused)
        assert message.state == "sending"
    else:
        assert isinstance(undone, Draft)
        assert message.state == "void"


@repeatedly
def test_withdrawn_right_and_claim_at_once_agree() -> None:
    draft = factories.draft()
    message = overdue(draft)
    other = factories.user()

    def hand_over() -> object:
        Lead.objects.filter(pk=message.lead_id).update(owner=other)
        return timezone.now()

    def send() -> object:
        return [
            Attempt.objects.get(token=c.token).dot_at
            for c in dispatch.claim(worker="race")
            if dispatch._transmit(c) and dispatch._dot(c)
        ]

    handed, dotted = together(hand_over, send)
    assert not isinstance(dotted, Exception), dotted
    assert all(moment <= handed for moment in dotted)  # type: ignore[attr-defined]


def test_whoever_holds_on_to_a_lead_does_not_stop_the_sender() -> None:
    draft = factories.draft()
    overdue(draft)
    (claim,) = dispatch.claim(worker="w")
    locked, over = threading.Event(), threading.Event()

    def hold_on() -> None:
        try:
            with transaction.atomic():
                Lead.objects.select_for_update().get(pk=draft.lead_id)
                locked.set()
                over.wait(timeout=30)
        finally:
            connection.close()

    holding = threading.Thread(target=hold_on)
    holding.start()
    assert locked.wait(timeout=10)
    try:
        with pytest.raises(OperationalError, match="lock timeout"):
            dispatch._transmit(claim)
    finally:
        over.set()
        holding.join(timeout=30)
    assert dispatch._transmit(claim) is not None


@repeatedly
def test_call_moved_while_its_mail_is_approved_leaves_nothing_on_its_way() -> None:
    draft = factories.draft()
    assert draft.call is not None
    call, by = draft.call, draft.lead.owner
    other, sign_in = factories.lead(by, name="Tom Hale"), factories.sign_in(by)
    seen, now = factories.seen(draft, by), timezone.now()
    together(
        lambda: decisions.approve(draft.pk, by=by, sign_in=sign_in, seen=seen, now=now),
        lambda: refiling.refile(call.pk, to=other, by=by, sign_in=sign_in, now=now),
    )
    draft.refresh_from_db()
    assert draft.state == "rejected"
    assert not draft.sentences.exists()
    assert not Message.objects.filter(lead=draft.lead).exclude(state="void").exists()


@repeatedly
def test_call_moved_by_two_at_once_ends_with_one_of_them_and_no_words_elsewhere() -> None:
    draft = factories.draft()
    assert draft.call is not None
    call, by, now = draft.call, draft.lead.owner, timezone.now()
    sign_in = factories.sign_in(by)
    leads = [factories.lead(by) for _ in range(2)]
    together(
        lambda: refiling.refile(call.pk, to=leads[0], by=by, sign_in=sign_in, now=now),
        lambda: refiling.refile(call.pk, to=leads[1], by=by, sign_in=sign_in, now=now),
    )
    call.refresh_from_db()
    assert call.lead in leads
    assert not Draft.objects.filter(call=call).exists()
