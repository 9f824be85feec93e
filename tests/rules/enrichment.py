"""Details, services and questions as they should be, and acts that make them otherwise."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from leads.models import Account, Detail, Enricher, Lead, Lookup, TrailEntry
from tests import factories
from tests.rules.making import Act, changed, in_one


def company(**fields: Any) -> Account:
    number = next(factories.counter)
    given = {"name": f"Werk {number}", "domain": f"werk{number}.example"}
    return Account.objects.create(**given | fields)


def detail(lead: Lead | None = None, **fields: Any) -> Detail:
    given: dict[str, Any] = {"field": "title", "kind": "apollo", "value": "Buyer"}
    if "account" not in fields:
        given["lead"] = lead or factories.lead()
    return Detail.objects.create(**{"source": "Apollo", "at": timezone.now()} | given | fields)


def of_company(account: Account | None = None, **fields: Any) -> Detail:
    given = {"field": "industry", "value": "freight"}
    return detail(account=account or company(), **given | fields)


def enricher(**fields: Any) -> Enricher:
    """One that is switched on."""
    given: dict[str, Any] = {"kind": "apollo", "name": "Apollo", "is_on": True}
    if fields.get("kind") == "own":
        given |= {"name": "Ours", "url": "https://know.example/{domain}"}
    if fields.get("is_on", True):
        given |= {"agreed_by": factories.user(role="admin"), "agreed_at": timezone.now()}
    return Enricher.objects.create(**given | fields)


def lookup(of: Enricher | None = None, **fields: Any) -> Lookup:
    """A question about a person, or what is given."""
    if not fields.keys() & {"lead", "account", "address"}:
        fields["lead"] = factories.lead()
    return Lookup.objects.create(enricher=of or enricher(), **fields)


def trial(of: Enricher | None = None, **fields: Any) -> Lookup:
    given = {"address": "ines@werk.example", "asked_by": factories.user(role="admin")}
    return lookup(of, **given | fields)


def on_the_trail(table: str, before: int) -> bool:
    return TrailEntry.objects.filter(table=table).count() > before


def a_person_says() -> bool:
    before = TrailEntry.objects.filter(table="leads_detail").count()
    detail()  # a service does not act
    if on_the_trail("leads_detail", before):
        return False
    detail(kind="person", by=factories.user())
    return on_the_trail("leads_detail", before)


def switched_on() -> bool:
    Enricher.objects.all().delete()
    before = TrailEntry.objects.filter(table="leads_enricher").count()
    enricher()
    return on_the_trail("leads_enricher", before)


def tried_out() -> bool:
    Enricher.objects.all().delete()
    before = TrailEntry.objects.filter(table="leads_lookup").count()
    trial()
    return on_the_trail("leads_lookup", before)


def asked_about_somebody_held() -> None:
    of = enricher(kind="own") if Enricher.objects.exists() else enricher()
    lookup(of, lead=factories.lead(suppressed_at=timezone.now()))


def asked_twice(field: str) -> Act:
    def act() -> None:
        of, about = enricher(), factories.lead() if field == "lead" else company()
        for _ in range(2):
            lookup(of, **{field: about})

    return act


CASES: dict[str, Act] = {
    "detail_of_a_person_or_a_company": lambda: detail(field="industry"),
    "detail_once_a_person": in_one(detail, factories.lead, "lead"),
    "detail_once_a_company": in_one(of_company, company, "account"),
    "detail_kind_known": lambda: detail(kind="rumour"),
    "detail_value_given": lambda: detail(value=""),
    "detail_source_given": lambda: detail(source=""),
    "detail_said_by_somebody": lambda: detail(kind="person"),
    "enricher_one_of_a_kind": lambda: (enricher(), enricher()),
    "enricher_kind_known": lambda: enricher(kind="spy"),
    "enricher_name_given": lambda: enricher(name=""),
    "enricher_address_of_its_own": lambda: enricher(kind="own", url="ftp://know.example/{email}"),
    "enricher_day_within_month": lambda: enricher(per_day=10, per_month=9),
    "enricher_keeps_a_day": lambda: enricher(keep_days=0),
    "enricher_on_by_somebody": changed(enricher, agreed_by=None),
    "lookup_of_one": lambda: lookup(lead=factories.lead(), account=company()),
    "lookup_once_a_person": asked_twice("lead"),
    "lookup_once_a_company": asked_twice("account"),
    "lookup_one_trial": in_one(trial, enricher, "of"),
    "lookup_state_known": changed(lookup, state="x", answered_at=timezone.now()),
    "lookup_problem_explained": changed(lookup, state="failed", answered_at=timezone.now()),
    "lookup_answered_has_moment": changed(lookup, state="found"),
    "lookup_tried_by_somebody": lambda: trial(asked_by=None),
}
