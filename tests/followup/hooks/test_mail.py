"""What mail services post: believed, kept once, acted on; forged and replayed ones refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone

from followup.hooks import services
from followup.hooks.schemes import Scheme
from sequences.models import HookDelivery, Message, ReceivedMail, Suppression
from tests import factories
from tests.roles import role
from tests.sequences.receiving import mails

KEY = "key-of-mailgun"
HOOKS = {
    ("mailgun", "inbound"): Scheme("mailgun", (KEY,)),
    ("mailgun", "events"): Scheme("mailgun", ("newer", KEY)),
    ("postmark", "inbound"): Scheme("postmark", ("us:secret",)),
    ("postmark", "events"): Scheme("postmark", ("us:secret",)),
}
pytestmark = pytest.mark.django_db
LOGIN = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(b"us:secret").decode()}


@pytest.fixture(autouse=True)
def configured():  # type: ignore[no-untyped-def]
    with override_settings(MAIL_HOOKS=HOOKS):
        yield


def signed(*, key: str = KEY, at: float | None = None, token: str = "") -> dict[str, str]:
    moment = str(int(at or time.time()))
    token = token or f"token{next(factories.counter)}"
    proof = hmac.new(key.encode(), f"{moment}{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": moment, "token": token, "signature": proof}


def event(message: Message, kind: str, signature: dict[str, str], **more: Any) -> str:
    data = {
        "event": kind,
        "id": "x",
        "timestamp": time.time(),
        "recipient": message.to,
        "message": {"headers": {"message-id": message.message_id.strip("<>")}},
    }
    return json.dumps({"signature": signature, "event-data": data | more})


def post(client: Client, path: str, body: str | dict[str, Any], **more: Any) -> int:
    kind: dict[str, Any] = {"content_type": "application/json"} if isinstance(body, str) else {}
    with role("web"):
        return client.post(f"/hooks/mail/{path}/", body, **kind, **more).status_code


DEAD = {
    "severity": "permanent",
    "reason": "bounce",
    "delivery-status": {"code": 550, "message": "5.1.1 User unknown", "description": ""},
}


def test_mailgun_tells_of_a_dead_address(client: Client) -> None:
    message = mails.written_to()
    body = event(message, "failed", signed(), **DEAD)
    assert post(client, "mailgun/events", body) == 200
    assert message.lead.stop_events.get().kind == "bounce"
    assert Suppression.objects.get().value == message.to


def test_full_mailbox_is_no_dead_address(client: Client) -> None:
    message = mails.written_to()
    status = {"code": 552, "message": "5.2.2 Mailbox full", "description": ""}
    body = event(message, "failed", signed(), **DEAD | {"delivery-status": status})
    assert post(client, "mailgun/events", body) == 200
    assert not message.lead.stop_events.exists()


@pytest.mark.parametrize(
    ("kind", "stop"), [("complained", "complaint"), ("unsubscribed", "unsubscribe")]
)
def test_complaint_or_unsubscription_stops(client: Client, kind: str, stop: str) -> None:
    message = mails.written_to()
    assert post(client, "mailgun/events", event(message, kind, signed())) == 200
    assert message.lead.stop_events.get().kind == stop


def test_event_about_somebody_in_copy_does_not_stop_the_lead(client: Client) -> None:
    message = mails.written_to()
    body = event(message, "complained", signed(), recipient="boss@theirs.example")
    assert post(client, "mailgun/events", body) == 200
    assert not message.lead.stop_events.exists()


@pytest.mark.parametrize(
    "signature",
    [
        signed(key="another"),
        signed(at=time.time() - 4000),
        signed(at=time.time() + 4000),
        signed() | {"timestamp": "1"},
        {},
    ],
    ids=["forged", "stale", "future", "tampered", "unsigned"],
)
def test_delivery_that_is_not_believed_leaves_nothing(
    client: Client, signature: dict[str, str]
) -> None:
    message = mails.written_to()
    assert post(client, "mailgun/events", event(message, "complained", signature)) == 401
    assert not HookDelivery.objects.exists()
    assert not message.lead.stop_events.exists()


def test_replayed_delivery_is_acted_on_once_whatever_it_says_now(client: Client) -> None:
    message, other = mails.written_to(), mails.written_to()
    signature = signed()
    assert post(client, "mailgun/events", event(message, "complained", signature)) == 200
    assert post(client, "mailgun/events", event(other, "complained", signature)) == 200
    assert HookDelivery.objects.count() == 1
    assert not other.lead.stop_events.exists()


def test_mail_that_came_to_mailgun_stops_its_conversation(client: Client) -> None:
    message = mails.written_to()
    raw = mails.answer(message, text="Yes please.").decode()
    form = signed() | {"body-mime": raw, "recipient": "x@in.ours.example", "sender": message.to}
    assert post(client, "mailgun/inbound", form) == 200  # as multipart/form-data
    mail = ReceivedMail.objects.get()
    assert (mail.door, mail.lead, mail.text) == ("mailgun", message.lead, "Yes please.")
    assert message.lead.stop_events.get().kind == "reply"


def test_mail_that_came_by_two_services_stops_once(client: Client) -> None:
    message = mails.written_to()
    raw = mails.answer(message, text="Yes please.")
    assert post(client, "mailgun/inbound", signed() | {"body-mime": raw.decode()}) == 200
    assert post(client, "postmark/inbound", json.dumps({"RawEmail": raw.decode()}), **LOGIN) == 200
    assert ReceivedMail.objects.count() == 1
    assert message.lead.stop_events.count() == 1


@pytest.mark.parametrize(
    "login", ["", "Basic " + base64.b64encode(b"us:wrong").decode(), "Bearer x"]
)
def test_wrong_login_is_refused(client: Client, login: str) -> None:
    more = {"HTTP_AUTHORIZATION": login} if login else {}
    assert post(client, "postmark/inbound", "{}", **more) == 401


def test_service_nobody_configured_has_no_door(client: Client) -> None:
    assert post(client, "sendgrid/inbound", "{}") == 404
    assert post(client, "mailgun/anything", "{}") == 404
    assert client.get("/hooks/mail/mailgun/inbound/").status_code == 405


@pytest.mark.parametrize("body", ["not json", "[]", '{"RecordType": "Bounce"}', '{"a": 1}'])
def test_delivery_that_cannot_be_read_is_kept_and_says_why(client: Client, body: str) -> None:
    assert post(client, "postmark/events", body, **LOGIN) == 200
    kept = HookDelivery.objects.get()
    assert bytes(kept.body) == body.encode()
    if not kept.followed_at:
        assert kept.problem
        assert list(HookDelivery.objects.to_follow(now=timezone.now())) == []
        assert services.follow(kept.pk, now=kept.retry_at) is False


def test_nothing_of_a_delivery_is_lost_when_reading_it_fails_at_first(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = mails.written_to()
    with monkeypatch.context() as broken:
        broken.setattr(services, "_act", lambda *a, **k: 1 / 0)
        assert post(client, "mailgun/events", event(message, "complained", signed())) == 200
    kept = HookDelivery.objects.get()
    assert kept.followed_at is None
    with role("worker"):
        assert services.follow(kept.pk, now=kept.retry_at)
    assert message.lead.stop_events.get().kind == "complaint"


def test_secrets_of_hooks_do_not_show(capsys: pytest.CaptureFixture[str]) -> None:
    print(settings.MAIL_HOOKS)
    assert KEY not in capsys.readouterr().out
