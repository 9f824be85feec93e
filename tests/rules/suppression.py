"""The suppression list and its neighbours as they should be, and acts against them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from sequences.models import (
    ConsentRecord,
    Erasure,
    ListingKey,
    Organisation,
    Suppression,
    TrackedLink,
)
from tests import factories
from tests.rules.making import Act, changed, in_one, stop, twice


def listed(**fields: object) -> Suppression:
    given: dict[str, Any] = {"kind": "address", "value": "jo@theirs.example"}
    given |= {"reason": "policy", "source": "said so"}
    return Suppression.objects.create(**given | fields)


def lifted(of: Suppression | None = None, **fields: object) -> Suppression:
    of = of or listed()
    given: dict[str, Any] = {"lifted_at": timezone.now(), "lifted_reason": "They asked us back."}
    by = {"lifted_by": factories.user(role="manager")}
    Suppression.objects.filter(pk=of.pk).update(**given | by | fields)
    return of


def lifted_twice() -> None:
    of = lifted()
    lifted(of)


def lets_go() -> bool:
    lead = factories.lead()
    stop(lead, kind="unsubscribe")
    lifted(Suppression.objects.get(lead=lead))
    lead.refresh_from_db()
    return lead.suppressed_at is None


def takes_hold() -> bool:
    lead = factories.lead()
    listed(value=lead.email)
    lead.refresh_from_db()
    return lead.suppressed_at is not None


def held_from_the_beginning() -> bool:
    listed(kind="domain", value="theirs.example")
    lead = factories.lead(email="new@mail.theirs.example")
    lead.refresh_from_db()
    return lead.suppressed_at is not None


def makes_an_entry() -> bool:
    event = stop(kind="complaint")
    return Suppression.objects.filter(value=event.lead.email, reason="complaint").exists()


def consent(**fields: object) -> ConsentRecord:
    given: dict[str, Any] = {"channel": "sms", "is_given": True, "source": "On the call."}
    given |= {"at": timezone.now()}
    return ConsentRecord.objects.create(**{"lead": factories.lead()} | given | fields)


def tracked(**fields: object) -> TrackedLink:
    given: dict[str, Any] = {"token": f"t{next(factories.counter)}", "url": "https://ours.example"}
    return TrackedLink.objects.create(**{"touch": factories.touch()} | given | fields)


def erasure(**fields: object) -> Erasure:
    given: dict[str, Any] = {"lead_number": 1, "print": "0" * 64, "reason": "Their wish."}
    return Erasure.objects.create(**given | fields)


def organisation() -> Organisation:
    of = Organisation.objects.get()
    Organisation.objects.update(name="Ours", postal_address="1 Street")
    return of


CASES: dict[str, Act] = {
    "suppression_once": twice(listed),
    "suppression_person_once": in_one(
        lambda **f: listed(kind="person", value="", **f), factories.lead, "lead"
    ),
    "suppression_names_somebody": lambda: listed(kind="person"),
    "suppression_value_lower": lambda: listed(value="Jo@theirs.example"),
    "suppression_address_whole": lambda: listed(value="theirs.example"),
    "suppression_domain_bare": lambda: listed(kind="domain"),
    "suppression_reason_known": lambda: listed(reason="mood"),
    "suppression_source_given": lambda: listed(source=""),
    "suppression_lifted_with_reason": lambda: lifted(lifted_reason=""),
    "consentrecord_channel_known": lambda: consent(channel="fax"),
    "consentrecord_source_given": lambda: consent(source=""),
    "organisation_one_row": lambda: Organisation.objects.create(pk=2),
    "organisation_whole": changed(organisation, postal_address=""),
    "organisation_texts_possible": changed(organisation, texts_a_day=0),
    "trackedlink_once": in_one(tracked, factories.touch, "touch"),
    "trackedlink_is_web": lambda: tracked(url="javascript:alert(1)"),
    "listingkey_one_row": lambda: ListingKey.objects.create(pk=2, key=b"k"),
    "erasure_reason_given": lambda: erasure(reason=""),
}
