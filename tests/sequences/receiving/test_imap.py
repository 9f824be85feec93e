"""A real Dovecot: every mail once, in order, no flag touched, whatever the folder's UIDs do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone

from leads.models import Lead
from sequences.models import Mailbox, MailboxSecret, ReadingPlace, ReceivedMail
from sequences.receiving import keeping, reading
from sequences.receiving.problems import CannotRead
from tests import dovecot, factories
from tests.roles import role
from tests.sequences.receiving import mails

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not dovecot.DOVECOT, reason="no Dovecot; see scripts/dovecot"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[dovecot.Server]:
    with dovecot.dovecot() as running:
        yield running


@pytest.fixture
def folder(server: dovecot.Server, request: pytest.FixtureRequest) -> Iterator[str]:
    """A folder of this test's own."""
    name = f"Test{next(factories.counter)}"
    with server.client() as client:
        client.create_folder(name)
    yield name
    with server.client() as client:
        client.delete_folder(name)


@pytest.fixture
def mailbox(server: dovecot.Server, folder: str) -> Mailbox:
    """The lead's owner's own mailbox, read before: nothing in it is new."""
    made = Mailbox.objects.create(
        kind="smtp",
        owner=factories.user(),
        address=dovecot.USER,
        smtp_host="127.0.0.1",
        imap_host="127.0.0.1",
        imap_port=server.port,
        imap_security="none",
        imap_folder=folder,
    )
    MailboxSecret.objects.create(mailbox=made, password=dovecot.PASSWORD)
    read(made)
    return made


def read(mailbox: Mailbox) -> list[ReceivedMail]:
    """One reading, as the receiver's role."""
    now = timezone.now()
    mailbox.refresh_from_db()
    with role("worker"):
        client = reading.open_imap(mailbox, now=now)
        try:
            return reading.read_imap(client, mailbox, now=now)
        finally:
            client.shutdown()


def of(mailbox: Mailbox) -> Lead:
    return factories.lead(mailbox.owner, email="priya@theirs.example")


def test_answer_is_read_once_and_no_flag_is_touched(
    server: dovecot.Server, mailbox: Mailbox, folder: str
) -> None:
    lead = of(mailbox)
    server.deliver(mails.raw(), folder)
    (mail,) = read(mailbox)
    mail.refresh_from_db()
    assert (mail.kind, mail.lead, mail.door) == ("reply", lead, "imap")
    assert lead.stop_events.get().kind == "reply"
    assert read(mailbox) == []
    assert server.flags(folder) == []
    mailbox.refresh_from_db()
    assert mailbox.last_read_at
    assert not mailbox.reading_problem


def test_private_mail_is_left_alone(server: dovecot.Server, mailbox: Mailbox, folder: str) -> None:
    of(mailbox)
    for sender in ("mum@home.example", "news@shop.example", "colleague@ours.example"):
        server.deliver(mails.raw(sender=sender, subject="Dinner?"), folder)
    assert read(mailbox) == []
    assert not ReceivedMail.objects.exists()
    place = ReadingPlace.objects.get(folder=folder)
    assert place.last_uid == 3


def test_shared_mailbox_keeps_what_nobody_can_match(
    server: dovecot.Server, mailbox: Mailbox, folder: str
) -> None:
    Mailbox.objects.filter(pk=mailbox.pk).update(owner=None)
    server.deliver(mails.raw(sender="stranger@home.example", subject="Hello"), folder)
    (mail,) = read(mailbox)
    assert list(ReceivedMail.objects.unmatched()) == [mail]


def test_report_of_a_dead_address_is_found_by_what_is_inside(
    server: dovecot.Server, mailbox: Mailbox, folder: str
) -> None:
    message = mails.written_to()
    server.deliver(mails.bounce(message), folder)
    server.deliver(mails.bounce(message, original="<x@y>").replace(message.to.encode(), b"a@b.c"))
    (mail,) = read(mailbox)
    assert message.lead.stop_events.get().kind == "bounce"
    assert mail.identity == ReceivedMail.objects.get().identity


def test_crash_between_two_mails_loses_none_and_doubles_none(
    server: dovecot.Server, mailbox: Mailbox, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    of(mailbox)
    for number in range(3):
        server.deliver(mails.raw(message_id=f"<{folder}.{number}@theirs.example>"), folder)
    real = keeping.keep
    kept: list[bytes] = []

    def dies(raw: bytes, **fields: object) -> ReceivedMail | None:
        if len(kept) == 1:
            raise KeyboardInterrupt
        kept.append(raw)
        return real(raw, **fields)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr("sequences.receiving.imap.keep", dies)
        with pytest.raises(KeyboardInterrupt):
            read(mailbox)
    assert ReceivedMail.objects.count() == 1
    read(mailbox)
    assert ReceivedMail.objects.count() == 3


def test_uids_that_lost_their_meaning_lose_no_mail_and_double_none(
    server: dovecot.Server, mailbox: Mailbox, folder: str
) -> None:
    of(mailbox)
    old, new = mails.raw(), mails.raw()
    server.deliver(old, folder)
    assert len(read(mailbox)) == 1
    before = ReadingPlace.objects.get(folder=folder).uidvalidity
    server.make_anew(folder, [new, old])
    (mail,) = read(mailbox)
    assert ReadingPlace.objects.get(folder=folder).uidvalidity != before
    assert bytes(mail.raw) == new
    assert ReceivedMail.objects.count() == 2


def test_mail_the_rep_sends_by_hand_is_seen_in_the_sent_folder(
    server: dovecot.Server, mailbox: Mailbox
) -> None:
    lead = of(mailbox)
    owner = mailbox.owner
    assert owner
    server.deliver(mails.raw(sender=owner.email, to=lead.email, text="Just checking."), "Sent")
    server.deliver(mails.raw(sender=owner.email, to="mum@home.example"), "Sent")
    (mail,) = read(mailbox)
    mail.refresh_from_db()
    assert (mail.kind, mail.lead) == ("ours", lead)
    assert lead.stop_events.get().kind == "human_mail"


def test_wrong_password_is_said_in_words(mailbox: Mailbox) -> None:
    MailboxSecret.objects.update(password="wrong")
    with pytest.raises(CannotRead, match="refused the sign-in") as refused:
        read(mailbox)
    assert refused.value.is_sign_in


def test_server_that_is_gone_is_said_in_words(mailbox: Mailbox) -> None:
    Mailbox.objects.filter(pk=mailbox.pk).update(imap_port=1)
    with pytest.raises(CannotRead, match="cannot be reached"):
        read(mailbox)
