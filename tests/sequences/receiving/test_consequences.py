"""What follows from a mail: what stops, what waits, what stands in the record."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from followup.lib import mailtext
from leads.models import Event, Lead, Passage, Proposal, User
from sequences.models import Message, ReceivedMail, Suppression
from sequences.receiving import AssignError, assign, keep, understand
from sequences.receiving.understanding import TRIES
from tests import factories
from tests.roles import role
from tests.sequences.receiving import mails

pytestmark = pytest.mark.django_db


def stops(lead: Lead) -> list[str]:
    return list(lead.stop_events.order_by("pk").values_list("kind", flat=True))


def why_not(message: Message) -> str | None:
    """What the gate says of a message now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gate_why_not(%s)", [message.pk])
        return str(cursor.fetchone()[0] or "") or None


def test_answer_stops_the_conversation_and_becomes_citable() -> None:
    message = mails.written_to()
    mail = mails.received(mails.answer(message, text="Friday works.\n\nPlease add Jo."))
    lead = Lead.objects.get(pk=message.lead_id)
    assert mail.kind == "reply"
    assert stops(lead) == ["reply"]
    assert why_not(message) == "stopped"
    said = Passage.objects.filter(event=mail.event).values_list("kind", "text")
    assert list(said) == [("mail", "Friday works."), ("mail", "Please add Jo.")]
    assert lead.record_epoch == message.lead.record_epoch + 1


def test_the_worker_and_the_web_process_may_do_all_of_it() -> None:
    for name in ("worker", "web"):
        message = mails.written_to()
        with role(name):
            mail = mails.received(mails.answer(message, text="I confirm the pricing breakdown."))
        assert mail.lead == message.lead
        assert stops(message.lead) == ["reply"]


def test_mail_proposes_a_promise_kept_and_closes_nothing() -> None:
    call = factories.call(
        said=(("Priya Nair", "theirs", "I will send the signed contract by Friday."),)
    )
    promise = factories.promise(
        call,
        index=0,
        direction="theirs",
        owner="Priya Nair",
        text="Priya Nair will send the signed contract by Friday.",
    )
    mails.received(
        mails.raw(
            sender=call.lead.email, text="I have sent the signed contract, see the attachment."
        )
    )
    proposal = Proposal.objects.get()
    assert (proposal.finding, proposal.state) == (promise, "open")
    promise.refresh_from_db()
    assert promise.status == "open"


def test_accepted_invitation_is_a_meeting() -> None:
    message = mails.written_to()
    accepted = mails.answer(message).replace(
        b'Content-Type: text/plain; charset="utf-8"',
        b'Content-Type: text/calendar; method=REPLY; charset="utf-8"',
    )
    accepted = accepted.replace(
        b"Friday works for us.",
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
        b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:priya@theirs.example\r\nEND:VEVENT\r\nEND:VCALENDAR",
    )
    mails.received(accepted)
    assert stops(message.lead) == ["meeting"]


def test_absence_with_a_date_holds_until_that_morning_where_they_are() -> None:
    message = mails.written_to(factories.lead(time_zone="America/New_York"))
    back = timezone.now().date() + timedelta(days=9)
    mail = mails.received(
        mails.answer(
            message,
            text=f"I am out of the office and back on {back:%-d %B %Y}.",
            auto_submitted="auto-replied",
        )
    )
    lead = Lead.objects.get(pk=message.lead_id)
    assert (mail.kind, mail.return_date) == ("auto_reply", back)
    assert stops(lead) == ["out_of_office"]
    assert lead.hold_until == datetime.combine(back, time(9), ZoneInfo("America/New_York"))
    assert lead.stop_epoch == message.lead.stop_epoch
    assert why_not(message) == "away"


@pytest.mark.parametrize(
    "back", ["", "I am back on 3 November 2041.", "I was away until 2 November 2020."]
)
def test_absence_without_an_end_one_can_believe_holds_nothing(back: str) -> None:
    message = mails.written_to()
    mail = mails.received(
        mails.answer(message, text=f"I am out of office. {back}", auto_submitted="auto-replied")
    )
    assert mail.kind == "auto_reply"
    assert stops(message.lead) == []
    assert why_not(message) != "away"


def test_saying_to_be_away_by_hand_is_an_answer() -> None:
    message = mails.written_to()
    mails.received(mails.answer(message, text="I'm out of office this week, let's talk Monday."))
    assert stops(message.lead) == ["reply"]


def test_dead_address_stops_and_is_listed() -> None:
    message = mails.written_to()
    mail = mails.received(mails.bounce(message))
    assert (mail.kind, mail.facts["hard"], mail.lead) == ("bounce", True, message.lead)
    assert stops(message.lead) == ["bounce"]
    assert Suppression.objects.get().reason == "bounce"
    assert why_not(message) == "suppressed"


@pytest.mark.parametrize(
    ("status", "said"),
    [("5.2.2", "552 5.2.2 Mailbox full"), ("5.7.1", "550 5.7.1 Message blocked as spam")],
)
def test_full_mailbox_or_a_block_suppresses_nobody(status: str, said: str) -> None:
    message = mails.written_to()
    mail = mails.received(mails.bounce(message, status=status, said=said))
    assert (mail.kind, mail.lead) == ("bounce", message.lead)
    assert stops(message.lead) == []


def test_report_about_no_mail_of_ours_suppresses_nobody() -> None:
    lead = factories.lead()
    forged = mails.bounce(Message(to=lead.email, message_id="<nothing@ours.example>"))
    mail = mails.received(forged)
    assert mail.kind == "bounce"
    assert stops(lead) == []


def test_dead_address_in_copy_does_not_stop_the_lead() -> None:
    message = mails.written_to()
    copied = Message(to="boss@theirs.example", message_id=message.message_id)
    mails.received(mails.bounce(copied))
    assert stops(message.lead) == []


def test_complaint_suppresses() -> None:
    message = mails.written_to()
    mail = mails.received(mails.complaint(message))
    assert (mail.kind, stops(message.lead)) == ("complaint", ["complaint"])
    assert why_not(message) == "suppressed"


def test_wish_for_no_more_mail_in_words_suppresses() -> None:
    message = mails.written_to()
    mail = mails.received(mails.answer(message, text="Please take me off your list."))
    assert (mail.kind, stops(message.lead)) == ("unsubscribe", ["unsubscribe"])


def test_newsletter_changes_nothing() -> None:
    lead = factories.lead(email="news@theirs.example")
    mail = mails.received(
        mails.raw(
            sender=lead.email, subject="Our news", list_unsubscribe="<https://theirs.example/u>"
        )
    )
    assert (mail.kind, stops(lead)) == ("other", [])
    assert not Event.objects.exists()


def test_colleague_stops_only_sequences_that_say_so() -> None:
    message = mails.written_to(factories.lead(email="priya@co.example"))
    account = message.lead.account
    account.domain = "co.example"
    account.save(update_fields=["domain"])
    first = mails.received(mails.raw(sender="jo@co.example", subject="About the offer"))
    assert (first.lead, first.matched_by) == (message.lead, "domain")
    assert stops(message.lead) == []
    sequence = message.touch.enrollment.version.sequence
    sequence.stop_on_colleague = True
    sequence.save(update_fields=["stop_on_colleague"])
    mails.received(mails.raw(sender="jo@co.example", subject="And again"))
    assert stops(message.lead) == ["colleague"]


def test_mail_written_by_hand_stops_for_everybody_it_went_to() -> None:
    message = mails.written_to()
    other = factories.lead()
    by = message.lead.owner
    mail = mails.received(
        mails.raw(sender=by.email, to=f"{message.to}, {other.email}", subject="Just me")
    )
    assert mail.kind == "ours"
    assert stops(message.lead) == stops(other) == ["human_mail"]


def test_answering_machine_of_ours_is_nobodys_hand() -> None:
    message = mails.written_to()
    mail = mails.received(
        mails.raw(
            sender=message.lead.owner.email,
            to=message.to,
            subject="Automatic reply: Re: Recap",
            auto_submitted="auto-replied",
        )
    )
    assert stops(message.lead) == []
    assert mail.kind != "reply"


def test_person_says_whose_mail_it_is_and_what_follows_follows() -> None:
    lead = factories.lead()
    mail = mails.received(mails.raw(sender="priya@home.example", text="Yes, let's do it."))
    manager = _manager_of(lead)
    with role("web"):
        assign(mail, lead=lead, by=manager, now=timezone.now())
    mail.refresh_from_db()
    assert (mail.lead, mail.matched_by) == (lead, "person")
    assert stops(lead) == ["reply"]
    later = mails.received(mails.raw(sender="priya@home.example"))
    assert (later.lead, later.matched_by) == (lead, "alias")


def test_mail_is_given_to_one_lead_only_and_only_among_ones_own() -> None:
    lead, other = factories.lead(), factories.lead()
    mail = mails.received(mails.raw(sender="priya@home.example"))
    with pytest.raises(Lead.DoesNotExist):
        assign(mail, lead=other, by=_manager_of(lead), now=timezone.now())
    with pytest.raises(ReceivedMail.DoesNotExist):
        assign(mail, lead=lead, by=lead.owner, now=timezone.now())
    assign(mail, lead=lead, by=_manager_of(lead), now=timezone.now())
    with pytest.raises(AssignError, match="belongs to"):
        assign(mail, lead=lead, by=_manager_of(lead), now=timezone.now())


def _manager_of(lead: Lead) -> User:
    return factories.user(role="manager", of=lead.owner.team)


def test_mail_that_cannot_be_read_stands_before_a_person_in_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    message = mails.written_to()

    def fails(raw: bytes) -> None:
        raise RuntimeError("a bug of ours")

    monkeypatch.setattr(mailtext, "read", fails)
    now = timezone.now()
    mail = keep(mails.answer(message), door="imap", now=now)
    assert mail is not None
    for _ in range(TRIES):
        due = ReceivedMail.objects.to_understand(now=now)
        assert list(due) == [mail]
        with pytest.raises(RuntimeError):
            understand(mail.pk, now=now)
        now += timedelta(hours=1)
    understand(mail.pk, now=now)
    mail.refresh_from_db()
    assert (mail.kind, mail.lead, mail.text) == ("reply", message.lead, "")
    assert stops(message.lead) == ["reply"]


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00\xff" * 5000,
        b"From: a@b\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 3000,
        b"Subject: " + b"=?utf-8?q?" * 3000 + b"\r\n\r\n",
        b"From: <script>alert(1)</script>@x.example\r\nTo: "
        + b"a@b.example, " * 3000
        + b"\r\n\r\nHi",
        b"Message-ID: <" + b"x" * 5000 + b"@y>\r\nReferences: " + b"<a@b> " * 5000 + b"\r\n\r\nHi",
        "From: priya@théirs.example\r\nSubject: \u202egnp.exe\r\n\r\n\ud83d\ude00".encode(
            "utf-8", "surrogatepass"
        ),
    ],
    ids=["noise", "parts", "words", "fields", "ids", "letters"],
)
def test_hostile_mail_is_kept_and_understood_as_something(raw: bytes) -> None:
    mail = mails.received(raw)
    assert mail.kind
    assert mail.understood_at


def test_understood_mail_is_not_understood_again() -> None:
    message = mails.written_to()
    mail = mails.received(mails.answer(message))
    assert understand(mail.pk, now=timezone.now()) is None
    assert stops(message.lead) == ["reply"]
