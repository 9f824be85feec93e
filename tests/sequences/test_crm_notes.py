"""What the CRM is told of mails, receipts and clicks: in the same transaction, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from leads.models import CrmConnection, CrmEntry
from sequences import crm_notes, engagement
from sequences.models import Engagement, Message, Receipt
from tests import factories
from tests.reviews.test_outcomes import approved, follow, sent
from tests.roles import role
from tests.rules import crm, receipts
from tests.rules.making import at_once, sql

pytestmark = pytest.mark.django_db


def went() -> Message:
    message = approved()
    sent(message, "accepted")
    follow()
    message.refresh_from_db()
    return message


def test_mail_that_went_is_told_with_step_moment_approver_and_words() -> None:
    crm.connection()
    message = went()
    entry = CrmEntry.objects.get(kind="sent")
    assert (entry.key, entry.at, entry.lead) == (
        f"message:{message.pk}",
        message.sent_at,
        message.lead,
    )
    title, about, *words = entry.text.split("\n")
    assert title == "Mail sent: Recap of our call"
    sequence = message.touch.step.version.sequence
    assert f"{sequence.name}, step 1 of 1. Approved by Maya Reyes." in about
    assert "I will send the pricing breakdown by Friday." in words
    assert (follow(), crm_notes.sent(message)) == (0, False)


def test_mail_is_told_in_the_transaction_that_closes_its_draft() -> None:
    crm.connection()
    message = approved()
    sent(message, "accepted")
    with transaction.atomic():
        follow()
        transaction.set_rollback(True)
    assert not CrmEntry.objects.filter(kind="sent").exists()
    follow()
    assert CrmEntry.objects.filter(kind="sent").count() == 1


def test_mail_that_did_not_go_is_not_told() -> None:
    crm.connection()
    sent(approved(), "refused")
    follow()
    assert not CrmEntry.objects.filter(kind="sent").exists()


def test_nothing_is_told_where_nobody_wants_it() -> None:
    went()
    crm.connection(notes=["heard"])
    went()
    assert not CrmEntry.objects.filter(kind="sent").exists()


def noticed(message: Message, kind: str, **fields: object) -> Engagement | None:
    with role("web"):
        return engagement.record(
            lead=message.lead,
            kind=kind,
            at=timezone.now(),
            source=f"{kind} {next(factories.counter)}",
            message=message,
            url="https://ours.example/pricing",
            **fields,  # type: ignore[arg-type]
        )


def test_click_of_a_person_is_told_and_that_of_a_machine_is_not() -> None:
    crm.connection()
    message = went()
    noticed(message, "click", is_automatic=True, label="Scanner")
    noticed(message, "open")
    assert not CrmEntry.objects.filter(kind__in=["click", "open"]).exists()
    noticed(message, "click")
    entry = CrmEntry.objects.get(kind="click")
    assert entry.text == "Clicked a link in “Recap of our call”\nhttps://ours.example/pricing"


def test_open_is_told_where_an_admin_wants_that() -> None:
    crm.connection(notes=["open"])
    noticed(went(), "open")
    assert CrmEntry.objects.get().kind == "open"


def test_receipt_that_went_is_told_once_and_one_from_before_is_not() -> None:
    connection = crm.connection()
    row = receipts.receipt()
    at_once()
    sql("ALTER TABLE sequences_receipt DISABLE TRIGGER receipt_guarded")
    now = timezone.now() + timedelta(seconds=1)
    Receipt.objects.filter(pk=row.pk).update(state="sent", sent_at=now)
    with role("worker"):
        assert crm_notes.follow_receipts(now=now) == 1
        assert crm_notes.follow_receipts(now=now) == 0
    assert CrmEntry.objects.get(kind="sent").text.startswith(f"Receipt sent: {row.wording.subject}")
    CrmEntry.objects.all().delete()
    CrmConnection.objects.filter(pk=connection.pk).update(connected_at=now)
    assert crm_notes.follow_receipts(now=now) == 0
