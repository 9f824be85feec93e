"""Whose mail it is: token, thread, address, alias, company, and nothing beyond."""

from __future__ import annotations

import pytest
from django.test import override_settings
from django.utils import timezone

from leads.models import Account, Lead
from sequences.models import Alias, Message, ReceivedMail
from sequences.receiving import keep, understand
from sequences.receiving.replying import reply_address, touch_of
from tests import factories
from tests.sequences.receiving import mails

pytestmark = pytest.mark.django_db


@override_settings(INBOUND_DOMAIN="in.ours.example")
def test_reply_address_finds_the_conversation_whoever_writes_to_it() -> None:
    message = mails.written_to()
    mail = mails.received(
        mails.raw(sender="boss@elsewhere.example", to=reply_address(message.touch_id).upper())
    )
    assert (mail.lead, mail.matched_by, mail.answers) == (message.lead, "token", None)


@override_settings(INBOUND_DOMAIN="in.ours.example")
@pytest.mark.parametrize("change", ["touch", "signature", "domain", "empty"])
def test_forged_reply_address_names_no_conversation(change: str) -> None:
    real = reply_address(41)
    forged = {
        "touch": real.replace("+41-", "+42-"),
        "signature": real[:10] + "f" * 24 + "@in.ours.example",
        "domain": real.replace("in.ours", "in.theirs"),
        "empty": "reply+@in.ours.example",
    }
    assert touch_of(real) == 41
    assert touch_of(forged[change]) is None


def test_answer_belongs_to_the_mail_it_answers_whatever_address_it_comes_from() -> None:
    message = mails.written_to()
    mail = mails.received(mails.answer(message, sender="assistant@elsewhere.example"))
    assert (mail.lead, mail.matched_by, mail.answers) == (message.lead, "references", message)


def test_answer_to_their_own_mail_stays_in_the_conversation() -> None:
    message = mails.written_to()
    first = mails.received(mails.answer(message))
    second = mails.received(
        mails.raw(sender="boss@elsewhere.example", references=f"<x@y> {first.message_id}")
    )
    assert (second.lead, second.matched_by) == (message.lead, "references")


def test_mail_outside_the_thread_is_known_by_its_sender() -> None:
    lead = factories.lead(email="priya@theirs.example")
    mail = mails.received(mails.raw(sender='"Priya, N." <PRIYA@theirs.example>', subject="Hello"))
    assert (mail.lead, mail.matched_by) == (lead, "address")


@pytest.mark.parametrize(
    ("known", "writes"),
    [
        ("priya@theirs.example", "priya+sales@theirs.example"),
        ("priya+sales@theirs.example", "priya@theirs.example"),
        ("priya.nair@gmail.com", "priyanair+x@googlemail.com"),
    ],
)
def test_another_spelling_of_an_address_is_the_same_person(known: str, writes: str) -> None:
    lead = factories.lead(email=known)
    mail = mails.received(mails.raw(sender=writes, subject="Hello"))
    assert (mail.lead, mail.matched_by) == (lead, "alias")


def test_recorded_alias_is_the_same_person() -> None:
    lead = factories.lead()
    Alias.objects.create(lead=lead, address="priya@home.example", by=lead.owner)
    mail = mails.received(mails.raw(sender="priya@home.example"))
    assert (mail.lead, mail.matched_by) == (lead, "alias")


def test_colleague_is_known_by_the_company_of_the_only_conversation() -> None:
    account = Account.objects.create(name="Theirs", domain="theirs.example")
    lead = factories.lead(account=account, email="priya@theirs.example")
    mail = mails.received(mails.raw(sender="Jo <jo@theirs.example>", subject="About your offer"))
    assert (mail.lead, mail.matched_by) == (lead, "domain")


def test_colleague_of_two_conversations_that_never_began_is_left_to_a_person() -> None:
    account = Account.objects.create(name="Theirs", domain="theirs.example")
    for name in ("priya", "sam"):
        factories.lead(account=account, email=f"{name}@theirs.example")
    mail = mails.received(mails.raw(sender="jo@theirs.example"))
    assert mail.lead is None


def test_free_mail_is_nobodys_company() -> None:
    factories.lead(email="priya@gmail.com")
    mail = mails.received(mails.raw(sender="somebody.else@gmail.com"))
    assert mail.lead is None
    assert list(ReceivedMail.objects.unmatched()) == [mail]


def test_thread_outweighs_the_address() -> None:
    message = mails.written_to()
    other: Lead = factories.lead()
    mail = mails.received(mails.answer(message, sender=other.email))
    assert mail.lead == message.lead


def test_the_same_mail_by_two_doors_is_one() -> None:
    message: Message = mails.written_to()
    raw = mails.answer(message)
    by_provider = b"Received: from mx.ours.example by inbound\r\n" + raw
    first = keep(raw, door="imap", now=timezone.now())
    assert first is not None
    assert keep(by_provider, door="mailgun", now=timezone.now()) is None
    understand(first.pk, now=timezone.now())
    assert keep(raw, door="gmail", now=timezone.now()) is None
    assert message.lead.stop_events.count() == 1


def test_two_mails_without_ids_of_their_own_are_two() -> None:
    for text in ("one", "two"):
        assert keep(b"From: a@b.example\r\n\r\n" + text.encode(), door="imap", now=timezone.now())
    assert ReceivedMail.objects.count() == 2
