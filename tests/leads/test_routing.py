"""New people go to whoever has the company, else by rule and turn; and each choice says why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from leads import intake, routing
from leads.models import Account, Assignment, Cover, Lead, RoutingRule, Source, User
from leads.sources import Incoming, Person
from tests import factories
from tests.reviews.views.desk import signed_in
from tests.roles import role
from tests.rules.routes import rule

pytestmark = pytest.mark.django_db
PATH = "/settings/routing/"


def arrives(address: str, *, otherwise: User, name: str = "Web") -> Lead:
    """Somebody new, through the same door as every delivery, with the worker's rights."""
    source = Source.objects.filter(name=name).first() or Source.objects.create(
        name=name, kind="webhook", owner=otherwise, secret="x"
    )
    told = Incoming(
        external_id=address,
        kind="form_submitted",
        occurred_at=timezone.now(),
        identifiers={"email": address},
        person=Person("Some Body"),
    )
    with role("worker"):
        event = intake.keep(source, told, received_at=timezone.now())
    assert event.lead is not None
    return event.lead


def why(lead: Lead) -> str:
    return lead.assignments.get().why


def test_new_person_goes_to_whoever_has_the_company() -> None:
    ada, bo = factories.user(name="Ada Quist"), factories.user(name="Bo Lind")
    rule(owners=[bo])
    account = Account.objects.create(name="Halden", domain="halden.example")
    factories.lead(ada, account=account)
    lead = arrives("new@halden.example", otherwise=bo)
    assert (lead.owner, why(lead)) == (ada, "Ada Quist has this company already.")


def test_owners_of_a_rule_take_turns_and_the_first_rule_that_fits_decides() -> None:
    ada, bo, other = (factories.user(name=name) for name in ("Ada", "Bo", "Cy"))
    rule(owners=[other], position=20)
    rule(field="domain", values=["de"], owners=[ada, bo], position=1)
    got = [arrives(f"a@firm{n}.de", otherwise=other) for n in range(4)]
    assert [lead.owner for lead in got] == [ada, bo, ada, bo]
    assert "firm0.de" in why(got[0])
    assert arrives("a@firm.fr", otherwise=ada).owner == other


def test_who_has_had_enough_this_week_is_passed_over() -> None:
    ada, other = factories.user(name="Ada"), factories.user(name="Cy")
    rule(owners=[ada], a_week=1)
    got = [arrives(f"a@firm{n}.example", otherwise=other) for n in range(2)]
    assert [lead.owner for lead in got] == [ada, other]
    assert why(got[1]) == "No rule fits; the source’s own choice."
    Assignment.objects.filter(owner=ada).exists()


def test_cover_stands_in_and_the_reason_says_so() -> None:
    ada, bo = factories.user(name="Ada"), factories.user(name="Bo")
    rule(owners=[ada])
    today = timezone.now().date()
    Cover.objects.create(user=ada, covered_by=bo, begins=today, ends=today + timedelta(days=3))
    lead = arrives("a@firm.example", otherwise=ada)
    assert lead.owner == bo
    assert "Bo stands in" in why(lead)
    Cover.objects.create(user=bo, covered_by=ada, begins=today, ends=today)
    assert arrives("a@other.example", otherwise=ada).owner == bo  # in a circle nobody is found


@pytest.mark.parametrize(
    ("field", "values", "fits"),
    [
        ("domain", ["*.co.uk"], True),
        ("domain", ["uk"], True),
        ("domain", ["o.uk"], False),
        ("country", ["gb", "ie"], True),
        ("country", ["fr"], False),
        ("industry", ["Freight"], True),
        ("source", ["web form"], True),
        ("source", ["web"], False),
        ("anybody", [], True),
    ],
)
def test_rule_fits(field: str, values: list[str], *, fits: bool) -> None:
    who = routing.Newcomer("firm.co.uk", "GB", "freight", "Web form")
    assert routing.fits(RoutingRule(field=field, values=values), who) is fits


def test_what_is_not_known_fits_no_rule() -> None:
    for field in ("domain", "country", "industry", "source"):
        assert not routing.fits(RoutingRule(field=field, values=["", "x"]), routing.Newcomer())


def test_country_is_told_from_an_international_number() -> None:
    assert routing.newcomer(address="a@b.example", phone="+49 30 901820").country == "DE"
    assert routing.newcomer(address="a@b.example", phone="030 901820").country == ""


def test_admin_writes_rules_tries_them_and_says_who_is_away() -> None:
    ada = factories.user(name="Ada Quist")
    bo = factories.user(name="Bo Lind")
    client = signed_in(factories.user(role="admin"))
    form = {"position": "1", "field": "domain", "which": "DE, at", "owners": [str(ada.pk)]}
    client.post(PATH, form)
    made = RoutingRule.objects.get()
    assert (made.values, list(made.owners.all())) == (["at", "de"], [ada])
    tried = client.get(PATH, {"email": "x@firm.at"}).content.decode()
    assert "Domain of the address firm.at: it was Ada Quist’s turn." in tried
    today = f"{timezone.now():%Y-%m-%d}"
    away = {"user": ada.pk, "covered_by": bo.pk, "begins": today, "ends": today}
    client.post(f"{PATH}cover/", away)
    assert "Bo Lind stands in" in client.get(PATH, {"email": "x@firm.at"}).content.decode()
    assert client.post(f"{PATH}cover/", away | {"covered_by": ada.pk}).status_code == 422
    client.post(f"{PATH}cover/{Cover.objects.get().pk}/end/")
    client.post(f"{PATH}rules/{made.pk}/", form | {"which": ""})
    made.refresh_from_db()
    assert made.values == ["at", "de"]
    client.post(f"{PATH}rules/{made.pk}/retire/")
    assert (
        "the owner its source names"
        in client.get(PATH, {"email": "x@firm.at"}).content.decode().lower()
    )


def test_person_takes_over_a_lead_they_may_see() -> None:
    team = factories.team()
    manager, rep = factories.user(role="manager", of=team, name="Mo"), factories.user(of=team)
    lead, stranger = factories.lead(rep), factories.user()
    assert signed_in(stranger).post(f"/leads/{lead.pk}/take-over/").status_code == 404
    page = signed_in(manager).post(
        f"/leads/{lead.pk}/take-over/", {"reason": "A renewal."}, follow=True
    )
    assert "Mo took over from" in page.content.decode()
    lead.refresh_from_db()
    assert lead.owner == manager
    with pytest.raises(routing.Refused):
        routing.take_over(lead, by=manager, reason="", now=timezone.now())
