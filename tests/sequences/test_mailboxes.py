"""Mailboxes in the gate: whose mail leaves from where, how much of it, and when it waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from leads.models import User
from reviews import decisions
from reviews.letter import mail_for
from sequences import dispatch, mailboxes, outbox
from sequences.channels.pool import Pool
from sequences.models import (
    Attempt,
    Mailbox,
    MailboxDay,
    MailboxSecret,
    Message,
    Rest,
    SendingDomain,
)
from sequences.refusals import GateRefused
from tests import factories
from tests.roles import role
from tests.smtp import Peer, smtp_peer

pytestmark = pytest.mark.django_db


@pytest.fixture
def peer() -> Iterator[Peer]:
    with smtp_peer() as listening:
        yield listening


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool()
    yield made
    made.close()


@pytest.fixture
def rep() -> User:
    return factories.user(name="Maya Reyes")


def box(rep: User, peer: Peer, **fields: Any) -> Mailbox:
    return factories.mailbox(rep, smtp_port=peer.port, **fields)


def approved(rep: User, fault: str = "", domain: str = "theirs.example") -> Message:
    tag = f"+{fault}" if fault else ""
    lead = factories.lead(rep, email=f"lead{next(factories.counter)}{tag}@{domain}")
    draft = factories.draft(factories.touch(factories.call(lead), state="drafted"))
    message = decisions.approve(
        draft.pk,
        by=rep,
        sign_in=factories.sign_in(rep),
        seen=factories.seen(draft, rep),
        now=timezone.now(),
    )
    make_due()
    return message


def make_due() -> None:
    moment = timezone.now() - timedelta(seconds=1)
    Message.objects.filter(state="scheduled").update(send_at=moment)


def send_all(pool: Pool, *, limit: int = 10) -> list[str]:
    with role("sender"):
        claimed = dispatch.claim(worker="test", limit=limit)
        return [dispatch.send(c, channel=pool.way(c.mailbox)) for c in claimed]


def state(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return message.state, message.reason


def test_mail_leaves_from_the_mailbox_of_whoever_approved_it(
    peer: Peer, pool: Pool, rep: User
) -> None:
    mailbox = box(rep, peer, address="maya.reyes@ours.example", display_name="Maya at Ours")
    message = approved(rep)
    assert (message.mailbox, message.sender) == (mailbox, "Maya at Ours <maya.reyes@ours.example>")
    assert send_all(pool) == ["sent"]
    assert b"From: Maya at Ours <maya.reyes@ours.example>" in peer.accepted[0][1]


def test_without_a_mailbox_of_their_own_the_shared_one_is_used(
    peer: Peer, pool: Pool, rep: User
) -> None:
    shared = factories.mailbox(shared=True, smtp_port=peer.port)
    message = approved(rep)
    assert message.mailbox == shared
    assert message.sender == "Maya Reyes <team@ours.example>"
    assert rep.email in message.reply_to  # answers reach the person, not an address nobody reads
    assert send_all(pool) == ["sent"]


def test_own_mailbox_comes_before_the_shared_one(peer: Peer, rep: User) -> None:
    factories.mailbox(shared=True)
    own = box(rep, peer)
    assert mailboxes.for_sender(rep) == own
    assert mailboxes.for_sender(factories.user()) != own


def test_mail_waits_while_its_mailbox_is_paused_and_goes_when_it_is_resumed(
    peer: Peer, pool: Pool, rep: User
) -> None:
    mailbox = box(rep, peer)
    message = approved(rep)
    mailboxes.pause(mailbox, reason="Holidays", now=timezone.now())
    assert send_all(pool) == []
    assert state(message) == ("scheduled", "mailbox")
    with role("web"):
        mailboxes.resume(mailbox, now=timezone.now())
    make_due()
    assert send_all(pool) == ["sent"]


def test_mailbox_paused_after_the_claim_keeps_the_words(peer: Peer, pool: Pool, rep: User) -> None:
    mailbox = box(rep, peer)
    message = approved(rep)
    with role("sender"):
        (claimed,) = dispatch.claim(worker="test")
    mailboxes.pause(mailbox, reason="Holidays", now=timezone.now())
    with role("sender"):
        assert dispatch.send(claimed, channel=pool.way(claimed.mailbox)) == "dropped"
    assert (state(message), peer.accepted) == (("scheduled", "mailbox"), [])


def test_mail_of_a_mailbox_that_was_switched_off_is_void(peer: Peer, pool: Pool, rep: User) -> None:
    box(rep, peer)
    message = approved(rep)
    Mailbox.objects.update(is_active=False)
    assert send_all(pool) == []
    assert state(message) == ("void", "foreign")


def test_mailbox_given_to_somebody_else_sends_nothing_of_the_first(
    peer: Peer, pool: Pool, rep: User
) -> None:
    box(rep, peer)
    message = approved(rep)
    Mailbox.objects.update(owner=factories.user())
    assert (send_all(pool), state(message)) == ([], ("void", "foreign"))


def test_cap_of_a_day_is_kept_and_the_rest_waits_for_the_mailbox_own_morning(
    peer: Peer, pool: Pool, rep: User
) -> None:
    mailbox = box(rep, peer, daily_cap=2, time_zone="Pacific/Auckland")
    messages = [approved(rep) for _ in range(4)]
    send_all(pool)
    make_due()
    send_all(pool)
    assert len(peer.accepted) == 2
    left = [m for m in messages if state(m)[0] == "scheduled"]
    assert [m.reason for m in left] == ["cap", "cap"]
    morning = left[0].send_at.astimezone(ZoneInfo("Pacific/Auckland"))
    assert (morning.hour, morning.minute) == (0, 0)
    assert MailboxDay.objects.get(mailbox=mailbox).used == 2


def test_yesterdays_mail_does_not_count_today(peer: Peer, pool: Pool, rep: User) -> None:
    mailbox = box(rep, peer, daily_cap=1)
    yesterday = mailboxes.today(mailbox, now=timezone.now()) - timedelta(days=1)
    MailboxDay.objects.create(mailbox=mailbox, day=yesterday, used=1)
    approved(rep)
    assert send_all(pool) == ["sent"]


def test_ramp_allows_twenty_on_the_first_day_and_a_fifth_more_each_day() -> None:
    assert [mailboxes.ramp(n) for n in range(6)] == [20, 24, 28, 34, 41, 49]


@given(days=st.integers(-5, 400), cap=st.integers(1, 100_000))
def test_ramp_in_python_and_in_the_database_are_the_same(days: int, cap: int) -> None:
    day = date(2026, 3, 2)
    began = day - timedelta(days=days)
    mailbox = Mailbox(daily_cap=cap, ramp_started_on=began)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SAVEPOINT here")
        saved = Mailbox.objects.create(
            kind="site", daily_cap=cap, ramp_started_on=began, sends=False
        )
        cursor.execute("SELECT gate_mailbox_allowed(%s, %s)", [saved.pk, day])
        assert cursor.fetchone() == (mailboxes.allowed(mailbox, day=day),)
        cursor.execute("ROLLBACK TO here")


def test_ramp_holds_a_new_mailbox_back(peer: Peer, pool: Pool, rep: User) -> None:
    mailbox = box(rep, peer, daily_cap=500)
    today = mailboxes.today(mailbox, now=timezone.now())
    Mailbox.objects.update(ramp_started_on=today)
    MailboxDay.objects.create(mailbox=mailbox, day=today, used=20)
    message = approved(rep)
    assert (send_all(pool), state(message)) == ([], ("scheduled", "cap"))


def test_mail_waits_while_answers_are_not_read(peer: Peer, pool: Pool, rep: User) -> None:
    mailbox = box(rep, peer, imap_host="127.0.0.1", must_read_within=30)
    long_ago = timezone.now() - timedelta(minutes=31)
    Mailbox.objects.update(last_read_at=long_ago)
    message = approved(rep)
    assert (send_all(pool), state(message)) == ([], ("scheduled", "blind"))
    Mailbox.objects.filter(pk=mailbox.pk).update(last_read_at=timezone.now())
    make_due()
    assert send_all(pool) == ["sent"]


@pytest.mark.parametrize("fields", [{"reads": False}, {"must_read_within": 0}, {"imap_host": ""}])
def test_mailbox_nobody_meant_to_read_is_never_blind(
    peer: Peer, pool: Pool, rep: User, fields: dict[str, Any]
) -> None:
    long_ago = timezone.now() - timedelta(days=1)
    box(rep, peer, **{"imap_host": "127.0.0.1", "last_read_at": long_ago} | fields)
    approved(rep)
    assert send_all(pool) == ["sent"]


def test_refused_sign_in_pauses_the_mailbox_and_asks_the_server_no_more(
    pool: Pool, rep: User
) -> None:
    with smtp_peer(takes="right") as peer:
        factories.mailbox(rep, smtp_port=peer.port, password="wrong")
        messages = [approved(rep) for _ in range(3)]
        assert send_all(pool) == ["scheduled"] * 3
        mailbox = Mailbox.objects.get()
        assert "refused our sign-in: 535" in mailbox.pause_reason
        assert peer.sign_ins == 1
        assert {state(m)[0] for m in messages} == {"scheduled"}
        assert not Attempt.objects.exists()  # nobody saw a word
        MailboxSecret.objects.update(password="right")
        mailboxes.resume(mailbox, now=timezone.now())
        pool.close()
        make_due()
        assert send_all(pool) == ["sent"] * 3


def test_server_that_cannot_be_reached_is_left_alone_after_three_tries(
    pool: Pool, rep: User
) -> None:
    mailbox = factories.mailbox(rep, smtp_port=1)
    message = approved(rep)
    for _ in range(3):
        make_due()
        assert send_all(pool) == ["scheduled"]
    rest = Rest.objects.get(mailbox=mailbox, domain="")
    assert rest.until is not None
    assert timedelta(seconds=50) < rest.until - timezone.now() <= timedelta(seconds=60)
    make_due()
    assert (send_all(pool), state(message)) == ([], ("scheduled", "resting"))
    assert message.attempts_made == 0  # nothing was tried, so nothing counts


def test_domain_that_defers_again_and_again_rests_and_others_do_not(
    peer: Peer, pool: Pool, rep: User
) -> None:
    box(rep, peer)
    for _ in range(5):
        approved(rep, "rcpt450", "slow.example")
        send_all(pool)
    waiting, other = approved(rep, "", "slow.example"), approved(rep, "", "quick.example")
    assert send_all(pool) == ["sent"]
    assert (state(waiting), state(other)[0]) == (("scheduled", "resting"), "sent")
    Rest.objects.update(until=timezone.now() - timedelta(seconds=1))
    Message.objects.filter(pk=waiting.pk).update(send_at=timezone.now() - timedelta(seconds=1))
    assert send_all(pool) == ["sent"]
    assert not Rest.objects.filter(failures__gt=0).exists()


def test_mail_of_a_held_domain_waits(peer: Peer, pool: Pool, rep: User) -> None:
    box(rep, peer)
    held = SendingDomain.objects.create(
        domain="ours.example", held_at=timezone.now(), held_reason="It proves nothing."
    )
    message = approved(rep)
    assert (send_all(pool), state(message)) == ([], ("scheduled", "domain"))
    SendingDomain.objects.filter(pk=held.pk).update(held_at=None, held_reason="")
    make_due()
    assert send_all(pool) == ["sent"]


def test_mail_under_another_address_than_its_mailbox_is_refused(peer: Peer, rep: User) -> None:
    mailbox = box(rep, peer)
    draft = factories.draft(factories.touch(factories.call(factories.lead(rep)), state="drafted"))
    mail = mail_for(draft, sender=rep)
    Mailbox.objects.filter(pk=mailbox.pk).update(address="another@ours.example")
    with pytest.raises(GateRefused, match="not yours"):
        outbox.schedule(
            mail=mail,
            touch=draft.touch,
            lead=draft.lead,
            sign_in=factories.sign_in(rep),
            send_at=timezone.now(),
            now=timezone.now(),
        )


def test_web_process_writes_secrets_and_cannot_read_them(rep: User) -> None:
    mailbox = factories.mailbox(rep, password="hunter2")
    with role("web"):
        mailboxes.keep_secrets(mailbox, now=timezone.now(), password="new one")
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            MailboxSecret.objects.get(mailbox=mailbox)
    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM sequences_mailboxsecret")
        assert "new one" not in str(cursor.fetchone())
    assert MailboxSecret.objects.get().password == "new one"


def test_evidence_settles_what_may_have_been_sent(peer: Peer, pool: Pool, rep: User) -> None:
    box(rep, peer)
    message = approved(rep, "acceptdrop")
    assert send_all(pool) == ["unknown"]
    with role("worker"):
        assert outbox.prove(message.message_id, where="Found in the Sent folder.")
        assert not outbox.prove(message.message_id, where="Found in the Sent folder.")
    assert state(message) == ("sent", "")
    assert Attempt.objects.get().detail == "Found in the Sent folder."


def test_choosing_the_mailbox_takes_one_query(rep: User) -> None:
    factories.mailbox(rep)
    factories.mailbox(shared=True)
    with CaptureQueriesContext(connection) as queries:
        mailboxes.for_sender(rep)
    assert len(queries) == 1


def test_day_of_a_mailbox_is_its_own() -> None:
    late = datetime(2026, 3, 2, 23, tzinfo=ZoneInfo("UTC"))
    assert mailboxes.today(Mailbox(time_zone="Asia/Tokyo"), now=late) == date(2026, 3, 3)


@pytest.mark.parametrize("letter", ["é", "日"])
def test_name_of_any_letters_fits_into_a_message(peer: Peer, pool: Pool, letter: str) -> None:
    rep = factories.user(name=letter * 120)
    box(rep, peer)
    approved(rep)
    assert send_all(pool) == ["sent"]


def test_name_longer_than_a_header_is_refused_in_words() -> None:
    rep = factories.user(name="😀" * 120)
    far = f"{'x' * 60}@{'y' * 60}.{'y' * 60}.{'y' * 60}.example"
    User.objects.filter(pk=rep.pk).update(email=far)
    rep.refresh_from_db()
    with pytest.raises(decisions.Refused, match="your name"):
        approved(rep)
