"""Leads nobody looks after: seen by managers, shared out, each with the reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from leads import importing
from leads.models import Assignment, Cover, Lead, Team, User
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db
PATH = "/unowned/"


@pytest.fixture
def team() -> Team:
    return factories.team()


@pytest.fixture
def manager(team: Team) -> User:
    return factories.user(role="manager", of=team, name="Mo Adler")


@pytest.fixture
def rep(team: Team) -> User:
    return factories.user(of=team, name="Ren Absent")


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(person: User) -> str:
    return client_of(person).get(PATH).content.decode()


def give(manager: User, of: User, **given: object) -> str:
    with role("web"):
        answer = client_of(manager).post(f"{PATH}give/", {"of": of.pk, **given}, follow=True)
    return answer.content.decode()


def away(rep: User, stand_in: User) -> Cover:
    today = timezone.now().date()
    until = today + timedelta(days=9)
    return Cover.objects.create(user=rep, begins=today, ends=until, covered_by=stand_in)


def test_leads_of_whoever_is_away_gone_or_no_rep_are_seen_with_the_reason(
    manager: User, rep: User, team: Team
) -> None:
    gone = factories.user(of=team, name="Gus Gone", is_active=False)
    admin = User.objects.create_user("root@ours.example", None, name="Ada Admin", role="admin")
    away(rep, manager)
    for owner in (rep, gone, admin):
        factories.lead(owner, name=f"Lead of {owner.name}")
    factories.lead(factories.user(of=team), name="Somebody else")
    said = page(manager)
    for words in ("Ren Absent is away until", "Gus Gone no longer works here.", "Ada Admin is an"):
        assert words in said
    assert said.count("Lead of ") >= 3
    assert "Somebody else" not in said
    companies = client_of(manager).get("/companies/").content.decode()
    assert "Leads nobody looks after (3)" in companies


def test_leads_of_other_teams_are_not_seen_or_given(manager: User) -> None:
    other = factories.user(name="Olga Other", is_active=False)
    lead = factories.lead(other)
    assert "Olga Other" not in page(manager)
    assert "Mark whom you want to give away" in give(manager, other, to="turn", which="all")
    lead.refresh_from_db()
    assert lead.owner == other


@pytest.mark.parametrize("name", ["rep", "admin"])
def test_page_is_for_managers(name: str) -> None:
    client = client_of(factories.user(role=name))
    assert client.get(PATH).status_code == 403
    assert client.post(f"{PATH}give/").status_code == 403


def test_marked_leads_go_to_one_person_and_say_why(manager: User, rep: User, team: Team) -> None:
    heir = factories.user(of=team, name="Hal Heir")
    some = [factories.lead(rep) for _ in range(3)]
    rep.is_active = False
    rep.save()
    said = give(manager, rep, to=heir.pk, which="marked", lead=[some[0].pk, some[2].pk])
    assert "2 leads of Ren Absent went to Hal Heir" in said
    assert list(Lead.objects.filter(owner=heir).order_by("pk")) == [some[0], some[2]]
    reason = Assignment.objects.get(lead=some[0])
    assert (reason.owner, reason.by) == (heir, manager)
    assert reason.why == "Mo Adler gave them to Hal Heir. Ren Absent no longer works here."


def test_all_leads_go_to_the_team_in_turn_without_who_is_away(
    manager: User, rep: User, team: Team
) -> None:
    heirs = [factories.user(of=team), manager]
    away(factories.user(of=team), manager)
    away(rep, manager)
    for _ in range(4):
        factories.lead(rep)
    give(manager, rep, to="turn", which="all")
    assert [Lead.objects.filter(owner=one).count() for one in heirs] == [2, 2]


@pytest.mark.parametrize("to", ["", "0"])
def test_nothing_is_given_to_nobody(manager: User, rep: User, to: str) -> None:
    away(rep, manager)
    factories.lead(rep)
    assert "Choose who takes them" in give(manager, rep, to=to, which="all")


def test_leads_are_not_given_to_somebody_of_another_team(manager: User, rep: User) -> None:
    away(rep, manager)
    factories.lead(rep)
    stranger = factories.user()
    assert "of your team who is here" in give(manager, rep, to=stranger.pk, which="all")


def test_lead_of_somebody_away_is_claimed_by_whom_it_is_shared_with(rep: User, team: Team) -> None:
    colleague, lead = factories.user(of=team, name="Kim Colleague"), factories.lead(rep)
    away(rep, colleague)
    lead.shared_with.add(colleague)
    said = client_of(colleague).get(f"/leads/{lead.pk}/").content.decode()
    assert "Ren Absent is away until" in said
    assert "Claim</button>" in said
    client_of(colleague).post(f"/leads/{lead.pk}/take-over/")
    lead.refresh_from_db()
    assert lead.owner == colleague


def test_somebody_from_a_list_keeps_why_they_have_their_owner(rep: User) -> None:
    table = importing.table(b"email,name\nnew@list.example,Nia List\n")
    importing.bring_in(table, ["email", "name"], name="Fair 2026", owner=rep, now=timezone.now())
    lead = Lead.objects.get(email="new@list.example")
    reason = Assignment.objects.get(lead=lead)
    assert reason.why == "On the list “Fair 2026”, which was imported for Ren Absent."
    importing.bring_in(table, ["email", "name"], name="Fair 2026", owner=rep, now=timezone.now())
    assert Assignment.objects.count() == 1
