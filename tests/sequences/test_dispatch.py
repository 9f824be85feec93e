"""Dispatch against a peer that really speaks SMTP, and fails in every way one can."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from leads.models import Lead, StopEvent
from reviews import decisions, outcomes
from reviews.models import Alert, Draft
from sequences import dispatch
from sequences.channels.email import Channel
from sequences.channels.outcome import Outcome
from sequences.fingerprint import fingerprint
from sequences.models import Attempt, Message, Rest
from sequences.rendering import Mail, wire
from tests import factories
from tests.roles import role
from tests.smtp import Peer, smtp_peer

pytestmark = pytest.mark.django_db


@pytest.fixture
def peer(settings: Settings) -> Iterator[Peer]:
    with smtp_peer() as listening:
        settings.EMAIL_BACKEND = "sequences.channels.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", listening.port
        yield listening


@pytest.fixture
def channel(peer: Peer) -> Iterator[Channel]:
    made = Channel()
    yield made
    made.close()


def approved(
    fault: str = "", *, name: str = "Priya Nair", email: str = "", **changes: str
) -> Message:
    tagged = f"lead{next(factories.counter)}{f'+{fault}' if fault else ''}@theirs.example"
    lead = factories.lead(name=name, email=email or tagged)
    draft = factories.draft(factories.touch(factories.call(lead), state="drafted"))
    Draft.objects.filter(pk=draft.pk).update(**changes)
    by = lead.owner
    message = decisions.approve(
        draft.pk,
        by=by,
        sign_in=factories.sign_in(by),
        seen=factories.seen(draft, by),
        now=timezone.now(),
    )
    Message.objects.filter(pk=message.pk).update(send_at=timezone.now() - timedelta(seconds=1))
    return message


def lapse(message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def send_all(channel: Channel) -> list[str]:
    with role("sender"):
        return [dispatch.send(c, channel=channel) for c in dispatch.claim(worker="test")]


def parsed(wire: EmailMessage) -> Mail:
    """The approved tuple, read from nothing but the bytes on the wire."""
    words, html = wire.get_body(("plain",)), wire.get_body(("html",))
    assert words is not None
    assert html is not None
    own, way_out = str(wire["Message-ID"]), str(wire["List-Unsubscribe"] or "")
    assert bool(way_out) == (wire["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click")
    return Mail(
        sender=str(wire["From"]),
        to=str(wire["To"]),
        cc=str(wire["Cc"] or ""),
        reply_to=str(wire["Reply-To"] or ""),
        in_reply_to=str(wire["In-Reply-To"] or ""),
        references=str(wire["References"]).removesuffix(own).strip(),
        subject=str(wire["Subject"]),
        body=words.get_content().replace("\r\n", "\n").removesuffix("\n"),
        html=html.get_content().replace("\r\n", "\n"),
        unsubscribe=way_out.strip("<>"),
    )


def test_approved_mail_arrives_once_and_is_what_was_approved(peer: Peer, channel: Channel) -> None:
    message = approved(
        subject="Grüße: pricing, the 15th & more", cc="Marcus Lee <marcus@theirs.example>"
    )
    assert send_all(channel) == ["sent"]
    assert send_all(channel) == []
    ((recipients, data),) = peer.accepted
    assert recipients == [message.to, "marcus@theirs.example"]
    wire = message_from_bytes(data, policy=policy.default)
    assert fingerprint(parsed(wire)) == bytes(message.approval.fingerprint)
    assert wire["Message-ID"] == message.message_id
    assert message.message_id in wire["References"]


def test_sent_message_leaves_the_inbox(peer: Peer, channel: Channel) -> None:
    message = approved()
    send_all(channel)
    outcomes.follow(now=timezone.now())
    draft = Draft.objects.get(touch=message.touch)
    assert (draft.state, draft.touch.state) == ("sent", "done")


def test_held_message_is_not_sent(peer: Peer, channel: Channel) -> None:
    message = approved()
    Message.objects.filter(pk=message.pk).update(send_at=timezone.now() + timedelta(seconds=30))
    assert send_all(channel) == []
    assert peer.accepted == []


@pytest.mark.parametrize(
    ("fault", "state", "outcome"),
    [
        ("rcpt450", "scheduled", "deferred"),
        ("rcpt550", "failed", "refused"),
        ("rcptdrop", "scheduled", "deferred"),
        ("data451", "scheduled", "deferred"),
        ("end451", "scheduled", "deferred"),
        ("end554", "failed", "refused"),
        ("dotdrop", "unknown", "unknown"),
        ("acceptdrop", "unknown", "unknown"),
    ],
)
def test_fault_of_the_mail_server_becomes(
    peer: Peer, channel: Channel, fault: str, state: str, outcome: str
) -> None:
    message = approved(fault)
    assert send_all(channel) == [state]
    message.refresh_from_db()
    assert (message.state, Attempt.objects.get().outcome) == (state, outcome)
    assert message.reason


def test_drop_in_the_middle_of_the_body_delivers_nothing(peer: Peer, channel: Channel) -> None:
    """Whether we notice before the dot is a race with the network; either answer is honest."""
    approved("middrop")
    assert send_all(channel)[0] in {"scheduled", "unknown"}
    assert peer.accepted == []


def test_deferred_message_is_tried_again_later_and_at_last_given_to_a_person(
    peer: Peer, channel: Channel
) -> None:
    message = approved("rcpt450")
    for attempt in range(1, dispatch.MOST_ATTEMPTS + 1):
        Message.objects.filter(pk=message.pk).update(send_at=timezone.now() - timedelta(seconds=1))
        Rest.objects.all().delete()  # its server would be left alone after five failures
        last = attempt == dispatch.MOST_ATTEMPTS
        assert send_all(channel) == ["failed" if last else "scheduled"]
        message.refresh_from_db()
        assert last or message.send_at > timezone.now()
    outcomes.follow(now=timezone.now())
    draft = Draft.objects.get(touch=message.touch)
    assert draft.state == "ready"
    assert "4.2.1 try later" in draft.note
    assert Alert.objects.filter(kind="not_sent").count() == 1


def test_message_of_unknown_fate_is_never_sent_again(peer: Peer, channel: Channel) -> None:
    message = approved("acceptdrop")
    send_all(channel)
    Message.objects.filter(pk=message.pk).update(send_at=timezone.now() - timedelta(days=1))
    dispatch.reap()
    assert send_all(channel) == []
    assert len(peer.accepted) == 1


def test_person_settles_an_unknown_message(peer: Peer, channel: Channel) -> None:
    message = approved("dotdrop")
    send_all(channel)
    outcomes.follow(now=timezone.now())
    draft = Draft.objects.get(touch=message.touch)
    by = draft.lead.owner
    assert Alert.objects.filter(kind="unknown", user=by).exists()
    decisions.settle(
        draft.pk,
        by=by,
        sign_in=factories.sign_in(by),
        was_sent=False,
        reason="Not in the sent folder.",
        now=timezone.now(),
    )
    draft.refresh_from_db()
    assert draft.state == "ready"
    again = decisions.approve(
        draft.pk,
        by=by,
        sign_in=factories.sign_in(by),
        seen=factories.seen(draft, by),
        now=timezone.now(),
    )
    assert again.pk != message.pk


def test_no_connection_costs_no_attempt_and_no_words(settings: Settings) -> None:
    message = approved()
    settings.EMAIL_BACKEND = "sequences.channels.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 2
    assert send_all(Channel()) == ["scheduled"]
    message.refresh_from_db()
    assert (message.attempts_made, Attempt.objects.count()) == (0, 0)
    assert "cannot be reached" in message.reason


def test_reply_during_transmission_withholds_the_dot(
    peer: Peer, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reply is committed after the words left the database and before the final dot."""
    message = approved()
    transmit = dispatch._transmit

    def transmit_then_reply(claim: dispatch.Claim) -> tuple[str, str, Mail] | None:
        found = transmit(claim)
        StopEvent.objects.create(
            lead=Lead.objects.get(pk=message.lead_id), kind="reply", source="<r@x>"
        )
        return found

    monkeypatch.setattr(dispatch, "_transmit", transmit_then_reply)
    claims = dispatch.claim(worker="test")
    assert [dispatch.send(c, channel=channel) for c in claims] == ["dropped"]
    assert peer.accepted == []
    message.refresh_from_db()
    assert (message.state, message.reason) == ("void", "stopped")


def test_one_connection_serves_many_messages(peer: Peer, channel: Channel) -> None:
    for _ in range(3):
        approved()
    assert send_all(channel) == ["sent"] * 3
    assert peer.connections == 1


def test_worker_that_died_before_the_dot_leaves_the_message_in_line(
    peer: Peer, channel: Channel
) -> None:
    message = approved()
    (claim,) = dispatch.claim(worker="dead")
    assert dispatch._transmit(claim) is not None
    Message.objects.filter(pk=message.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert dispatch.reap() == (1, 0)
    assert send_all(channel) == ["sent"]


@pytest.mark.parametrize(("fault", "state"), [("rcpt550", "failed"), ("rcpt450", "scheduled")])
def test_nobody_in_copy_gets_a_mail_that_the_lead_does_not(
    peer: Peer, channel: Channel, fault: str, state: str
) -> None:
    approved(fault, cc="marcus@theirs.example")
    assert send_all(channel) == [state]
    assert peer.accepted == []
    approved()
    assert send_all(channel) == ["sent"]  # on the same connection


def test_words_that_stop_the_sender_each_time_end_in_front_of_a_person(peer: Peer) -> None:
    message = approved()
    for _ in range(dispatch.MOST_ATTEMPTS):
        (claim,) = dispatch.claim(worker="dying")
        dispatch._transmit(claim)
        lapse(message)
        dispatch.reap()
    message.refresh_from_db()
    assert (message.state, message.reason) == ("failed", "the sender stopped before sending")


def test_a_lease_that_lapsed_before_any_words_is_no_try(peer: Peer) -> None:
    message = approved()
    dispatch.claim(worker="dead")
    lapse(message)
    assert dispatch.reap() == (1, 0)
    message.refresh_from_db()
    assert message.attempts_made == 0


def test_worker_that_died_after_the_dot_leaves_it_unknown(peer: Peer, channel: Channel) -> None:
    message = approved()
    (claim,) = dispatch.claim(worker="dead")
    assert dispatch._transmit(claim) is not None
    assert dispatch._dot(claim)
    Message.objects.filter(pk=message.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert dispatch.reap() == (0, 1)
    assert send_all(channel) == []
    message.refresh_from_db()
    assert message.state == "unknown"


def test_late_answer_settles_its_own_unknown(peer: Peer) -> None:
    message = approved()
    (claim,) = dispatch.claim(worker="slow")
    dispatch._transmit(claim)
    dispatch._dot(claim)
    Message.objects.filter(pk=message.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    dispatch.reap()
    assert dispatch._finish(claim, Outcome("accepted")) == "sent"


def test_backoff_grows_and_is_capped() -> None:
    waits = [dispatch.backoff(n) for n in range(1, 12)]
    assert timedelta(seconds=15) <= waits[0] <= timedelta(seconds=30)
    assert timedelta(minutes=1) <= waits[1] <= timedelta(minutes=2)
    assert max(waits) <= timedelta(hours=6)


def test_esp_backend_carries_the_thread_headers(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "anymail.backends.test.EmailBackend"
    message = approved()
    assert send_all(Channel()) == ["sent"]
    from django.core import mail

    (sent,) = mail.outbox
    assert sent.extra_headers["Message-ID"] == message.message_id
    assert sent.to == [message.to]


def test_encoded_words_in_a_subject_add_nothing_to_the_mail(peer: Peer, channel: Channel) -> None:
    smuggled = "=?utf-8?q?Hi=0D=0ABcc:_x@evil.example=0D=0A=0D=0ANobody_approved_this?="
    message = approved(subject=smuggled)
    assert send_all(channel) == ["sent"]
    ((to, data),) = peer.accepted
    arrived = message_from_bytes(data)
    assert to == [message.to]
    assert "Bcc" not in arrived
    assert str(make_header(decode_header(arrived["Subject"]))) == smuggled


def test_an_international_address_is_written_to_in_ascii(peer: Peer, channel: Channel) -> None:
    message = approved(email="ana@b\u00fccher.example")
    assert send_all(channel) == ["sent"]
    assert (message.to, peer.accepted[0][0]) == (
        "ana@b\u00fccher.example",
        ["ana@xn--bcher-kva.example"],
    )


def test_a_mail_that_cannot_be_written_does_not_stop_the_others(
    peer: Peer, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = approved(subject="Bad"), approved(subject="Good")

    def write(mail: Mail, *, message_id: str, date: datetime) -> bytes:
        if mail.subject == "Bad":
            raise ValueError("The header Subject cannot be written.")
        return wire(mail, message_id=message_id, date=date)

    monkeypatch.setattr("sequences.channels.email.wire", write)
    assert sorted(send_all(channel)) == ["failed", "sent"]
    bad.refresh_from_db()
    assert bad.reason.startswith("This cannot be written as a mail")
    assert [to for to, _ in peer.accepted] == [[good.to]]
