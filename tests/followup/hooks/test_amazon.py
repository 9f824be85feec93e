"""Amazon SES over SNS: believed by a certificate of Amazon's own server and by the topic alone."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from django.test import Client, override_settings
from django.utils import timezone
from pytest_httpserver import HTTPServer

from followup.hooks import amazon, services
from followup.hooks.schemes import Scheme
from followup.lib import bounded_http
from sequences.models import HookDelivery, Message, ReceivedMail
from tests import factories
from tests.roles import role
from tests.sequences.receiving import mails

TOPIC = "arn:aws:sns:eu-west-1:123456789012:ses-events"
CERTIFICATE = "/SimpleNotificationService-0ab1.pem"
SERVER = "https://sns.eu-west-1.amazonaws.com"
HOOKS = {
    ("ses", "events"): Scheme("sns", (TOPIC,)),
    ("ses", "inbound"): Scheme("sns", (TOPIC,)),
}
pytestmark = pytest.mark.django_db


def made(key: rsa.RSAPrivateKey, *, ends: timedelta = timedelta(days=30)) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    now = datetime.now(UTC)
    found = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + ends)
        .sign(key, hashes.SHA256())
    )
    return found.public_bytes(serialization.Encoding.PEM).decode()


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Amazon:
    """Stands in for Amazon's servers: what was asked of which address, and what it answers."""

    def __init__(self, pem: str) -> None:
        self.asked: list[httpx2.URL] = []
        self.pem, self.status = pem, 200

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request.url)
        content = self.pem if request.url.path.endswith(".pem") else "<ok/>"
        return httpx2.Response(self.status, content=content.encode())


@pytest.fixture
def aws(key: rsa.RSAPrivateKey, monkeypatch: pytest.MonkeyPatch) -> Iterator[Amazon]:
    stand_in = Amazon(made(key))
    transport = httpx2.MockTransport(stand_in.answer)
    monkeypatch.setattr(bounded_http, "client", lambda **_: httpx2.Client(transport=transport))
    monkeypatch.setattr(amazon, "_certificates", {})
    with override_settings(MAIL_HOOKS=HOOKS):
        yield stand_in


def signed(key: rsa.RSAPrivateKey, told: Any, **changes: str) -> dict[str, str]:
    """A message of SNS; `changes` to what is signed."""
    message = {
        "Type": "Notification",
        "MessageId": f"m-{next(factories.counter)}",
        "TopicArn": TOPIC,
        "Message": told if isinstance(told, str) else json.dumps(told),
        "Timestamp": timezone.now().isoformat(),
    } | changes
    text = "".join(f"{name}\n{message[name]}\n" for name in sorted(message))
    proof = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return message | {
        "SignatureVersion": "2",
        "Signature": base64.b64encode(proof).decode(),
        "SigningCertURL": SERVER + CERTIFICATE,
    }


def post(client: Client, message: dict[str, str], about: str = "events") -> int:
    with role("web"):
        return client.post(
            f"/hooks/mail/ses/{about}/", json.dumps(message), content_type="text/plain"
        ).status_code


def sent() -> Message:
    found = mails.written_to()
    Message.objects.filter(pk=found.pk).update(provider_id="0100-ses-id")
    return found


def event(message: Message, kind: str, **inside: Any) -> dict[str, Any]:
    mail = {"messageId": "0100-ses-id", "destination": [message.to], "headers": []}
    return {"eventType": kind, "mail": mail, kind.lower(): inside}


def bounced(message: Message, kind: str, sub: str, said: str = "") -> dict[str, Any]:
    who = [{"emailAddress": message.to, **({"diagnosticCode": said} if said else {})}]
    return event(message, "Bounce", bounceType=kind, bounceSubType=sub, bouncedRecipients=who)


def test_bounce_told_over_sns_stops(client: Client, key: rsa.RSAPrivateKey, aws: Amazon) -> None:
    message = sent()
    said = "smtp; 550 5.1.1 user unknown"
    assert post(client, signed(key, bounced(message, "Permanent", "General", said))) == 200
    assert message.lead.stop_events.get().kind == "bounce"
    assert [str(url) for url in aws.asked] == [SERVER + CERTIFICATE]


@pytest.mark.parametrize(
    ("kind", "sub", "said", "is_dead"),
    [
        ("Permanent", "NoEmail", "", True),
        ("Permanent", "Suppressed", "", False),
        ("Permanent", "General", "smtp; 550 5.7.1 blocked by policy", False),
        ("Transient", "General", "", False),
        ("Transient", "MailboxFull", "", False),
        ("Undetermined", "Undetermined", "", False),
    ],
)
def test_only_a_lasting_bounce_is_a_dead_address(
    kind: str, sub: str, said: str, is_dead: bool, client: Client, key: Any, aws: Amazon
) -> None:
    message = sent()
    assert post(client, signed(key, bounced(message, kind, sub, said))) == 200
    assert message.lead.stop_events.exists() is is_dead


def test_complaint_stops_and_the_certificate_is_fetched_once(
    client: Client, key: Any, aws: Amazon
) -> None:
    message = sent()
    who = [{"emailAddress": message.to}]
    told = event(message, "Complaint", complainedRecipients=who, complaintFeedbackType="abuse")
    again = signed(key, told)
    assert [post(client, again), post(client, again), post(client, signed(key, told))] == [200] * 3
    assert message.lead.stop_events.filter(kind="complaint").exists()
    assert HookDelivery.objects.count() == 2
    assert len(aws.asked) == 1


OURS = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.mark.parametrize(
    ("changes", "signed_changes", "is_asked"),
    [
        ({"Message": '{"eventType": "Complaint"}'}, {}, True),
        ({}, {"TopicArn": TOPIC.replace("ses-events", "theirs")}, False),
        ({}, {"Timestamp": "2020-01-01T00:00:00Z"}, True),
        ({"SigningCertURL": "https://evil.example" + CERTIFICATE}, {}, False),
        ({"SigningCertURL": "http://sns.eu-west-1.amazonaws.com" + CERTIFICATE}, {}, False),
        ({"SigningCertURL": "https://sns.us-east-1.amazonaws.com" + CERTIFICATE}, {}, False),
        ({"SigningCertURL": "https://sns.eu-west-1.amazonaws.com.evil.example/a.pem"}, {}, False),
        ({"SigningCertURL": SERVER + "/?next=" + CERTIFICATE}, {}, False),
        ({"SigningCertURL": SERVER + "/bucket" + CERTIFICATE}, {}, False),
        ({"SignatureVersion": "3"}, {}, True),
        ({"Signature": ""}, {}, True),
        ({"Type": "Other"}, {}, True),
    ],
    ids=[
        "changed", "another topic", "stale", "another server", "plain http", "another region",
        "suffix", "query", "another path", "version", "unsigned", "type",
    ],
)  # fmt: skip
def test_delivery_that_is_not_amazons_about_our_topic_is_refused(
    changes: dict[str, str], signed_changes: dict[str, str], is_asked: bool,
    client: Client, key: Any, aws: Amazon,
) -> None:  # fmt: skip
    assert post(client, signed(key, "{}", **signed_changes) | changes) == 401
    assert not HookDelivery.objects.exists()
    assert bool(aws.asked) is is_asked


def test_certificate_of_somebody_else_or_out_of_date_proves_nothing(
    client: Client, key: rsa.RSAPrivateKey, aws: Amazon
) -> None:
    assert post(client, signed(OURS, "{}")) == 401
    amazon._certificates.clear()
    aws.pem = made(key, ends=timedelta(days=-1))
    assert post(client, signed(key, "{}")) == 401


@pytest.mark.parametrize("pem", ["<html>", "", None])
def test_amazon_asks_again_when_the_certificate_cannot_be_had(
    pem: str | None, client: Client, key: Any, aws: Amazon
) -> None:
    aws.status, aws.pem = (500, aws.pem) if pem is None else (200, pem)
    message = signed(key, "{}")
    assert post(client, message) == 503
    assert not HookDelivery.objects.exists()
    aws.status, aws.pem = 200, made(key)
    assert post(client, message) == 200


def test_subscription_is_confirmed_at_an_address_of_our_own_making(
    client: Client, key: Any, aws: Amazon
) -> None:
    question = signed(
        key,
        "You have chosen to subscribe",
        Type="SubscriptionConfirmation",
        SubscribeURL="https://evil.example/steal",
        Token="t0ken",
    )
    assert post(client, question) == 200
    kept = HookDelivery.objects.get()
    assert kept.followed_at is None  # a worker asks; nobody waits for it
    with role("worker"):
        assert services.follow(kept.pk, now=kept.retry_at)
    asked = aws.asked[-1]
    assert (asked.host, dict(asked.params)) == (
        "sns.eu-west-1.amazonaws.com",
        {"Action": "ConfirmSubscription", "TopicArn": TOPIC, "Token": "t0ken"},
    )


def test_mail_that_came_to_ses_stops_its_conversation(
    client: Client, key: Any, aws: Amazon
) -> None:
    message = sent()
    raw = mails.answer(message, text="Ja, gern – bis Freitag.")
    told = {
        "notificationType": "Received",
        "receipt": {"action": {"type": "SNS", "encoding": "BASE64"}, "recipients": []},
        "content": base64.b64encode(raw).decode(),
    }
    assert post(client, signed(key, told), "inbound") == 200
    mail = ReceivedMail.objects.get()
    assert bytes(mail.raw) == raw
    assert (mail.door, mail.lead, mail.text) == ("ses", message.lead, "Ja, gern – bis Freitag.")
    assert message.lead.stop_events.get().kind == "reply"


def test_mail_that_lies_in_s3_is_fetched_by_the_worker(
    client: Client, key: Any, aws: Amazon, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = sent()
    raw = mails.answer(message, text="Friday works for us.")
    httpserver.expect_request("/bucket/0100").respond_with_data(raw)
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", httpserver.url_for("").rstrip("/"))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    action = {"type": "S3", "bucketName": "bucket", "objectKey": "0100"}
    told = {"notificationType": "Received", "receipt": {"action": action, "recipients": []}}
    assert post(client, signed(key, told | {"mail": {"messageId": "0100"}}), "inbound") == 200
    kept = HookDelivery.objects.get()
    assert kept.followed_at is None
    with role("worker"):
        assert services.follow(kept.pk, now=kept.retry_at)
    assert ReceivedMail.objects.get().lead == message.lead


@pytest.mark.parametrize("about", ["events", "inbound"])
@pytest.mark.parametrize(
    "told",
    [
        amazon.TRIED,
        "not json",
        "[]",
        "7",
        '{"eventType": "Bounce", "bounce": {}}',
    ],
)
def test_message_that_says_nothing_we_know_is_kept(
    told: str, about: str, client: Client, key: Any, aws: Amazon
) -> None:
    assert post(client, signed(key, told), about) == 200
    kept = HookDelivery.objects.get()
    assert bool(kept.problem) is (told != amazon.TRIED)
