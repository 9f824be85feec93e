"""Programs knock with a key: what it opens, what it does not, and nothing twice."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from leads import intake, keys
from leads.models import ApiKey, Attempt, Delivery, Event, Lead
from leads.signals import events_recorded
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db

ASKED = {
    "type": "demo.requested",
    "timestamp": "2026-11-18T13:00:00Z",
    "data": {"email": "ines@werk.example", "answers": {"Why?": "Renewals slip through"}},
}
HELD = "2026-11-18T13:00:00Z"
SAID = b"Maya Reyes: Hello there.\nPriya Nair: Hello to you, we need it by Friday."
ALL = [scope for scope, _ in ApiKey.SCOPES]


def key(*scopes: str, **fields: Any) -> tuple[ApiKey, str]:
    given = {"acts_as": factories.user(), "by": factories.user(role="admin")} | fields
    return keys.make(name="Shop", scopes=scopes or ALL, **given)


def ask(method: str, path: str, text: str, body: Any = None, **headers: str) -> Any:
    raw = body if isinstance(body, str) else json.dumps(body)
    with role("web"):
        return Client().generic(
            method,
            f"/api/v1/{path}",
            raw if body is not None else "",
            content_type="application/json",
            headers={"authorization": f"Bearer {text}", **headers},
        )


def test_event_told_with_a_key_becomes_a_lead_of_the_person_it_works_for() -> None:
    made, text = key("events:write")
    answer = ask("POST", "events/", text, ASKED)
    assert (answer.status_code, answer.json()) == (202, {"received": True, "new": True})
    intake.understand(now=timezone.now())
    lead = Lead.objects.get()
    assert (lead.email, lead.owner) == ("ines@werk.example", made.acts_as)
    assert Event.objects.get().kind == "demo_requested"
    assert events_recorded.has_listeners()


def test_same_event_told_twice_is_one() -> None:
    _, text = key("events:write")
    ask("POST", "events/", text, ASKED)
    assert ask("POST", "events/", text, ASKED).json()["new"] is False
    assert Delivery.objects.count() == 1


def test_key_opens_only_what_its_scopes_say() -> None:
    _, text = key("leads:read")
    refused = ask("POST", "events/", text, ASKED)
    assert refused.status_code == 403
    assert "events:write" in refused.json()["detail"]
    assert ask("POST", "leads/", text, {"name": "A", "email": "a@b.example"}).status_code == 403
    assert ask("GET", "leads/", text).status_code == 200


def test_revoked_unknown_and_absent_keys_open_nothing() -> None:
    made, text = key()
    assert keys.revoke(made.pk, by=made.created_by, now=timezone.now())
    for tried in (text, "fu_nonsense", ""):
        answer = ask("GET", "leads/", tried)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_key_of_somebody_who_left_opens_nothing() -> None:
    made, text = key()
    made.acts_as.is_active = False
    made.acts_as.save()
    assert ask("GET", "leads/", text).status_code == 401


def test_key_is_kept_as_a_hash_and_its_use_is_noted() -> None:
    made, text = key()
    assert text not in str(ApiKey.objects.values().get())
    ask("GET", "leads/", text)
    made.refresh_from_db()
    assert made.last_used_at is not None


def test_key_sees_only_what_its_person_sees() -> None:
    made, text = key()
    mine = factories.lead(made.acts_as)
    other = factories.lead()
    found = ask("GET", "leads/", text).json()
    assert [one["id"] for one in found["results"]] == [mine.pk]
    assert ask("GET", f"leads/{other.pk}/", text).status_code == 404
    assert ask("PATCH", f"leads/{other.pk}/", text, {"name": "X"}).status_code == 404


def test_leads_are_read_page_by_page() -> None:
    made, text = key()
    numbers = [factories.lead(made.acts_as).pk for _ in range(3)]
    first = ask("GET", "leads/?limit=2", text).json()
    rest = ask("GET", f"leads/?limit=2&after={first['next']}", text).json()
    assert [one["id"] for one in first["results"] + rest["results"]] == numbers
    assert rest["next"] is None


def test_request_repeated_under_its_key_is_answered_and_not_done_again() -> None:
    _, text = key()
    body = {"name": "Ines Park", "email": "ines@werk.example"}
    once = ask("POST", "leads/", text, body, **{"idempotency-key": "k1"})
    again = ask("POST", "leads/", text, body, **{"idempotency-key": "k1"})
    assert (once.status_code, again.status_code) == (201, 201)
    assert again.json() == once.json()
    assert again["Idempotent-Replayed"] == "true"
    assert ask("POST", "leads/", text, body).status_code == 200


def test_idempotency_key_of_another_request_is_refused() -> None:
    _, text = key()
    ask("POST", "leads/", text, {"name": "A", "email": "a@b.example"}, **{"idempotency-key": "k"})
    other = {"name": "B", "email": "b@b.example"}
    assert ask("POST", "leads/", text, other, **{"idempotency-key": "k"}).status_code == 400
    assert Lead.objects.count() == 1


def test_answers_of_repeated_requests_are_forgotten_after_two_days() -> None:
    made, _ = key()
    at = timezone.now()
    Attempt.objects.create(key=made, number="1", digest="a", status=200, answer={}, at=at)
    with role("worker"):
        assert keys.forget_attempts(now=at) == 0
        assert keys.forget_attempts(now=at + 2 * keys.KEPT) == 1


def test_lead_that_is_added_gets_no_sequence() -> None:
    _, text = key()
    ask("POST", "leads/", text, {"name": "Ines Park", "email": "ines@werk.example"})
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("body", "content", "status"),
    [
        ("{", "application/json", 400),
        ("a=b", "application/x-www-form-urlencoded", 415),
        (json.dumps(ASKED | {"type": "x" * 101}), "application/json", 400),
        (json.dumps(ASKED | {"data": {"answers": {"q": "x" * 300_000}}}), "application/json", 413),
    ],
    ids=["no-json", "of-another-kind", "wrong-field", "too-large"],
)
def test_what_cannot_be_taken_is_explained(body: str, content: str, status: int) -> None:
    _, text = key()
    answer = Client().post(
        "/api/v1/events/", body, content_type=content, headers={"authorization": f"Bearer {text}"}
    )
    assert answer.status_code == status
    assert answer.json()


def test_admin_is_nobody_a_key_can_work_for() -> None:
    with pytest.raises(keys.Refused, match="rep or manager"):
        key(acts_as=factories.user(role="admin"))


def test_page_and_document_name_every_operation() -> None:
    client = Client()
    client.force_login(factories.user())
    document = client.get("/api/v1/openapi.json").json()
    assert {"/api/v1/events/", "/api/v1/leads/", "/api/v1/leads/{id}/"} <= set(document["paths"])
    page = client.get("/api/v1/").content.decode()
    for path in document["paths"]:
        assert path in page


def test_call_repeated_under_its_key_is_answered_from_memory() -> None:
    made, text = key()
    lead = factories.lead(made.acts_as)

    def bring(words: bytes) -> Any:
        sent = {"file": SimpleUploadedFile("a.txt", words), "lead": lead.pk, "held_at": HELD}
        bearer = {"authorization": f"Bearer {text}", "idempotency-key": "c1"}
        with role("web"):
            return Client().post("/api/v1/calls/", sent, headers=bearer)

    first, again = bring(SAID), bring(SAID)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again["Idempotent-Replayed"] == "true"
    assert bring(SAID + b" And more.").status_code == 400
