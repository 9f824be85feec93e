"""What each mail service is sent, as its own API documents it; and SMTP signed in by token."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from io import StringIO
from typing import Any

import pytest
from django.core.mail import get_connection
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django.fixtures import Settings
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sequences.channels.email import Channel
from sequences.channels.outcome import Outcome
from sequences.channels.pool import SERVICES, Pool, amazon
from sequences.models import Mailbox, MailboxSecret
from sequences.rendering import Mail
from tests import factories
from tests.smtp import smtp_peer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
OWN, THEIRS = "<1.abc@ours.example>", "<1@theirs.example>"
MAIL = Mail(
    sender="Maya Reyes <maya@ours.example>",
    to="priya@theirs.example",
    cc="Lee <lee@theirs.example>",
    reply_to="reply+1@in.ours.example",
    subject="Grüße",
    body="Hi,\n",
    html="<p>Hi,</p>\n",
    in_reply_to=THEIRS,
    references=THEIRS,
    unsubscribe="https://ours.example/u/1/",
)
ANSWERS = {
    "mailgun": '{"id": "<1.abc@ours.example>", "message": "Queued. Thank you."}',
    "sendgrid": "",
    "postmark": '{"To":"priya@theirs.example","MessageID":"pm-1","ErrorCode":0,"Message":"OK"}',
    "resend": '{"id": "re-1"}',
    "brevo": '{"messageId": "<1.abc@ours.example>"}',
    "ses": '{"MessageId": "ses-1"}',
}
NAMED = {"mailgun": "<1.abc@ours.example>", "postmark": "pm-1", "resend": "re-1", "ses": "ses-1",
         "brevo": "<1.abc@ours.example>"}  # fmt: skip


def headers_of(service: str, request: Request) -> dict[str, str]:
    """The mail's own headers, from where each service takes them."""
    if service == "mailgun":
        return {k.removeprefix("h:"): v for k, v in request.form.items() if k.startswith("h:")}
    body = json.loads(request.get_data())
    if service == "ses":
        return dict(message_from_bytes(base64.b64decode(body["Content"]["Raw"]["Data"])))
    if service == "postmark":
        return {h["Name"]: h["Value"] for h in body["Headers"]}
    found: dict[str, str] = body["headers"]
    return found


def everything_in(service: str, request: Request) -> str:
    """Everything a service was told, as one text."""
    if service == "mailgun":
        return str(request.form.to_dict())
    body = json.loads(request.get_data())
    if service != "ses":
        return json.dumps(body, ensure_ascii=False)
    raw = base64.b64decode(body["Content"]["Raw"]["Data"])
    mail = message_from_bytes(raw, policy=policy.default)
    parts = [str(p.get_content()) for p in mail.walk() if not p.is_multipart()]
    return "\n".join([*(str(value) for value in mail.values()), *parts])


def send(service: str, httpserver: HTTPServer, answer: Callable[[Request], Response]) -> Outcome:
    httpserver.expect_request(re.compile("/.*"), method="POST").respond_with_handler(answer)
    backend, key = SERVICES[service]
    options: dict[str, Any] = {key: "our-key", "api_url": httpserver.url_for("/")}
    if service == "ses":
        options = amazon("key-id:key-secret", region="eu-west-1")
        options["client_params"]["endpoint_url"] = httpserver.url_for("/")
    if service == "mailgun":
        options["sender_domain"] = "ours.example"
    channel = Channel(lambda: get_connection(backend, **options))
    try:
        assert channel.open() is None
        return channel.send(MAIL, message_id=OWN, date=NOW, before_dot=lambda: True)
    finally:
        channel.close()


@pytest.mark.filterwarnings("ignore:django-anymail has dropped official support for SendGrid")
@pytest.mark.parametrize("service", ANSWERS)
def test_service_gets_the_approved_words_and_the_thread(
    service: str, httpserver: HTTPServer
) -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Response:
        request.get_data()
        seen.append(request)
        status = 202 if service == "sendgrid" else 200
        return Response(ANSWERS[service], status=status, mimetype="application/json")

    outcome = send(service, httpserver, answer)
    assert outcome.kind == "accepted"
    assert outcome.provider_id == NAMED.get(service, outcome.provider_id)
    (request,) = seen
    headers = {name.lower(): value for name, value in headers_of(service, request).items()}
    assert headers["references"] == f"{THEIRS} {OWN}"
    assert headers["in-reply-to"] == THEIRS
    assert headers["list-unsubscribe"] == "<https://ours.example/u/1/>"
    assert headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    everything = everything_in(service, request)
    for part in ("Grüße", "Hi,", "<p>Hi,</p>", "maya@ours.example", "priya@theirs.example",
                 "lee@theirs.example", "reply+1@in.ours.example"):  # fmt: skip
        assert part in everything


@pytest.mark.parametrize(
    ("status", "means"),
    [
        (400, "refused"),
        (401, "must sign in"),
        (429, "deferred"),
        (500, "unknown"),
        (503, "unknown"),
    ],
)
def test_each_answer_of_a_service_means(httpserver: HTTPServer, status: int, means: str) -> None:
    outcome = send("mailgun", httpserver, lambda _: Response("{}", status=status))
    assert outcome.kind == ("deferred" if means == "must sign in" else means)
    assert outcome.must_sign_in == (means == "must sign in")


def test_amazon_is_asked_once_whatever_happens(httpserver: HTTPServer) -> None:
    outcome = send("ses", httpserver, lambda _: Response("{}", status=503))
    assert (outcome.kind, len(httpserver.log)) == ("unknown", 1)


def test_smtp_is_signed_in_to_by_token(settings: Settings) -> None:
    with smtp_peer(bearer="good-token") as peer:
        mailbox = factories.mailbox(sign_in="xoauth2", smtp_port=peer.port)
        MailboxSecret.objects.update(
            access_token="good-token", expires_at=datetime(2999, 1, 1, tzinfo=UTC)
        )
        pool = Pool()
        assert pool.way(mailbox.pk).open() is None
        MailboxSecret.objects.update(access_token="bad-token")
        pool.close()
        problem = pool.way(mailbox.pk).open()
        pool.close()
    assert problem is not None
    assert (problem.must_sign_in, peer.sign_ins) == (True, 2)


def test_secret_under_a_lost_key_asks_to_be_typed_in_again(settings: Settings) -> None:
    mailbox = factories.mailbox(password="hunter2")
    settings.MAILBOX_KEYS = ["another key"]
    pool = Pool()
    problem = pool.way(mailbox.pk).open()
    pool.close()
    assert problem is not None
    assert problem.must_sign_in
    assert "Type it in again" in problem.detail


def test_key_is_changed_without_losing_a_secret(settings: Settings) -> None:
    factories.mailbox(password="hunter2")
    settings.MAILBOX_KEYS = ["new key", *settings.MAILBOX_KEYS]
    secret = MailboxSecret.objects.get()
    assert secret.password == "hunter2"
    secret.save()
    settings.MAILBOX_KEYS = ["new key"]
    assert MailboxSecret.objects.get().password == "hunter2"


def test_site_mailbox_uses_the_connection_of_the_environment(settings: Settings) -> None:
    with smtp_peer() as peer:
        settings.EMAIL_BACKEND = "sequences.channels.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", peer.port
        site = Mailbox.objects.create(kind="site", daily_cap=10, created_at=timezone.now())
        pool = Pool()
        assert pool.way(site.pk).open() is None
        pool.close()
        assert peer.connections == 1


def test_reseal_puts_every_secret_under_the_new_key(settings: Settings) -> None:
    factories.mailbox(password="hunter2")
    old = list(settings.MAILBOX_KEYS)
    settings.MAILBOX_KEYS = ["new key", *old]
    call_command("reseal_mailboxes", stdout=StringIO())
    settings.MAILBOX_KEYS = ["new key"]
    assert MailboxSecret.objects.get().password == "hunter2"
    settings.MAILBOX_KEYS = ["third key"]
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("reseal_mailboxes")
