"""Sources and deliveries as they should be, and acts that make them as they should not."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from leads.models import (
    ApiKey,
    Attempt,
    Delivery,
    Fetch,
    Identifier,
    Lead,
    Merge,
    Source,
    Telling,
)
from tests import factories
from tests.rules.making import Act, changed, event, in_one, stop


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


def key(**fields: object) -> ApiKey:
    number = next(factories.counter)
    given: dict[str, Any] = {
        "name": "Shop",
        "prefix": f"fu_{number}",
        "digest": f"{number:064x}",
        "source": fields.pop("source", None) or source(kind="api"),
        "acts_as": factories.user(),
        "created_by": factories.user(role="admin"),
    }
    return ApiKey.objects.create(**given | fields)


def attempt(of: ApiKey | None = None, **fields: object) -> Attempt:
    given: dict[str, Any] = {"number": "1", "digest": "a" * 64, "status": 200, "answer": {}}
    return Attempt.objects.create(key=of or key(), **given | fields)


def fetch(**fields: object) -> Fetch:
    return Fetch.objects.create(event=event(), source=source(kind="zoom"), **fields)


def merge(lead: Lead | None = None, **fields: object) -> Merge:
    given: dict[str, Any] = {"into": factories.lead(), "why": "One phone", "by": factories.user()}
    return Merge.objects.create(
        lead=lead or factories.lead(), stage_before="prospect", **given | fields
    )


def heard_from_both() -> bool:
    made = merge()
    stop(made.lead, kind="reply")
    return made.into.stop_events.filter(kind="reply").exists()


def with_itself() -> None:
    lead = factories.lead()
    merge(lead, into=lead)


CASES: dict[str, Act] = {
    "apikey_name_given": lambda: key(name=""),
    "apikey_hashed": lambda: key(digest="the key itself"),
    "apikey_revoked_by_somebody": lambda: key(revoked_at=timezone.now()),
    "attempt_once": in_one(attempt, key, "of"),
    "attempt_numbered": lambda: attempt(number=""),
    "fetch_state_known": lambda: fetch(state="lost"),
    "fetch_problem_explained": lambda: fetch(state="failed"),
    "fetch_unplaced_has_words": lambda: fetch(state="unplaced"),
    "merge_once": in_one(merge, factories.lead, "lead"),
    "merge_of_two": with_itself,
    "merge_undone_by_somebody": lambda: merge(undone_at=timezone.now()),
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
