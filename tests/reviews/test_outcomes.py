"""What the sender reports reaches the inbox, once, and nobody else's news holds it up."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from leads.models import StopEvent
from reviews import decisions, outcomes
from reviews.models import Alert, Draft
from sequences import dispatch
from sequences.channels.outcome import Outcome
from sequences.models import Message
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db


def approved(draft: Draft | None = None) -> Message:
    draft = draft or factories.draft()
    by = draft.lead.owner
    message = decisions.approve(
        draft.pk,
        by=by,
        sign_in=factories.sign_in(by),
        seen=factories.seen(draft, by),
        now=timezone.now(),
    )
    Message.objects.filter(pk=message.pk).update(send_at=timezone.now() - timedelta(seconds=1))
    return message


def sent(message: Message, outcome: str) -> None:
    """Hand it over as the sender does, with this outcome."""
    with role("sender"):
        (claim,) = dispatch.claim(worker="test")
        assert claim.message == message.pk
        assert dispatch._transmit(claim)
        assert dispatch._dot(claim)
        dispatch._finish(claim, Outcome(outcome, "550 no such user"))  # type: ignore[arg-type]


def follow() -> int:
    with role("worker"):
        return outcomes.follow(now=timezone.now())


def draft_of(message: Message) -> Draft:
    return Draft.objects.get(touch=message.touch_id)


def test_sent_mail_closes_its_draft_at_the_moment_it_was_sent() -> None:
    message = approved()
    sent(message, "accepted")
    assert follow() == 1
    message.refresh_from_db()
    draft = draft_of(message)
    assert (draft.state, draft.decided_at) == ("sent", message.sent_at)
    assert not Alert.objects.exists()


def test_outcome_is_followed_once() -> None:
    sent(approved(), "refused")
    assert (follow(), follow()) == (1, 0)
    assert Alert.objects.count() == 1


def test_refused_mail_is_back_in_the_inbox_with_the_servers_words() -> None:
    message = approved()
    sent(message, "refused")
    follow()
    draft = draft_of(message)
    assert (draft.state, draft.note) == ("ready", "Not sent: 550 no such user")
    alert = Alert.objects.get()
    assert (alert.kind, alert.user) == ("not_sent", draft.lead.owner)
    assert "550 no such user" in alert.text


def test_mail_stopped_by_a_reply_is_back_in_the_inbox_with_the_reason() -> None:
    message = approved()
    StopEvent.objects.create(lead=message.lead, kind="reply", source="<r@x>")
    with role("sender"):
        assert dispatch.claim(worker="test") == []
    assert follow() == 1
    draft = draft_of(message)
    assert draft.state == "ready"
    assert "Something happened in this conversation" in draft.note


def test_mail_of_unknown_fate_stays_out_of_the_inbox_and_is_told_once() -> None:
    message = approved()
    sent(message, "unknown")
    assert (follow(), follow()) == (0, 0)
    assert draft_of(message).state == "approved"
    assert [a.kind for a in Alert.objects.all()] == ["unknown"]


def test_second_unknown_of_one_draft_is_told_as_well() -> None:
    message = approved()
    sent(message, "unknown")
    follow()
    draft = draft_of(message)
    by = draft.lead.owner
    decisions.settle(
        draft.pk,
        by=by,
        sign_in=factories.sign_in(by),
        was_sent=False,
        reason="Not there.",
        now=timezone.now(),
    )
    sent(approved(draft), "unknown")
    follow()
    assert Alert.objects.filter(kind="unknown").count() == 2


def test_late_answer_closes_a_draft_that_was_unknown() -> None:
    message = approved()
    sent(message, "unknown")
    follow()
    token = message.attempts.get().token
    dispatch._finish(dispatch.Claim(message.pk, token, 1), Outcome("accepted"))
    assert follow() == 1
    assert draft_of(message).state == "sent"


def test_unsettled_mails_do_not_hold_up_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcomes, "MOST", 1)
    sent(approved(), "unknown")
    follow()
    message = approved()
    sent(message, "accepted")
    assert follow() == 1
    assert draft_of(message).state == "sent"


def test_mail_on_its_way_is_left_alone() -> None:
    message = approved()
    assert follow() == 0
    dispatch.claim(worker=str(uuid.uuid4()))
    assert follow() == 0
    assert draft_of(message).state == "approved"
