"""Gmail's history and Microsoft Graph's listing, as their documentation publishes them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import override_settings
from django.utils import timezone
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sequences.models import Mailbox, MailboxSecret, ReceivedMail
from sequences.receiving import reading
from sequences.receiving.problems import CannotRead
from tests import factories
from tests.roles import role
from tests.sequences.receiving import mails

pytestmark = pytest.mark.django_db


class Provider:
    """Both APIs over one list of mails: (number, bytes, labels)."""

    def __init__(self, server: HTTPServer) -> None:
        self.mails: list[tuple[str, bytes, list[str]]] = []
        self.history, self.is_history_gone, self.fetched = 100, False, []  # type: ignore[var-annotated]
        self.status = 200
        server.expect_request("/gmail/v1/users/me/profile").respond_with_handler(self.profile)
        server.expect_request("/gmail/v1/users/me/history").respond_with_handler(self.changes)
        server.expect_request("/gmail/v1/users/me/messages").respond_with_handler(self.listing)
        for folder in ("inbox", "sentitems"):
            path = f"/v1.0/me/mailFolders/{folder}/messages"
            server.expect_request(path).respond_with_handler(self.folder)
        server.expect_request(re.compile(".*/messages/.+")).respond_with_handler(self.one)

    def add(self, raw: bytes, *labels: str) -> None:
        self.history += 1
        self.mails.append((f"m{self.history}", raw, list(labels) or ["INBOX"]))

    def profile(self, request: Request) -> Response:
        return self.say({"emailAddress": "maya@ours.example", "historyId": str(self.history)})

    def changes(self, request: Request) -> Response:
        if self.is_history_gone:
            return self.say({"error": {"code": 404}}, 404)
        since = int(request.args["startHistoryId"])
        added = [n for n, _, _ in self.mails if int(n[1:]) > since]
        more = [{"messagesAdded": [{"message": {"id": n}}]} for n in added]
        return self.say({"history": more, "historyId": str(self.history)})

    def listing(self, request: Request) -> Response:
        return self.say({"messages": [{"id": n} for n, _, _ in self.mails]})

    def folder(self, request: Request) -> Response:
        wanted = "SENT" if "sentitems" in request.path else "INBOX"
        found = []
        for number, raw, labels in self.mails:
            if wanted in labels:
                fields = self.fields(raw)
                found.append(
                    {
                        "id": number,
                        "subject": fields["Subject"],
                        "internetMessageId": fields["Message-ID"],
                        "from": {"emailAddress": {"address": fields["From"]}},
                        "toRecipients": [{"emailAddress": {"address": fields["To"]}}],
                        "isDraft": False,
                    }
                )
        return self.say({"value": found})

    def one(self, request: Request) -> Response:
        number = request.path.removesuffix("/$value").rpartition("/")[2]
        raw, labels = next((raw, labels) for n, raw, labels in self.mails if n == number)
        if request.path.endswith("/$value"):
            self.fetched.append(number)
            return Response(raw)
        if request.args.get("format") == "raw":
            self.fetched.append(number)
            return self.say({"raw": base64.urlsafe_b64encode(raw).decode().rstrip("=")})
        fields = [{"name": n, "value": v} for n, v in self.fields(raw).items()]
        return self.say({"labelIds": labels, "payload": {"headers": fields}})

    def fields(self, raw: bytes) -> dict[str, str]:
        head = raw.partition(b"\r\n\r\n")[0].decode()
        return dict(line.split(": ", 1) for line in head.split("\r\n") if ": " in line)

    def say(self, found: Any, status: int = 0) -> Response:
        return Response(
            json.dumps(found), status=status or self.status, content_type="application/json"
        )


@pytest.fixture
def provider(httpserver: HTTPServer) -> Iterator[Provider]:
    base = httpserver.url_for("").rstrip("/")
    found = {kind: one | {"mail": base} for kind, one in settings.MAIL_PROVIDERS.items()}
    with override_settings(MAIL_PROVIDERS=found):
        yield Provider(httpserver)


def mailbox(kind: str) -> Mailbox:
    made = Mailbox.objects.create(kind=kind, owner=factories.user(), address="maya@ours.example")
    hour = timezone.now() + timedelta(hours=1)
    MailboxSecret.objects.create(mailbox=made, access_token="t", expires_at=hour)
    return made


def read(of: Mailbox) -> list[ReceivedMail]:
    of.refresh_from_db()
    with role("worker"):
        return reading.read_web(of, now=timezone.now())


@pytest.mark.parametrize("kind", ["gmail", "graph"])
def test_new_mail_is_read_once_and_private_mail_not_even_fetched(
    provider: Provider, kind: str
) -> None:
    box = mailbox(kind)
    lead = factories.lead(box.owner, email="priya@theirs.example")
    assert read(box) == []
    provider.add(mails.raw(sender="priya@theirs.example"))
    provider.add(mails.raw(sender="mum@home.example", subject="Dinner"))
    (mail,) = read(box)
    mail.refresh_from_db()
    assert (mail.lead, mail.kind, mail.door) == (lead, "reply", kind)
    assert provider.fetched == [provider.mails[0][0]]
    assert read(box) == []
    assert lead.stop_events.get().kind == "reply"


@pytest.mark.parametrize("kind", ["gmail", "graph"])
def test_mail_written_by_hand_there_stops(provider: Provider, kind: str) -> None:
    box = mailbox(kind)
    lead = factories.lead(box.owner, email="priya@theirs.example")
    read(box)
    provider.add(mails.raw(sender="maya@ours.example", to="priya@theirs.example"), "SENT")
    (mail,) = read(box)
    mail.refresh_from_db()
    assert mail.kind == "ours"
    assert lead.stop_events.get().kind == "human_mail"


def test_gmail_whose_history_is_gone_is_listed_anew_and_nothing_doubles(
    provider: Provider,
) -> None:
    box = mailbox("gmail")
    factories.lead(box.owner, email="priya@theirs.example")
    provider.add(mails.raw(sender="priya@theirs.example"))
    assert len(read(box)) == 1
    provider.add(mails.raw(sender="priya@theirs.example"))
    provider.is_history_gone = True
    assert len(read(box)) == 1
    assert ReceivedMail.objects.count() == 2


def test_drafts_spam_and_chats_are_left_alone(provider: Provider) -> None:
    box = mailbox("gmail")
    factories.lead(box.owner, email="priya@theirs.example")
    for label in ("DRAFT", "SPAM", "CHAT", "TRASH"):
        provider.add(mails.raw(sender="priya@theirs.example"), label)
    assert read(box) == []


@pytest.mark.parametrize(
    ("status", "is_sign_in"), [(401, True), (403, True), (429, False), (503, False)]
)
def test_trouble_is_said_on_the_mailbox(provider: Provider, status: int, is_sign_in: bool) -> None:
    box = mailbox("gmail")
    provider.status = status
    with pytest.raises(CannotRead) as refused:
        read(box)
    assert refused.value.is_sign_in is is_sign_in
    box.refresh_from_db()
    assert box.reading_problem
    assert box.last_read_at is None


def test_token_is_shown_to_its_provider_only(provider: Provider, httpserver: HTTPServer) -> None:
    box = mailbox("graph")
    evil = {"value": [], "@odata.nextLink": "https://evil.example/next"}
    with patch.object(Provider, "folder", lambda self, request: self.say(evil)):
        httpserver.clear()
        Provider(httpserver)
        with pytest.raises(CannotRead):
            read(box)
