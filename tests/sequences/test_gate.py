"""The gate under attack: by the ORM, by raw SQL, by the wrong role, by edits and by withdrawal."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from leads.models import Lead, SignIn, StopEvent, User
from reviews import decisions
from reviews.models import Decision, Draft
from sequences import dispatch, outbox
from sequences.fingerprint import fingerprint
from sequences.models import Approval, Attempt, Message
from sequences.models.messages import COVERED
from sequences.refusals import GateRefused
from sequences.rendering import Mail
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Draft:
    return factories.draft()


@pytest.fixture
def message(draft: Draft) -> Message:
    return approved(draft)


def approved(draft: Draft) -> Message:
    by = draft.lead.owner
    return decisions.approve(
        draft.pk,
        by=by,
        sign_in=factories.sign_in(by),
        seen=factories.seen(draft, by),
        now=timezone.now(),
    )


def due(message: Message) -> Message:
    Message.objects.filter(pk=message.pk).update(send_at=timezone.now() - timedelta(seconds=1))
    return message


def refused(act: Callable[[], object], match: str) -> None:
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        act()


def sql(statement: str, *arguments: Any) -> Callable[[], Any]:
    def run() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(statement, arguments)
            return cursor.fetchall() if cursor.description else None

    return run


def named(approval: Approval, *, to: str, body: str) -> str:
    mail = Mail(sender="a@ours.example", to=to, subject="s", body=body)
    return f"<{approval.pk}.{fingerprint(mail).hex()[:24]}@ours.example>"


def test_fingerprint_in_python_and_in_the_database_are_the_same(message: Message) -> None:
    message.refresh_from_db()
    mail = Mail(**{name: getattr(message, name) for name in COVERED})
    assert mail.html
    assert bytes(message.fingerprint) == fingerprint(mail) == bytes(message.approval.fingerprint)
    with_way_out = replace(mail, unsubscribe="https://ours.example/u/1")
    plain = replace(mail, html="")
    assert len({fingerprint(m) for m in (mail, with_way_out, plain)}) == 3
    for each in (mail, with_way_out, plain):
        question = f"SELECT gate_fingerprint({', '.join(['%s'] * len(COVERED))})"
        ((found,),) = sql(question, *(getattr(each, name) for name in COVERED))()
        assert bytes(found) == fingerprint(each)


def test_message_without_its_approval_is_refused(draft: Draft, message: Message) -> None:
    other = factories.draft()
    refused(
        lambda: Message.objects.create(
            approval=message.approval,
            lead=other.lead,
            touch=other.touch,
            send_at=timezone.now(),
            message_id=named(message.approval, to=other.lead.email, body="b"),
            sender="a@ours.example",
            to=other.lead.email,
            subject="s",
            body="b",
        ),
        "duplicate key|message_is_what_was_approved",
    )


def test_message_with_other_words_than_the_approval_is_refused(draft: Draft) -> None:
    by = draft.lead.owner
    approval = Approval.objects.create(
        lead=draft.lead,
        touch=draft.touch,
        fingerprint=b"x" * 32,
        approver=by,
        sign_in=factories.sign_in(by),
        stop_epoch=draft.lead.stop_epoch,
        record_epoch=draft.lead.record_epoch,
        expires_at=timezone.now() + timedelta(days=1),
    )

    def smuggle() -> None:
        Message.objects.create(
            approval=approval,
            lead=draft.lead,
            touch=draft.touch,
            send_at=timezone.now(),
            message_id=named(approval, to=draft.lead.email, body="other words"),
            sender="a@ours.example",
            to=draft.lead.email,
            subject="s",
            body="other words",
        )
        sql("SET CONSTRAINTS ALL IMMEDIATE")()

    refused(smuggle, "message_is_what_was_approved")


def approve_with(draft: Draft, **changes: Any) -> Callable[[], object]:
    by = changes.pop("by", draft.lead.owner)
    lead = Lead.objects.get(pk=draft.lead_id)
    fields: dict[str, Any] = {
        "lead": lead,
        "touch": draft.touch,
        "fingerprint": b"x" * 32,
        "approver": by,
        "stop_epoch": lead.stop_epoch,
        "record_epoch": lead.record_epoch,
        "expires_at": timezone.now() + timedelta(days=1),
    }
    sign_in = changes.pop("sign_in", None) or factories.sign_in(by)
    return lambda: Approval.objects.create(**fields | {"sign_in": sign_in} | changes)


def test_approval_in_an_ended_session_is_refused(draft: Draft) -> None:
    ended = factories.sign_in(draft.lead.owner, ended=True)
    refused(approve_with(draft, sign_in=ended), "gate: session")


def test_approval_in_an_expired_session_is_refused(draft: Draft) -> None:
    old = factories.sign_in(draft.lead.owner, expires_in=timedelta(seconds=-1))
    refused(approve_with(draft, sign_in=old), "gate: session")


def test_approval_in_somebody_elses_session_is_refused(draft: Draft) -> None:
    colleague = factories.user(of=draft.lead.owner.team)
    refused(approve_with(draft, sign_in=factories.sign_in(colleague)), "gate: session")


def test_approval_by_a_stranger_is_refused(draft: Draft) -> None:
    refused(approve_with(draft, by=factories.user()), "gate: right")


def test_approval_by_an_admin_is_refused(draft: Draft) -> None:
    refused(
        approve_with(draft, by=factories.user(role="admin", of=draft.lead.owner.team)),
        "gate: right",
    )


def test_approval_by_an_inactive_owner_is_refused(draft: Draft) -> None:
    User.objects.filter(pk=draft.lead.owner_id).update(is_active=False)
    refused(approve_with(draft), "gate: right")


def test_approval_under_an_old_stop_epoch_is_refused(draft: Draft) -> None:
    act = approve_with(draft)
    StopEvent.objects.create(lead=draft.lead, kind="reply", source="<their@reply>")
    refused(act, "gate: stopped")


def test_approval_under_an_old_record_is_refused(draft: Draft) -> None:
    act = approve_with(draft)
    factories.call(draft.lead)
    refused(act, "gate: stale")


def test_approval_for_a_suppressed_lead_is_refused(draft: Draft) -> None:
    StopEvent.objects.create(lead=draft.lead, kind="unsubscribe", source="link")
    refused(approve_with(draft), "gate: suppressed")


def test_approval_of_another_leads_touch_is_refused(draft: Draft) -> None:
    other = factories.draft()
    refused(approve_with(draft, touch=other.touch), "gate: touch")


def test_approval_lasts_at_most_thirty_days(draft: Draft) -> None:
    approval = approve_with(draft, expires_at=timezone.now() + timedelta(days=365))()
    assert isinstance(approval, Approval)
    approval.refresh_from_db()
    assert approval.expires_at <= timezone.now() + timedelta(days=30)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("body", "other words"),
        ("subject", "Other"),
        ("to", "else@theirs.example"),
        ("cc", "c@x.example"),
        ("sender", "boss@ours.example"),
        ("reply_to", "x@y.example"),
        ("in_reply_to", "<a@b>"),
        ("references", "<a@b>"),
        ("channel", "email2"),
        ("message_id", "<other@x>"),
        ("attachments", "a"),
    ],
)
def test_what_was_approved_does_not_change_by_update(
    message: Message, column: str, value: str
) -> None:
    refused(
        lambda: Message.objects.filter(pk=message.pk).update(**{column: value}),
        "does not change|check constraint",
    )
    refused(
        sql(f'UPDATE sequences_message SET "{column}" = %s WHERE id = %s', value, message.pk),
        "does not change|check constraint",
    )


@pytest.mark.parametrize("state", ["sending", "sent", "failed", "unknown"])
def test_message_cannot_jump_to_a_state_by_update(message: Message, state: str) -> None:
    changes = {
        "state": state,
        "reason": "x",
        "sent_at": timezone.now() if state == "sent" else None,
    }
    refused(
        lambda: Message.objects.filter(pk=message.pk).update(**changes), "gate: |check constraint"
    )


def test_message_cannot_begin_in_another_state(draft: Draft, message: Message) -> None:
    def insert() -> None:
        Message.objects.create(
            approval=message.approval,
            lead=draft.lead,
            touch=draft.touch,
            send_at=timezone.now(),
            message_id="<x@y>",
            sender="a@ours.example",
            to=draft.lead.email,
            subject="s",
            body="b",
            state="sent",
            sent_at=timezone.now(),
        )

    refused(insert, "begins scheduled")


def test_message_to_another_address_than_the_leads_is_refused(draft: Draft) -> None:
    by = draft.lead.owner
    mail = Mail(sender=by.email, to="attacker@evil.example", subject="s", body="b")
    with pytest.raises(GateRefused, match="address has changed"):
        outbox.schedule(
            mail=mail,
            touch=draft.touch,
            lead=draft.lead,
            sign_in=factories.sign_in(by),
            send_at=timezone.now(),
            now=timezone.now(),
        )


@pytest.mark.parametrize(
    "subject", ["Hi\r\nBcc: x@evil.example", "Hi\n", "a\u202eb", "tag\U000e0041", "z\u200bz"]
)
def test_header_injection_is_refused_by_the_table(draft: Draft, subject: str) -> None:
    by = draft.lead.owner
    mail = Mail(sender=by.email, to=draft.lead.email, subject=subject, body="b")
    with pytest.raises(GateRefused, match="characters that mail cannot carry"):
        outbox.schedule(
            mail=mail,
            touch=draft.touch,
            lead=draft.lead,
            sign_in=factories.sign_in(by),
            send_at=timezone.now(),
            now=timezone.now(),
        )


@pytest.mark.parametrize("model", [Approval, Message, Decision])
def test_rows_of_record_cannot_be_deleted(message: Message, model: type[Approval]) -> None:
    table = model._meta.db_table
    refused(sql(f"DELETE FROM {table}"), "only grows|violates foreign key")


@pytest.mark.parametrize(
    "table", ["sequences_approval", "reviews_decision", "leads_trailentry", "leads_passage"]
)
def test_append_only_tables_cannot_be_updated_even_by_their_owner(
    message: Message, table: str
) -> None:
    refused(sql(f"UPDATE {table} SET id = id"), "only grows")


def test_every_step_of_a_message_is_on_the_trail(message: Message) -> None:
    due(message)
    dispatch.claim(worker="test")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row->>'state' FROM leads_trailentry WHERE \"table\" = 'sequences_message' AND row_id = %s ORDER BY id",
            [message.pk],
        )
        states = [state for (state,) in cursor.fetchall()]
    assert states[0] == "scheduled"
    assert states[-1] == "claimed"


# ---- the last look -------------------------------------------------------------------------------


def reply(message: Message) -> None:
    StopEvent.objects.create(lead=message.lead, kind="reply", source="<r@x>")


def unsubscribe(message: Message) -> None:
    StopEvent.objects.create(lead=message.lead, kind="unsubscribe", source="link")


def new_call(message: Message) -> None:
    factories.call(message.lead)


def deactivate(message: Message) -> None:
    User.objects.filter(pk=message.approval.approver_id).update(is_active=False)


def demote(message: Message) -> None:
    User.objects.filter(pk=message.approval.approver_id).update(role="admin")


def hand_over(message: Message) -> None:
    Lead.objects.filter(pk=message.lead_id).update(owner=factories.user())


def new_address(message: Message) -> None:
    Lead.objects.filter(pk=message.lead_id).update(email="new@theirs.example")


def mark_sensitive(message: Message) -> None:
    Lead.objects.filter(pk=message.lead_id).update(is_sensitive=True)


def stop_sequence(message: Message) -> None:
    enrollment = message.touch.enrollment
    enrollment.state, enrollment.reason = "stopped", "by hand"
    enrollment.save()


CHANGES = [
    (reply, "stopped"),
    (unsubscribe, "suppressed"),
    (new_call, "stale"),
    (deactivate, "right"),
    (demote, "right"),
    (hand_over, "right"),
    (new_address, "recipient"),
    (mark_sensitive, "stopped"),
    (stop_sequence, "ended"),
]


@pytest.mark.parametrize(("change", "code"), CHANGES)
def test_message_is_not_claimed_after(
    message: Message, change: Callable[[Message], None], code: str
) -> None:
    change(due(message))
    with role("sender"):
        assert dispatch.claim(worker="test") == []
    message.refresh_from_db()
    assert (message.state, message.reason) == ("void", code)


@pytest.mark.parametrize(("change", "code"), CHANGES)
def test_words_are_not_handed_out_after_a_claim_and(
    message: Message, change: Callable[[Message], None], code: str
) -> None:
    due(message)
    (claim,) = dispatch.claim(worker="test")
    change(message)
    with role("sender"):
        assert dispatch._transmit(claim) is None
    message.refresh_from_db()
    assert (message.state, message.reason) == ("void", code)


@pytest.mark.parametrize(("change", "code"), CHANGES)
def test_the_final_dot_is_withheld_after(
    message: Message, change: Callable[[Message], None], code: str
) -> None:
    due(message)
    (claim,) = dispatch.claim(worker="test")
    assert dispatch._transmit(claim) is not None
    change(message)
    with role("sender"):
        assert dispatch._dot(claim) is False
    message.refresh_from_db()
    assert (message.state, message.reason) == ("void", code)
    assert Attempt.objects.get().outcome == "deferred"


@pytest.mark.parametrize("copies", ["{}", "Ana <{}>, b@y.example", "b@y.example, {}"])
def test_somebody_who_unsubscribed_gets_no_copy_either(draft: Draft, copies: str) -> None:
    gone = factories.lead(email="ana.o'hara+x@theirs.example")
    draft.cc = copies.format("Ana.O'Hara+x@theirs.example")
    draft.save()
    message = due(approved(draft))
    StopEvent.objects.create(lead=gone, kind="unsubscribe", source="link")
    assert dispatch.claim(worker="test") == []
    message.refresh_from_db()
    assert (message.state, message.reason) == ("void", "copy")


def test_a_copy_to_somebody_who_may_be_written_to_goes(draft: Draft) -> None:
    gone = factories.lead(email="na@theirs.example")
    StopEvent.objects.create(lead=gone, kind="unsubscribe", source="link")
    draft.cc = "Ana <ana@theirs.example>"
    draft.save()
    due(approved(draft))
    assert len(dispatch.claim(worker="test")) == 1


@pytest.mark.parametrize("act", ["stop", "recall"])
def test_what_holds_a_mail_back_is_durable_whatever_the_session_says(
    message: Message, act: str
) -> None:
    sql("SET LOCAL synchronous_commit = off")()
    if act == "stop":
        reply(message)
    else:
        assert outbox.recall(message, sign_in=message.approval.sign_in)
    assert sql("SHOW synchronous_commit")() == [("on",)]


def test_out_of_office_holds_the_message_until_they_are_back(message: Message) -> None:
    back = timezone.now() + timedelta(days=3)
    StopEvent.objects.create(
        lead=message.lead, kind="out_of_office", source="<auto@x>", hold_until=back
    )
    due(message)
    assert dispatch.claim(worker="test") == []
    message.refresh_from_db()
    assert (message.state, message.reason, message.send_at) == ("scheduled", "away", back)


def test_words_are_handed_out_once(message: Message) -> None:
    due(message)
    (claim,) = dispatch.claim(worker="test")
    assert dispatch._transmit(claim) is not None
    assert dispatch._transmit(claim) is None


def test_second_delivery_of_one_message_is_refused_by_the_table(message: Message) -> None:
    due(message)
    (claim,) = dispatch.claim(worker="test")
    assert dispatch._transmit(claim) is not None
    refused(
        lambda: Attempt.objects.create(message=message, token=uuid.uuid4(), worker="w"),
        "attempt_at_most_one_delivery",
    )


def test_second_message_for_one_touch_is_refused_by_the_table(
    draft: Draft, message: Message
) -> None:
    by = draft.lead.owner
    mail = Mail(sender=by.email, to=draft.lead.email, subject="Again", body="Again.")
    refused(
        lambda: outbox.schedule(
            mail=mail,
            touch=draft.touch,
            lead=draft.lead,
            sign_in=factories.sign_in(by),
            send_at=timezone.now(),
            now=timezone.now(),
        ),
        "message_one_per_touch",
    )


def test_epochs_never_go_back(draft: Draft) -> None:
    StopEvent.objects.create(lead=draft.lead, kind="reply", source="<r@x>")
    refused(lambda: Lead.objects.filter(pk=draft.lead_id).update(stop_epoch=0), "never goes back")


def test_a_suppression_stays(draft: Draft) -> None:
    StopEvent.objects.create(lead=draft.lead, kind="complaint", source="abuse@isp.example")
    refused(
        lambda: Lead.objects.filter(pk=draft.lead_id).update(suppressed_at=None),
        "suppression stays",
    )


def test_an_ended_sign_in_never_begins_again(draft: Draft) -> None:
    ended = factories.sign_in(draft.lead.owner, ended=True)
    refused(lambda: SignIn.objects.filter(pk=ended.pk).update(ended_at=None), "can only be ended")
    live = factories.sign_in(draft.lead.owner)
    later = timezone.now() + timedelta(days=400)
    refused(lambda: SignIn.objects.filter(pk=live.pk).update(expires_at=later), "can only be ended")


def test_sql_and_python_agree_on_who_may_approve() -> None:
    team = factories.team()
    people = [
        factories.user(of=team),
        factories.user(of=team, role="manager"),
        factories.user(role="manager"),
        factories.user(of=team, role="admin"),
        factories.user(),
    ]
    mine, shared = factories.lead(people[0]), factories.lead(factories.user())
    shared.shared_with.add(people[4])
    for person in people:
        for lead in (mine, shared):
            (answer,) = sql("SELECT gate_may_approve(%s, %s)", person.pk, lead.pk)()[0]
            assert answer == Lead.objects.visible_to(person).filter(pk=lead.pk).exists()
