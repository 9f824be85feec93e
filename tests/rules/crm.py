"""The CRM as it should be connected and told, and acts that make it otherwise."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from leads.models import CrmConnection, CrmEntry, CrmLookup, CrmPerson, CrmSecret, Lead
from tests import factories
from tests.rules.making import Act, in_one, stop, twice
from tests.rules.scores import scored


def connection(**fields: Any) -> CrmConnection:
    given: dict[str, Any] = {"kind": "hubspot", "portal": "42", "tested_at": timezone.now()}
    return CrmConnection.objects.create(
        **{"connected_by": factories.user(role="admin")} | given | fields
    )


def secret() -> CrmSecret:
    return CrmSecret.objects.create(connection=connection(), token="pat-eu1-x")


def person(of: CrmConnection | None = None, **fields: Any) -> CrmPerson:
    given: dict[str, Any] = {"number": "501", "seen_at": timezone.now()}
    if "lead" not in fields:
        given["lead"] = factories.lead()
    return CrmPerson.objects.create(connection=of or connection(), **given | fields)


def entry(of: CrmConnection | None = None, **fields: Any) -> CrmEntry:
    given: dict[str, Any] = {"kind": "sent", "key": "message:1", "at": timezone.now()}
    if "lead" not in fields:
        given["lead"] = factories.lead()
    return CrmEntry.objects.create(connection=of or connection(), **given | fields)


def written_entry() -> CrmEntry:
    row = entry()
    CrmEntry.objects.filter(pk=row.pk).update(state="written", written_at=timezone.now())
    return row


def lookup(of: CrmConnection | None = None, **fields: Any) -> CrmLookup:
    return CrmLookup.objects.create(**{"connection": of or connection(), "number": "501"} | fields)


def same_person_twice() -> None:
    of, lead = connection(), factories.lead()
    person(of, lead=lead)
    person(of, lead=lead)


def heard_is_noted() -> bool:
    connection()
    made = stop(kind="reply")
    return CrmEntry.objects.filter(key=f"stop:{made.pk}", kind="heard").exists()


def score_is_noted() -> bool:
    connection()
    made = scored()
    return CrmEntry.objects.filter(lead=made.lead, kind="score").exists()


def tier_is_noted() -> bool:
    connection()
    lead = factories.lead()
    Lead.objects.filter(pk=lead.pk).update(tier="hot")
    return CrmEntry.objects.filter(lead=lead, kind="score").exists()


CASES: dict[str, Act] = {
    "crmconnection_one_on": twice(connection),
    "crmconnection_kind_known": lambda: connection(kind="paper"),
    "crmconnection_address_fits": lambda: connection(address="https://crm.example.com/"),
    "crmconnection_ended_by_somebody": lambda: connection(is_on=False),
    "crmconnection_wanted_known": lambda: connection(wanted="test"),
    "crmconnection_pause_explained": lambda: connection(paused_at=timezone.now()),
    "crmperson_once": same_person_twice,
    "crmperson_number_given": lambda: person(number=""),
    "crmentry_once": in_one(entry, connection, "of"),
    "crmentry_kind_known": lambda: entry(kind="talk"),
    "crmentry_state_known": lambda: entry(state="lost"),
    "crmentry_problem_explained": lambda: entry(state="failed"),
    "crmentry_written_has_moment": lambda: entry(state="written"),
    "crmentry_key_given": lambda: entry(key=""),
    "crmlookup_once": in_one(lookup, connection, "of"),
    "crmlookup_state_known": lambda: lookup(state="lost"),
    "crmlookup_problem_explained": lambda: lookup(state="nobody"),
    "crmlookup_number_given": lambda: lookup(number=""),
}
