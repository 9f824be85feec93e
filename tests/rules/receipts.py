"""Receipts as they should be, and acts that make them otherwise."""

from __future__ import annotations

from typing import Any

from leads.models import Event, Lead
from sequences.models import Receipt
from tests import factories
from tests.rules.making import Act, changed, event, unguarded, wording


def asked(lead: Lead | None = None, **fields: Any) -> Event:
    """A form that somebody has just filled in."""
    lead = lead or factories.lead()
    given = {"kind": "form_submitted", "identifiers": {"email": lead.email}}
    return event(lead=lead, **given | fields)


def receipt(**fields: Any) -> Receipt:
    lead = factories.lead()
    given: dict[str, Any] = {"event": asked(lead), "lead": lead, "wording": wording()}
    return Receipt.objects.create(**given | fields)


CASES: dict[str, Act] = {
    "receiptwording_says_what_it_is": lambda: wording(notice=""),
    "receiptwording_headers_safe": lambda: wording(sender="a@ours.example\r\nBcc: x@evil.example"),
    "receiptwording_plain": lambda: wording(body="Shall we talk on Friday?"),
    "receipt_state_known": unguarded(
        "sequences_receipt", "receipt_guarded", changed(receipt, state="x")
    ),
    "receipt_sent_has_moment": unguarded(
        "sequences_receipt", "receipt_guarded", changed(receipt, state="sent")
    ),
    "receipt_on_its_way_has_lease": changed(receipt, state="claimed"),
}
