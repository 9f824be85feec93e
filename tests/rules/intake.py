"""Sources and deliveries as they should be, and acts that make them as they should not."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from leads.models import Delivery, Identifier, Lead, Source, Telling
from tests import factories
from tests.rules.making import Act, changed, event, in_one


def source(**fields: object) -> Source:
    given: dict[str, Any] = {"name": f"Site {next(factories.counter)}", "kind": "webhook"}
    return Source.objects.create(**{"owner": factories.user()} | given | fields)


def delivery(of: Source | None = None, **fields: object) -> Delivery:
    given: dict[str, Any] = {"fingerprint": "a" * 64, "raw": b"{}", "received_at": timezone.now()}
    return Delivery.objects.create(source=of or source(), **given | fields)


def told_twice() -> None:
    of, about = delivery(), event()
    for _ in range(2):
        Telling.objects.create(delivery=of, event=about)


def identifier(lead: Lead | None = None, **fields: object) -> Identifier:
    given: dict[str, Any] = {"kind": "visitor", "value": "abcdefgh", "source": "Site"}
    return Identifier.objects.create(lead=lead or factories.lead(), **given | fields)


def of_two_people() -> None:
    identifier()
    identifier()


def same_name_twice() -> None:
    source(name="Site")
    source(name="SITE")


CASES: dict[str, Act] = {
    "source_name_unique": same_name_twice,
    "source_kind_known": lambda: source(kind="rumour"),
    "source_name_given": lambda: source(name=""),
    "delivery_once": in_one(delivery, source, "of"),
    "delivery_state_known": changed(delivery, state="x"),
    "delivery_problem_explained": changed(delivery, state="failed"),
    "delivery_done_has_moment": changed(delivery, state="done"),
    "telling_once": told_twice,
    "identifier_of_one_person": of_two_people,
    "identifier_kind_known": lambda: identifier(kind="shoe size"),
    "identifier_value_given": lambda: identifier(value=""),
}
