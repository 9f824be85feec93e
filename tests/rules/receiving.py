"""Received mails as they should be, and acts that make them as they should not."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from leads.models import Lead
from sequences.models import Alias, Correction, HookDelivery, Mailbox, ReadingPlace, ReceivedMail
from tests import factories
from tests.rules.making import Act, changed, in_one


def received(**fields: object) -> ReceivedMail:
    """A mail as it is kept, before anybody understood it."""
    number = next(factories.counter)
    given: dict[str, Any] = {"door": "imap", "identity": f"{number:064x}", "raw": b"Hello."}
    return ReceivedMail.objects.create(**given | fields)


def understood(**fields: object) -> ReceivedMail:
    given: dict[str, Any] = {"kind": "reply", "understood_at": timezone.now()}
    return received(**given | fields)


def of_lead(**fields: object) -> ReceivedMail:
    return understood(**{"lead": factories.lead(), "matched_by": "address"} | fields)


def alias(lead: Lead | None = None, address: str = "priya@home.example") -> Alias:
    lead = lead or factories.lead()
    return Alias.objects.create(lead=lead, address=address, by=lead.owner)


def reading_place(of: Mailbox) -> ReadingPlace:
    return ReadingPlace.objects.create(mailbox=of, folder="INBOX", uidvalidity=1)


def delivery(**fields: object) -> HookDelivery:
    given: dict[str, Any] = {"service": "mailgun", "about": "events", "body": b"{}"}
    given |= {"fingerprint": f"{next(factories.counter):064x}"}
    return HookDelivery.objects.create(**given | fields)


def correction(**fields: object) -> Correction:
    promise = factories.promise()
    mail = of_lead(lead=promise.call.lead)
    given: dict[str, Any] = {"mail": mail, "finding": promise, "quote": "Not Friday."}
    return Correction.objects.create(**given | fields)


def same_correction_twice() -> None:
    first = correction()
    correction(mail=first.mail, finding=first.finding)


def answered_correction() -> Correction:
    row = correction()
    by = row.finding.call.owner
    Correction.objects.filter(pk=row.pk).update(state="entered", by=by, at=timezone.now())
    return row


def moved_to_another() -> None:
    ReceivedMail.objects.filter(pk=of_lead().pk).update(lead=factories.lead())


CASES: dict[str, Act] = {
    "receivedmail_kind_known": lambda: understood(kind="rumour"),
    "receivedmail_kind_when_understood": lambda: received(kind="reply"),
    "receivedmail_matched_by_known": lambda: of_lead(matched_by="guess"),
    "receivedmail_lead_is_matched": lambda: of_lead(matched_by=""),
    "receivedmail_person_named": lambda: of_lead(matched_by="person"),
    "receivedmail_return_of_auto_reply": lambda: understood(return_date=date(2026, 12, 1)),
    "receivedmail_bytes_kept": lambda: received(raw=b""),
    "receivedmail_door_named": lambda: received(door=""),
    "alias_lower": changed(alias, address="Priya@home.example"),
    "correction_once": same_correction_twice,
    "correction_quote_given": lambda: correction(quote=""),
    "correction_answered_by_somebody": lambda: correction(state="entered"),
    "hookdelivery_about_known": lambda: delivery(about="x"),
    "hookdelivery_service_given": lambda: delivery(service=""),
    "readingplace_once": in_one(reading_place, factories.mailbox, "of"),
}
