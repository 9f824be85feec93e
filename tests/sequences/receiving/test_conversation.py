"""A whole conversation over real SMTP and IMAP: out, back, stopped, and the thread goes on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from leads.models import Lead
from reviews import decisions
from reviews.letter import mail_for
from reviews.models import Draft
from sequences import dispatch
from sequences.channels.email import Channel
from sequences.models import Mailbox, MailboxSecret, Message, ReceivedMail
from tests import dovecot, factories
from tests.roles import role
from tests.smtp import Peer, smtp_peer

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not dovecot.DOVECOT, reason="no Dovecot; see scripts/dovecot"),
]


@pytest.fixture
def peer(settings: Settings) -> Iterator[Peer]:
    with smtp_peer() as listening:
        settings.EMAIL_BACKEND = "sequences.channels.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", listening.port
        yield listening


def approve(lead: Lead, *, subject: str = "Recap of our call") -> Message:
    fresh = Lead.objects.get(pk=lead.pk)
    draft = factories.draft(
        factories.touch(factories.call(fresh), state="drafted"), subject=subject
    )
    message = decisions.approve(
        draft.pk,
        by=lead.owner,
        sign_in=factories.sign_in(lead.owner),
        seen=factories.seen(draft, lead.owner),
        now=timezone.now(),
    )
    Message.objects.filter(pk=message.pk).update(send_at=timezone.now() - timedelta(seconds=1))
    return message


def send(peer: Peer) -> EmailMessage:
    channel = Channel()
    with role("sender"):
        assert [dispatch.send(c, channel=channel) for c in dispatch.claim(worker="w")] == ["sent"]
    channel.close()
    found = message_from_bytes(peer.accepted[-1][1], policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def answer(to: EmailMessage, text: str) -> bytes:
    """What the lead's mail program makes of it: quoted, in the thread, under their name."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"] = to["To"], to["From"]
    mail["Subject"] = f"Re: {str(to['Subject']).removeprefix('Re: ')}"
    mail["Date"], mail["Message-ID"] = to["Date"], f"<a{next(factories.counter)}@theirs.example>"
    mail["In-Reply-To"] = to["Message-ID"]
    mail["References"] = f"{to['References'] or ''} {to['Message-ID']}".strip()
    body = to.get_body(("plain",))
    quoted = "\n".join(f"> {line}" for line in (body.get_content() if body else "").splitlines())
    mail.set_content(f"{text}\n\nOn Fri, 20 Nov 2026 at 10:00, Maya Reyes wrote:\n{quoted}\n")
    return mail.as_bytes()


def test_conversation_goes_out_comes_back_stops_and_goes_on_in_one_thread(peer: Peer) -> None:
    with dovecot.dovecot() as server:
        lead = factories.lead()
        box = Mailbox.objects.create(
            kind="smtp",
            owner=lead.owner,
            address=dovecot.USER,
            smtp_host="127.0.0.1",
            imap_host="127.0.0.1",
            imap_port=server.port,
            imap_security="none",
            sends=False,
        )
        MailboxSecret.objects.create(mailbox=box, password=dovecot.PASSWORD)
        first = approve(lead)
        went = send(peer)
        waiting = approve(lead, subject="One more thing")
        server.deliver(answer(went, "Yes, Friday works."))
        with role("worker"):
            call_command("runreceiver", once=True)
        mail = ReceivedMail.objects.get()
        assert (mail.answers, mail.kind, mail.text) == (first, "reply", "Yes, Friday works.")
        with role("sender"):
            assert dispatch.claim(worker="w") == []  # the answer voided what was approved
        waiting.refresh_from_db()
        assert waiting.state == "scheduled" or waiting.reason in ("stopped", "stale")
        again = approve(lead, subject="Re: Recap of our call")
        went_on = send(peer)
    assert went_on["In-Reply-To"] == mail.message_id
    assert str(went_on["References"]).split()[:2] == [first.message_id, mail.message_id]
    assert went_on["Message-ID"] == again.message_id
    assert mail_for(Draft.objects.get(touch=again.touch), sender=lead.owner).to == lead.email
