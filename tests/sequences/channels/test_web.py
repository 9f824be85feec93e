"""Gmail and Microsoft Graph by their published contracts: what is asked, and what each answer means."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sequences.channels import oauth
from sequences.channels.outcome import Outcome
from sequences.channels.web import WebChannel
from sequences.models import Mailbox, MailboxSecret
from sequences.rendering import Mail
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MAIL = Mail(
    sender="Maya <maya@ours.example>",
    to="priya@theirs.example",
    subject="Grüße",
    body="Hi,\n",
    html="<p>Hi,</p>\n",
    in_reply_to="<1@theirs.example>",
    references="<1@theirs.example>",
)
PATHS = {"gmail": "/gmail/v1/users/me/messages/send", "graph": "/v1.0/me/sendMail"}
KINDS = pytest.mark.parametrize("kind", ["gmail", "graph"])


@pytest.fixture(autouse=True)
def providers(settings: Settings, httpserver: HTTPServer) -> None:
    base = httpserver.url_for("")
    settings.MAIL_PROVIDERS = {
        kind: {
            **given,
            "client_id": "our-id",
            "client_secret": "our-secret",
            "token": f"{base}/token",
            "mail": base.rstrip("/"),
        }
        for kind, given in settings.MAIL_PROVIDERS.items()
    }


def connected(kind: str, *, fresh: bool = True) -> Mailbox:
    mailbox = factories.mailbox(kind=kind, sign_in="xoauth2", smtp_host="")
    MailboxSecret.objects.filter(mailbox=mailbox).update(
        access_token="token-1",
        refresh_token="refresh-1",
        expires_at=timezone.now() + timedelta(hours=1 if fresh else -1),
    )
    return mailbox


@pytest.fixture
def channels() -> Iterator[list[WebChannel]]:
    made: list[WebChannel] = []
    yield made
    for channel in made:
        channel.close()


def send(kind: str, made: list[WebChannel], *, allowed: bool = True, answered: str = "") -> Outcome:
    channel = WebChannel(connected(kind), clock=timezone.now)
    made.append(channel)
    assert channel.open() is None
    return channel.send(
        MAIL,
        message_id="<1.abc@ours.example>",
        date=NOW,
        before_dot=lambda: allowed,
        answered=answered,
    )


def test_gmail_gets_the_finished_mail_and_the_thread_it_joins(
    httpserver: HTTPServer, channels: list[WebChannel]
) -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Response:
        seen.append(request)
        return Response(
            '{"id":"m2","threadId":"t1","labelIds":["SENT"]}', mimetype="application/json"
        )

    httpserver.expect_request(PATHS["gmail"], method="POST").respond_with_handler(answer)
    outcome = send("gmail", channels, answered="m1/t1")
    assert outcome == Outcome("accepted", provider_id="m2/t1")
    body = json.loads(seen[0].get_data())
    assert body["threadId"] == "t1"
    assert seen[0].headers["Authorization"] == "Bearer token-1"
    mail = message_from_bytes(base64.urlsafe_b64decode(body["raw"]))
    assert mail["Message-ID"] == "<1.abc@ours.example>"
    assert mail["In-Reply-To"] == "<1@theirs.example>"
    assert [p.get_content_type() for p in mail.walk()][1:] == ["text/plain", "text/html"]


def test_graph_gets_the_finished_mail_as_base64_text(
    httpserver: HTTPServer, channels: list[WebChannel]
) -> None:
    seen: list[Request] = []

    def answer(request: Request) -> Response:
        seen.append(request)
        return Response("", status=202)

    httpserver.expect_request(PATHS["graph"], method="POST").respond_with_handler(answer)
    assert send("graph", channels) == Outcome("accepted")
    assert seen[0].headers["Content-Type"] == "text/plain"
    mail = message_from_bytes(base64.b64decode(seen[0].get_data(), validate=True))
    assert mail["References"].split() == ["<1@theirs.example>", "<1.abc@ours.example>"]


GOOGLE_QUOTA = {"error": {"code": 403, "errors": [{"reason": "userRateLimitExceeded"}]}}
GOOGLE_SCOPE = {"error": {"code": 403, "errors": [{"reason": "insufficientPermissions"}]}}


@KINDS
@pytest.mark.parametrize(
    ("status", "answer", "means"),
    [
        (400, {"error": {"message": "Invalid To header"}}, "refused"),
        (401, {"error": {"message": "Invalid Credentials"}}, "deferred"),
        (403, GOOGLE_QUOTA, "deferred"),
        (403, GOOGLE_SCOPE, "must sign in"),
        (404, {}, "refused"),
        (413, "too large", "refused"),
        (429, {"error": {"code": "TooManyRequests", "message": "later"}}, "deferred"),
        (500, {}, "unknown"),
        (503, "<html>", "unknown"),
        (302, "", "refused"),
    ],
)
def test_each_answer_means(
    httpserver: HTTPServer,
    channels: list[WebChannel],
    kind: str,
    status: int,
    answer: Any,
    means: str,
) -> None:
    text = answer if isinstance(answer, str) else json.dumps(answer)
    httpserver.expect_request(PATHS[kind]).respond_with_data(text, status=status)
    outcome = send(kind, channels)
    assert outcome.kind == ("deferred" if means == "must sign in" else means)
    assert outcome.must_sign_in == (means == "must sign in")
    assert len(httpserver.log) == 1  # never twice by itself


@KINDS
def test_answer_that_never_comes_is_unknown(
    httpserver: HTTPServer, channels: list[WebChannel], kind: str
) -> None:
    def hang_up(request: Request) -> Response:
        request.environ["werkzeug.socket"].shutdown(2)
        return Response("")

    httpserver.expect_request(PATHS[kind]).respond_with_handler(hang_up)
    assert send(kind, channels).kind == "unknown"


@KINDS
def test_provider_that_cannot_be_reached_saw_nothing(
    settings: Settings, channels: list[WebChannel], kind: str
) -> None:
    settings.MAIL_PROVIDERS[kind]["mail"] = "http://127.0.0.1:1"
    assert send(kind, channels).kind == "deferred"


@KINDS
def test_nothing_is_asked_when_the_last_look_says_no(
    httpserver: HTTPServer, channels: list[WebChannel], kind: str
) -> None:
    assert send(kind, channels, allowed=False) == Outcome("withheld")
    assert httpserver.log == []


@KINDS
def test_token_is_renewed_before_any_words_are_asked_for(httpserver: HTTPServer, kind: str) -> None:
    answer = {"access_token": "token-2", "expires_in": 3599, "refresh_token": "refresh-2"}
    httpserver.expect_request("/token", method="POST").respond_with_json(answer)
    mailbox = connected(kind, fresh=False)
    channel = WebChannel(mailbox, clock=timezone.now)
    assert channel.open() is None
    channel.close()
    form = parse_qs(httpserver.log[0][0].get_data(as_text=True))
    assert form["grant_type"] == ["refresh_token"]
    assert (form["refresh_token"], form["client_id"]) == (["refresh-1"], ["our-id"])
    kept = MailboxSecret.objects.get(mailbox=mailbox)
    assert (kept.access_token, kept.refresh_token) == ("token-2", "refresh-2")
    assert kept.is_fresh(now=timezone.now() + timedelta(minutes=50))


@KINDS
def test_consent_that_was_withdrawn_must_be_given_again(httpserver: HTTPServer, kind: str) -> None:
    answer = {"error": "invalid_grant", "error_description": "Token has been revoked."}
    httpserver.expect_request("/token").respond_with_json(answer, status=400)
    channel = WebChannel(connected(kind, fresh=False), clock=timezone.now)
    problem = channel.open()
    channel.close()
    assert problem is not None
    assert problem.must_sign_in
    assert "revoked" in problem.detail


@KINDS
def test_provider_that_is_down_pauses_nothing(httpserver: HTTPServer, kind: str) -> None:
    httpserver.expect_request("/token").respond_with_data("oops", status=503)
    channel = WebChannel(connected(kind, fresh=False), clock=timezone.now)
    problem = channel.open()
    channel.close()
    assert problem is not None
    assert not problem.must_sign_in


def test_token_not_taken_is_renewed_at_the_next_try(
    httpserver: HTTPServer, channels: list[WebChannel]
) -> None:
    httpserver.expect_request(PATHS["gmail"]).respond_with_json({"error": {}}, status=401)
    assert send("gmail", channels).kind == "deferred"
    httpserver.expect_request("/token").respond_with_json({"access_token": "2", "expires_in": 3599})
    assert channels[0].open() is None
    assert httpserver.log[-1][0].path == "/token"


@KINDS
def test_way_to_the_provider_carries_state_and_pkce(kind: str) -> None:
    address = oauth.consent_address(
        kind, redirect="https://us.example/back/", state="s", verifier="v" * 64, reads=True
    )
    asked = parse_qs(address.partition("?")[2])
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["state"] == ["s"]
    assert "v" * 64 not in address
    assert oauth.provider(kind).read_scope in asked["scope"][0]
