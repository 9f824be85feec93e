"""The pages of privacy: admins alone, one person at a time, nothing by accident."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client

from leads.models import Lead
from sequences.models import ConsentRecord, Erasure, Suppression
from tests import factories
from tests.rules.making import at_once

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"


def admin() -> Client:
    person = factories.user(role="admin", password=PASSWORD)
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return client


def test_admin_finds_a_person_writes_a_consent_down_and_takes_everything_out() -> None:
    lead, client = factories.lead(), admin()
    assert lead.email.encode() in client.get(f"/settings/privacy/?q={lead.name}").content
    given = {"channel": "sms", "said": "given", "source": "On the call of 3 March"}
    client.post(f"/settings/privacy/people/{lead.pk}/consent/", given)
    assert ConsentRecord.objects.get().is_given
    answer = client.post(f"/settings/privacy/people/{lead.pk}/export/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert "On the call of 3 March" in archive.read("person.json").decode()


def test_objection_holds_for_the_person_at_any_address() -> None:
    lead, client = factories.lead(), admin()
    client.post(f"/settings/privacy/people/{lead.pk}/never-again/", {"source": "By letter"})
    Lead.objects.filter(pk=lead.pk).update(email="new@elsewhere.example")
    lead.refresh_from_db()
    assert lead.suppressed_at is not None
    assert Suppression.objects.get().lead == lead
    page = client.get("/settings/suppression/").content.decode()
    assert lead.name in page


def test_person_is_erased_only_with_their_address_typed_and_a_reason() -> None:
    lead, client = factories.lead(), admin()
    path = f"/settings/privacy/people/{lead.pk}/erase/"
    for given in ({"address": "x", "reason": "Their letter."}, {"address": lead.email}):
        at_once()
        client.post(path, given)
        assert not Erasure.objects.exists()
    client.post(path, {"address": lead.email.upper(), "reason": "Their letter of 3 March."})
    assert Lead.objects.get(pk=lead.pk).name == f"Erased person {lead.pk}"
    assert Erasure.objects.get().reason == "Their letter of 3 March."
    assert client.get(f"/settings/privacy/people/{lead.pk}/").status_code == 404
    assert b"Their letter of 3 March." in client.get("/settings/privacy/").content


@pytest.mark.parametrize("who", ["rep", "manager"])
def test_nobody_else_comes_in(who: str) -> None:
    lead, client = factories.lead(), Client()
    client.force_login(factories.user(role=who))
    assert client.get("/settings/privacy/").status_code == 403
    for path in ("consent/", "export/", "erase/", "never-again/"):
        assert client.post(f"/settings/privacy/people/{lead.pk}/{path}").status_code == 403
