"""Our own people: an admin's word in a live sign-in, and the database asks for it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from followup import people
from leads.models import Lead, SignIn, User
from reviews import memos
from reviews.models import Memo
from tests import factories as make
from tests.reviews.views.desk import draft_of, page, signed_in
from tests.roles import role

pytestmark = pytest.mark.django_db
NEW = {
    "name": "Jonas Weber", "email": "Jonas@ours.example", "role": "rep", "new_team": "North",
    "time_zone": "Europe/Berlin",
}  # fmt: skip


@pytest.fixture
def admin() -> User:
    return make.user(role="admin")


def test_invited_person_sets_a_password_by_the_link_in_the_mail_and_signs_in(admin: User) -> None:
    client = signed_in(admin)
    with role("web"):
        answer = client.post("/settings/people/invite/", NEW, follow=True)
    jonas = User.objects.get(email="jonas@ours.example")
    assert (jonas.role, str(jonas.team), jonas.has_usable_password()) == ("rep", "North", False)
    with role("sender"):
        memos.post()
    (sent,) = mail.outbox
    found = re.search(r"/accounts/password/reset/key/\S+", str(sent.body))
    assert sent.to == [jonas.email]
    assert found
    assert found[0] in answer.content.decode()  # for the case that the mail gets lost
    theirs = Client()
    with role("web"):
        form = theirs.get(found[0], follow=True)
        password = {"password1": "long-enough-91!", "password2": "long-enough-91!"}
        theirs.post(form.request["PATH_INFO"], password)
        theirs.post("/accounts/login/", {"login": jonas.email, "password": "long-enough-91!"})
        assert theirs.get("/inbox/").status_code == 200
    assert "/reset/key/" not in page(client, f"/settings/people/{jonas.pk}/")


def change(client: Client, person: User, **given: object) -> str:
    named = {"name": person.name, "role": person.role, "time_zone": "UTC", "is_active": "on"}
    form = {**named, "team": person.team_id or "", **given}
    with role("web"):
        answer = client.post(f"/settings/people/{person.pk}/", form, follow=True)
    person.refresh_from_db()
    return answer.content.decode()


def test_role_team_and_zone_change_and_a_manager_needs_a_team(admin: User) -> None:
    client, rep = signed_in(admin), make.user()
    assert "A manager needs a team" in change(client, rep, role="manager", team="")
    change(client, rep, role="manager", time_zone="Asia/Tokyo")
    assert (rep.role, rep.time_zone) == ("manager", "Asia/Tokyo")


def test_who_is_switched_off_is_signed_out_everywhere_and_the_leads_go_on(admin: User) -> None:
    rep, heir = make.user(), make.user()
    draft, theirs = draft_of(rep), signed_in(rep)
    change(signed_in(admin), rep, is_active="", heir=heir.pk)
    assert not rep.is_active
    assert not SignIn.objects.filter(user=rep, ended_at=None).exists()
    assert theirs.get("/inbox/").status_code == 302
    draft.refresh_from_db()
    assert (Lead.objects.get(pk=draft.lead_id).owner, draft.owner) == (heir, heir)


def test_admin_does_not_take_their_own_rights_away(admin: User) -> None:
    client = signed_in(admin)
    for given in ({"role": "rep"}, {"is_active": ""}):
        assert "You cannot take your own rights away" in change(client, admin, **given)
    assert (admin.role, admin.is_active) == ("admin", True)


@pytest.mark.parametrize("who", ["rep", "manager"])
def test_nobody_but_an_admin_comes_near_the_people(who: str) -> None:
    client, other = signed_in(make.user(role=who)), make.user()
    paths = ("", "invite/", f"{other.pk}/")
    assert [client.get(f"/settings/people/{p}").status_code for p in paths] == [403] * 3
    assert client.post("/settings/people/invite/", NEW).status_code == 403
    assert client.post(f"/settings/people/{other.pk}/invite/").status_code == 403
    assert not Memo.objects.exists()


@pytest.mark.parametrize("state", ["ended", "expired", "a rep's", "switched off"])
def test_database_asks_for_an_admins_live_sign_in_itself(admin: User, state: str) -> None:
    sign_in = make.sign_in(make.user() if state == "a rep's" else admin, ended=state == "ended")
    if state == "expired":
        late = timezone.now()
        sign_in = SignIn.objects.create(
            user=admin, token="0" * 32, started_at=late - timedelta(days=2),
            expires_at=late - timedelta(days=1),
        )  # fmt: skip
    if state == "switched off":
        User.objects.filter(pk=admin.pk).update(is_active=False)
    rep = make.user()
    with pytest.raises(DatabaseError, match="people: session"), role("web"), transaction.atomic():
        connection.cursor().execute(
            "SELECT people_change(%s, %s, 'admin', NULL, true)", [sign_in.pk, rep.pk]
        )


@pytest.mark.parametrize("name", ["worker", "sender"])
def test_machines_invite_nobody(admin: User, name: str) -> None:
    sign_in = make.sign_in(admin)
    with pytest.raises(ProgrammingError), role(name), transaction.atomic():
        people.invite(
            sign_in=sign_in, email="x@y.example", name="X", title="", role="admin", team=None,
            time_zone="UTC", now=timezone.now(),
        )  # fmt: skip


def test_lead_is_not_made_one_of_our_people(admin: User) -> None:
    """Mail to our own people passes by the gate."""
    lead = make.lead(email="priya@theirs.example")
    with role("web"):
        given = NEW | {"email": "Priya@theirs.example"}
        answer = signed_in(admin).post("/settings/people/invite/", given)
    assert "the address of a lead" in answer.content.decode()
    assert not User.objects.filter(email=lead.email).exists()
    assert not Memo.objects.exists()
