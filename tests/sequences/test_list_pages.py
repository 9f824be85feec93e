"""The pages of the suppression list and the organisation, as their people use them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leads.models import User
from sequences.models import Organisation, Suppression
from tests import factories
from tests.roles import role
from tests.rules.suppression import listed

pytestmark = pytest.mark.django_db


def signed_in(who: str) -> tuple[Client, User]:
    client, person = Client(), factories.user(role=who)
    client.force_login(person)
    return client, person


def test_manager_adds_searches_and_lifts() -> None:
    client, manager = signed_in("manager")
    with role("web"):
        given = {"value": " Sam@Theirs.example ", "reason": "objection", "source": "On the phone"}
        client.post("/settings/suppression/add/", given)
        page = client.get("/settings/suppression/?q=THEIRS").content.decode()
    entry = Suppression.objects.get()
    assert (entry.kind, entry.value, entry.by) == ("address", "sam@theirs.example", manager)
    assert "sam@theirs.example" in page
    with role("web"):
        client.post(f"/settings/suppression/{entry.pk}/lift/", {"reason": "They wrote to us."})
        assert b"Nobody is on the list." in client.get("/settings/suppression/").content
        assert b"They wrote to us." in client.get("/settings/suppression/?lifted=1").content
    entry.refresh_from_db()
    assert entry.lifted_by == manager


def test_rep_does_not_see_the_list() -> None:
    client, _ = signed_in("rep")
    entry = listed()
    for path in ("", "export/"):
        assert client.get(f"/settings/suppression/{path}").status_code == 403
    for path in ("add/", "import/", f"{entry.pk}/lift/"):
        assert client.post(f"/settings/suppression/{path}", {"reason": "x"}).status_code == 403


def test_wrong_input_is_said_in_words_and_changes_nothing() -> None:
    client, _ = signed_in("admin")
    for value, words in (("jo@", "no address"), ("nonsense", "no domain")):
        page = client.post(
            "/settings/suppression/add/", {"value": value, "reason": "policy"}, follow=True
        )
        assert words in page.content.decode()
    assert not Suppression.objects.exists()


def test_file_goes_in_and_comes_out() -> None:
    client, _ = signed_in("admin")
    file = SimpleUploadedFile("list.csv", b"adresse;\nJo@theirs.example\nrivals.example")
    with role("web"):
        client.post("/settings/suppression/import/", {"file": file})
        answer = client.get("/settings/suppression/export/")
        text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert {line.split(",")[1] for line in text.splitlines()[1:]} == {
        "jo@theirs.example",
        "rivals.example",
    }
    assert "attachment" in answer["Content-Disposition"]


def test_list_costs_the_same_for_one_and_for_thirty() -> None:
    client, person = signed_in("admin")
    listed(by=person)
    counts = []
    for new in (0, 30):
        for number in range(new):
            listed(value=f"p{number}@theirs.example", by=person)
        with CaptureQueriesContext(connection) as queries:
            client.get("/settings/suppression/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_admin_writes_who_we_are_whole_or_not_at_all() -> None:
    client, admin = signed_in("admin")
    with role("web"):
        page = client.post("/settings/organisation/", {"name": "Ours GmbH"})
        assert "address that goes with the name" in page.content.decode()
        given = {"name": "Ours GmbH", "postal_address": "1 Street", "tracks_clicks": "on"}
        given |= {"texts_a_day": "200"}
        assert client.post("/settings/organisation/", given).status_code == 302
    own = Organisation.objects.get()
    assert (own.name, own.tracks_clicks, own.tracks_opens) == ("Ours GmbH", True, False)
    assert own.changed_by == admin


def test_manager_does_not_write_who_we_are() -> None:
    client, _ = signed_in("manager")
    assert client.post("/settings/organisation/", {"name": "x"}).status_code == 403
