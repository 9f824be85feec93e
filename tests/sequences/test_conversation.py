"""A mail continues the conversation there already is, and keeps to it on the wire."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.models import Lead
from reviews.letter import mail_for
from reviews.models import Draft
from sequences import conversation
from sequences.models import Message, ReceivedMail
from tests import factories
from tests.rules.making import at_once, message, sql

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def sent(to: Lead, *, subject: str = "Pricing", references: str = "") -> Message:
    """A message of ours to this person that has been sent an hour ago."""
    draft = factories.draft(factories.touch(factories.call(to), state="drafted"))
    made = message(draft, subject=subject, references=references)
    at_once()
    sql("ALTER TABLE sequences_message DISABLE TRIGGER message_guarded")
    Message.objects.filter(pk=made.pk).update(state="sent", sent_at=NOW - timedelta(hours=1))
    at_once()
    sql("ALTER TABLE sequences_message ENABLE TRIGGER message_guarded")
    return made


def received(of: Lead, *, ago: timedelta, **fields: str) -> ReceivedMail:
    given = {"message_id": "<their.1@theirs.example>", "subject": "Re: Pricing", "kind": "reply"}
    return ReceivedMail.objects.create(
        lead=of,
        matched_by="address",
        door="imap",
        identity=f"{next(factories.counter):064x}",
        raw=b"Hello",
        understood_at=NOW,
        received_at=NOW - ago,
        **given | fields,
    )


def test_first_mail_to_somebody_begins_a_conversation() -> None:
    assert conversation.thread_of(factories.lead(), now=NOW) is None


def test_draft_answers_our_last_mail() -> None:
    lead = factories.lead()
    before = sent(lead, references="<first@ours.example>")
    draft = factories.draft(factories.touch(factories.call(lead, title="Second call")))
    Draft.objects.filter(pk=draft.pk).update(subject="Re: Pricing")
    mail = mail_for(Draft.objects.get(pk=draft.pk), sender=lead.owner)
    assert mail.in_reply_to == before.message_id
    assert mail.references == f"<first@ours.example> {before.message_id}"


def test_draft_answers_their_last_mail_when_it_is_younger() -> None:
    lead = factories.lead()
    before = sent(lead)
    received(lead, ago=timedelta(minutes=5), references=before.message_id)
    thread = conversation.thread_of(lead, now=NOW)
    assert thread is not None
    assert thread.in_reply_to == "<their.1@theirs.example>"
    assert thread.references == f"{before.message_id} <their.1@theirs.example>"
    assert thread.answer == "Re: Pricing"


def test_leads_asked_about_together_keep_each_their_own_conversation() -> None:
    one, other, nobody = factories.lead(), factories.lead(), factories.lead()
    ours = sent(one)
    received(one, ago=timedelta(days=2), message_id="<older@theirs.example>")
    received(other, ago=timedelta(days=300), message_id="<cold@theirs.example>")
    received(other, ago=timedelta(days=3), message_id="<warm@theirs.example>")
    lately = conversation.lately({one.pk, other.pk, nobody.pk})
    answered = {
        lead: thread.in_reply_to
        for lead, mails in lately.items()
        if (thread := conversation.among(mails, now=NOW))
    }
    assert answered == {one.pk: ours.message_id, other.pk: "<warm@theirs.example>"}
    assert conversation.among(lately[other.pk], now=NOW + timedelta(days=200)) is None


def test_another_subject_is_another_conversation() -> None:
    lead = factories.lead()
    sent(lead)
    draft = factories.draft(factories.touch(factories.call(lead, title="Second call")))
    Draft.objects.filter(pk=draft.pk).update(subject="Something else")
    mail = mail_for(Draft.objects.get(pk=draft.pk), sender=lead.owner)
    assert (mail.in_reply_to, mail.references) == ("", "")


def test_other_peoples_mail_and_machines_mail_is_not_answered() -> None:
    lead = factories.lead()
    sent(factories.lead())
    received(lead, ago=timedelta(minutes=5), kind="auto_reply")
    received(factories.lead(), ago=timedelta(minutes=5), message_id="<their.2@theirs.example>")
    assert conversation.thread_of(lead, now=NOW) is None


def test_conversation_of_last_year_is_over() -> None:
    lead = factories.lead()
    received(lead, ago=timedelta(days=400))
    assert conversation.thread_of(lead, now=NOW) is None


@pytest.mark.parametrize("hostile", ["<a@b.example>\r\nBcc: x@evil.example", "no id", "<a b@c>"])
def test_message_id_that_is_none_is_not_answered(hostile: str) -> None:
    lead = factories.lead()
    received(lead, ago=timedelta(minutes=5), message_id=hostile)
    assert conversation.thread_of(lead, now=NOW) is None


@pytest.mark.parametrize(
    "subject",
    [
        "Pricing",
        "Re: Pricing",
        "RE: AW: Pricing",
        "Re[2]: Pricing",
        "SV:  Pricing",
        "Antw: Pricing",
    ],
)
def test_marks_of_answering_are_no_part_of_the_subject(subject: str) -> None:
    assert conversation.bare(subject) == "Pricing"


def test_references_keep_the_first_and_the_last_within_a_header_line() -> None:
    ids = [f"<{n}.{'x' * 40}@ours.example>" for n in range(60)]
    kept = conversation.chain(" ".join(ids))
    assert len(kept) <= conversation.MOST_REFERENCES
    assert kept.split()[0] == ids[0]
    assert kept.split()[-1] == ids[-1]


def test_references_of_somebody_else_carry_nothing_but_ids() -> None:
    assert conversation.chain("<a@b.example> \r\nBcc: x@evil.example <c@d.example>") == (
        "<a@b.example> <c@d.example>"
    )
