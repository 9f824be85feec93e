from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from leads.models import User
from sequences.models import Pause
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db


def at(person: User, path: str = "", **fields: Any) -> tuple[int, str]:
    client = Client()
    client.force_login(person)
    with role("web"):
        if fields:
            response = client.post(f"/settings/pauses/{path}", fields, follow=True)
        else:
            response = client.get(f"/settings/pauses/{path}")
    return response.status_code, response.content.decode()


def test_manager_pauses_everything_and_lifts_it() -> None:
    manager = factories.user(role="manager")
    status, page = at(manager, "add/", what="everything:", reason="Price change.")
    assert status == 200
    assert "Price change." in page
    paused = Pause.objects.on(now=timezone.now()).get()
    at(manager, "lift/", pause=paused.pk)
    assert not Pause.objects.on(now=timezone.now()).exists()
    assert "lifted by" in at(manager)[1]


def test_admin_pauses_a_source() -> None:
    factories.lead(source="webinar")
    at(factories.user(role="admin"), "add/", what="source:webinar", reason="Wrong list.")
    assert Pause.objects.get().source == "webinar"


def test_manager_pauses_a_sequence() -> None:
    plan = factories.version().sequence
    at(factories.user(role="manager"), "add/", what=f"sequence:{plan.pk}", reason="Rework.")
    assert Pause.objects.get().sequence == plan


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"what": "", "reason": "x"}, "required"),
        ({"what": "everything:", "reason": ""}, "required"),
        ({"what": "everything:", "reason": "x", "until": "2020-01-01T10:00"}, "future"),
        ({"what": "lead:1", "reason": "x"}, "Select a valid choice"),
        ({"what": "sequence:x", "reason": "x"}, "Select a valid choice"),
    ],
)
def test_pause_that_says_too_little_is_refused_in_words(fields: dict[str, str], words: str) -> None:
    status, page = at(factories.user(role="manager"), "add/", **fields)
    assert status == 422
    assert words in page
    assert not Pause.objects.exists()


def test_rep_pauses_their_own_mail_and_nobody_elses() -> None:
    rep = factories.user()
    other = factories.user(of=rep.team)
    at(rep, "add/", what=f"rep:{rep.pk}", reason="On leave.")
    assert Pause.objects.get().rep == rep
    for what in (f"rep:{other.pk}", "everything:"):
        assert at(rep, "add/", reason="x", what=what)[0] == 422
    assert Pause.objects.count() == 1


def test_pause_of_somebody_elses_lead_is_neither_shown_nor_lifted() -> None:
    lead, stranger = factories.lead(name="Quetzal Nair"), factories.user(role="manager")
    paused = Pause.objects.create(scope="lead", lead=lead, reason="Secret.", by=lead.owner)
    assert "Quetzal" not in at(stranger)[1]
    assert at(stranger, "lift/", pause=paused.pk)[0] == 404
    paused.refresh_from_db()
    assert paused.lifted_at is None


def test_manager_does_not_lift_what_holds_another_teams_rep() -> None:
    rep = factories.user()
    paused = Pause.objects.create(scope="rep", rep=rep, reason="x", by=rep)
    _, page = at(factories.user(role="manager"), "lift/", pause=paused.pk)
    assert "not yours to lift" in page
    paused.refresh_from_db()
    assert paused.lifted_at is None
