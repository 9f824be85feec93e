"""One person or two: suggested with the reason, merged and parted by a person, nothing lost."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from leads import identity, same
from leads.models import Account, Lead, Merge, User
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db


@pytest.fixture
def rep() -> User:
    return factories.user()


@pytest.fixture
def two(rep: User) -> tuple[Lead, Lead]:
    """Ines twice at one company, the older one first."""
    werk = Account.objects.create(name="Werk", domain="werk.example")
    old = factories.lead(rep, name="Ines Park", account=werk, email="ines@werk.example")
    new = factories.lead(rep, name="ines park", account=werk, email="i.park@werk.example")
    return old, new


def test_same_name_at_one_company_is_suggested_with_the_reason(
    rep: User, two: tuple[Lead, Lead]
) -> None:
    (pair,) = same.suggestions(by=rep)
    assert (pair.into, pair.lead) == two
    assert "name" in pair.why


def test_same_name_at_two_companies_is_nobodys_business(rep: User) -> None:
    for _ in range(2):
        factories.lead(rep, name="Ines Park")
    assert same.suggestions(by=rep) == []


def test_same_phone_number_is_suggested(rep: User) -> None:
    for name in ("Ines", "Jo"):
        factories.lead(rep, name=name, phone="+4930123456")
    assert "+4930123456" in same.suggestions(by=rep)[0].why


def test_nobody_is_asked_about_leads_they_do_not_see(two: tuple[Lead, Lead]) -> None:
    assert same.suggestions(by=factories.user()) == []


def test_whoever_was_merged_is_found_as_who_they_are_now(rep: User, two: tuple[Lead, Lead]) -> None:
    old, new = two
    with role("web"):
        made = same.merge(new.pk, old.pk, by=rep, why="the name")
    assert identity.find({"email": new.email}) == old
    new.refresh_from_db()
    assert (new.stage, new.stop_epoch) == ("closed", 1)
    assert same.suggestions(by=rep) == []
    with role("web"):
        same.part(made.pk, by=rep, now=timezone.now())
    assert identity.find({"email": new.email}) == new
    new.refresh_from_db()
    assert new.stage == "prospect"


def test_those_who_were_parted_are_not_asked_about_again(rep: User, two: tuple[Lead, Lead]) -> None:
    made = same.merge(two[1].pk, two[0].pk, by=rep, why="the name")
    same.part(made.pk, by=rep, now=timezone.now())
    assert same.suggestions(by=rep) == []


def test_no_merge_of_what_is_merged_and_no_parting_twice(rep: User, two: tuple[Lead, Lead]) -> None:
    made = same.merge(two[1].pk, two[0].pk, by=rep, why="")
    for pair in (two, two[::-1]):
        with pytest.raises(same.Refused, match="already"):
            same.merge(pair[0].pk, pair[1].pk, by=rep, why="")
    same.part(made.pk, by=rep, now=timezone.now())
    with pytest.raises(same.Refused, match="already"):
        same.part(made.pk, by=rep, now=timezone.now())


def test_stranger_merges_nothing(two: tuple[Lead, Lead]) -> None:
    with pytest.raises(Lead.DoesNotExist):
        same.merge(two[1].pk, two[0].pk, by=factories.user(), why="")


def test_page_merges_and_parts(rep: User, two: tuple[Lead, Lead]) -> None:
    client = Client()
    client.force_login(rep)
    assert two[1].email in client.get("/same/").content.decode()
    sent = {"lead": two[1].pk, "into": two[0].pk, "why": "the name, at one company"}
    assert "They are two" in client.post("/same/merge/", sent, follow=True).content.decode()
    client.post(f"/merges/{Merge.objects.get().pk}/part/")
    assert Merge.objects.get().undone_by == rep


def test_lead_says_who_they_are_now_and_who_they_were(rep: User, two: tuple[Lead, Lead]) -> None:
    same.merge(two[1].pk, two[0].pk, by=rep, why="the name")
    client = Client()
    client.force_login(rep)
    assert two[1].email in client.get(f"/leads/{two[0].pk}/").content.decode()
    assert "Nothing goes out from here" in client.get(f"/leads/{two[1].pk}/").content.decode()
