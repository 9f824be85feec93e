"""Other systems knock: proved, kept, answered in words."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import pytest
from django.test import Client

from leads.models import Delivery, Source
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db

KEY = b"a secret of thirty-two bytes...."
ASKED = json.dumps(
    {
        "type": "form.submitted",
        "timestamp": "2026-11-18T13:00:00Z",
        "data": {"email": "ines@werk.example"},
    }
)


def source(kind: str = "webhook", **fields: Any) -> Source:
    secret = "whsec_" + base64.b64encode(KEY).decode()
    given = {"name": f"The {kind}", "secret": secret, "owner": factories.user()}
    return Source.objects.create(kind=kind, **given | fields)


def post(
    of: Source, body: str, *, number: str = "msg_1", age: int = 0, instead: str = "", **sent: Any
) -> Any:
    """Sign `body` and send it, or send something else under its signature."""
    at = str(int(time.time()) - age)
    signed = hmac.digest(KEY, f"{number}.{at}.{body}".encode(), "sha256")
    headers = {
        "webhook-id": number,
        "webhook-timestamp": at,
        "webhook-signature": "v1," + base64.b64encode(signed).decode(),
    }
    with role("web"):
        return Client().post(
            f"/hooks/{of.token}/",
            instead or body,
            content_type=sent.pop("content_type", "application/json"),
            headers=headers | sent,
        )


def test_signed_delivery_is_kept_as_it_came_and_answered() -> None:
    of = source()
    response = post(of, ASKED)
    assert (response.status_code, response.json()) == (200, {"received": True, "new": True})
    assert bytes(Delivery.objects.get().raw) == ASKED.encode()


def test_repeated_delivery_is_answered_and_kept_once() -> None:
    of = source()
    post(of, ASKED)
    again = post(of, ASKED)
    assert (again.status_code, again.json()["new"]) == (200, False)
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize(
    "sent",
    [{"instead": ASKED + " "}, {"webhook-signature": "v1,AAAA"}, {"age": 3600}, {"age": -3600}],
    ids=["re-serialised", "forged", "stale", "from-the-future"],
)
def test_delivery_that_is_not_genuine_is_refused_and_not_kept(sent: dict[str, Any]) -> None:
    response = post(source(), ASKED, **sent)
    assert response.status_code == 401
    assert response.json()["error"]
    assert not Delivery.objects.exists()


def test_signature_of_one_source_opens_no_other() -> None:
    other = source(name="Other", secret="whsec_" + base64.b64encode(b"x" * 32).decode())
    assert post(other, ASKED).status_code == 401


def test_secret_that_is_being_replaced_still_holds() -> None:
    fresh = "whsec_" + base64.b64encode(b"x" * 32).decode()
    of = source(old_secret="whsec_" + base64.b64encode(KEY).decode(), secret=fresh)
    assert post(of, ASKED).status_code == 200


def test_source_that_is_switched_off_is_not_there() -> None:
    assert post(source(is_active=False), ASKED).status_code == 404


@pytest.mark.parametrize(
    ("body", "content_type", "status", "word"),
    [
        ("{}", "application/json", 422, "type"),
        ("a=b", "application/x-www-form-urlencoded", 415, "application/json"),
        (" " * (1024 * 1024 + 1), "application/json", 413, "at most"),
    ],
    ids=["unreadable", "of-another-kind", "too-large"],
)
def test_what_cannot_be_taken_is_explained(
    body: str, content_type: str, status: int, word: str
) -> None:
    response = post(source(), body, content_type=content_type)
    assert response.status_code == status
    assert word in response.json()["error"]


def test_unreadable_delivery_is_kept_for_later_all_the_same() -> None:
    post(source(), "{}")
    assert Delivery.objects.get().state == "failed"


def test_form_of_a_site_without_javascript_is_thanked_for() -> None:
    of = source("form", settings={"thanks": "https://ours.example/thanks"})
    with role("web"):
        response = Client().post(f"/hooks/{of.token}/", {"email": "ines@werk.example"})
    assert (response.status_code, response["Location"]) == (302, "https://ours.example/thanks")
    assert json.loads(bytes(Delivery.objects.get().raw)) == {"email": "ines@werk.example"}


def test_form_never_sends_a_browser_where_the_form_says() -> None:
    of = source("form")
    with role("web"):
        response = Client().post(
            f"/hooks/{of.token}/", {"email": "ines@werk.example", "thanks": "https://evil.example"}
        )
    assert response.status_code == 200
    assert "evil" not in response.content.decode()


def test_only_listed_sites_may_read_the_answer_to_a_form() -> None:
    of = source("form", settings={"origins": ["https://ours.example"]})
    for origin, allowed in (("https://ours.example", True), ("https://evil.example", False)):
        response = Client().options(f"/hooks/{of.token}/", headers={"origin": origin})
        assert ("Access-Control-Allow-Origin" in response) is allowed


def test_zoom_is_told_that_the_address_is_ours() -> None:
    of = source("zoom", secret="zoom secret")
    body = {"event": "endpoint.url_validation", "payload": {"plainToken": "abc"}}
    response = Client().post(
        f"/hooks/{of.token}/", json.dumps(body), content_type="application/json"
    )
    expected = hmac.new(b"zoom secret", b"abc", hashlib.sha256).hexdigest()
    assert response.json() == {"plainToken": "abc", "encryptedToken": expected}


def test_graph_is_told_its_own_token_as_plain_text() -> None:
    of = source("teams", secret="state")
    response = Client().post(
        f"/hooks/{of.token}/?validationToken=%3Cb%3E1", "", content_type="text/plain"
    )
    assert response.content == b"<b>1"
    assert response["Content-Type"] == "text/plain"
    assert response["X-Content-Type-Options"] == "nosniff"
