"""Cards as they should be, and acts that make them as they should not."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from leads.models import Lead
from reviews.models import Card, CardDecision
from tests import factories
from tests.rules.making import Act, changed
from tests.rules.receiving import understood


def card(lead: Lead | None = None, **fields: object) -> Card:
    """An open question about a lead."""
    given: dict[str, Any] = {"kind": "silence", "key": f"silence:{next(factories.counter)}"}
    return Card.objects.create(lead=lead or factories.lead(), **given | fields)


def unmatched(**fields: object) -> Card:
    given: dict[str, Any] = {"kind": "unmatched", "key": f"mail:{next(factories.counter)}"}
    return Card.objects.create(**{"mail": understood()} | given | fields)


def card_decision(of: Card | None = None, **fields: object) -> CardDecision:
    of = of or card()
    given: dict[str, Any] = {"choice": "wait", "by": factories.user()}
    return CardDecision.objects.create(card=of, **given | fields)


def two_open_for_one_lead() -> None:
    lead = factories.lead()
    card(lead)
    card(lead, state="waiting", wakes_at=timezone.now())


CASES: dict[str, Act] = {
    "card_kind_known": changed(card, kind="rumour"),
    "card_state_known": changed(card, state="lost"),
    "card_key_given": changed(card, key=""),
    "card_has_lead": changed(card, lead=None),
    "card_unmatched_has_mail": changed(unmatched, mail=None),
    "card_waiting_until_moment": changed(card, state="waiting"),
    "card_decided_with_choice": changed(card, state="done"),
    "card_decided_by_somebody": changed(
        card, state="done", choice="close", decided_at=timezone.now()
    ),
    "card_one_open_of_kind": two_open_for_one_lead,
    "carddecision_choice_known": lambda: card_decision(choice="shrug"),
    "carddecision_note_given": lambda: card_decision(choice="dismissed"),
}
