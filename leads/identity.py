"""Who somebody is: the one spelling of each key, and the person it belongs to.

Nothing is guessed. A person is found by an address or another key that somebody gave under it;
names alone find nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from leads.domains import FREE_MAIL, company_domain
from leads.models import Account, Event, Identifier, Lead, Merge, User
from leads.sources import Person

KEYS = ("phone", "visitor", "hubspot_contact")
# Mail to these reaches the same person with and without what stands behind the plus.
_PLUS = FREE_MAIL | {"fastmail.com"}
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})


def email(text: str) -> str:
    """An address as it is kept: trimmed, lower case, its domain in ASCII. Empty: it is none."""
    local, at, domain = text.strip().rpartition("@")
    if not at or not local:
        return ""
    try:
        spelled = f"{local}@{domain.encode('idna').decode()}".lower()
        validate_email(spelled)
    except (UnicodeError, ValidationError):
        return ""
    return spelled


def mailbox(address: str) -> str:
    """Where mail to a normal address ends up: two spellings of one mailbox become the same.

    What stands behind a plus is the person's own mark; at Google dots mean nothing. Only where
    the provider is known to work like that: elsewhere they may be two people.
    """
    local, _, domain = address.rpartition("@")
    if domain in _PLUS:
        local = local.partition("+")[0]
    if domain in _DOTLESS:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def phone(text: str, *, country: str = "") -> str:
    """A number in its international form; empty for what is none, or of no known country."""
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def zone(text: str) -> str:
    """A time zone's name as the zone database spells it; empty for what it does not know."""
    try:
        return ZoneInfo(text).key if text else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""


def keys(identifiers: Mapping[str, str]) -> dict[str, str]:
    """A delivery's identifiers in their normal spelling, without what is none."""
    found = {
        "email": email(identifiers.get("email", "")),
        "phone": phone(identifiers.get("phone", "")),
        **{k: identifiers.get(k, "").strip()[:254] for k in ("visitor", "hubspot_contact")},
    }
    return {kind: value for kind, value in found.items() if value}


def find(known: Mapping[str, str]) -> Lead | None:
    """The person these keys belong to; the address counts before the others. Whom a person has
    merged is found as who they are now."""
    found = _holder(known)
    merged = Merge.objects.filter(lead=found, undone_at=None).select_related("into").first()
    return merged.into if merged else found


def _holder(known: Mapping[str, str]) -> Lead | None:
    address = known.get("email", "")
    if address:
        if lead := Lead.objects.filter(email__in={address, mailbox(address)}).first():
            return lead
        alias = Identifier.objects.filter(kind="email", value__in={address, mailbox(address)})
        if held := alias.select_related("lead").first():
            return held.lead
        return None  # a new address is a new person, whatever browser it came from
    for kind in KEYS:
        held = Identifier.objects.filter(kind=kind, value=known.get(kind, "")).first()
        if known.get(kind) and held is not None:
            return held.lead
    return None


def create(known: Mapping[str, str], person: Person, *, owner: User, source: str) -> Lead | None:
    """A new person with this address; None without one: nobody could be answered."""
    address = known.get("email", "")
    if not address:
        return None
    lead, is_new = Lead.objects.get_or_create(
        email=address,
        defaults={
            "account": account(address, company=person.company),
            "owner": owner,
            "name": (person.name or address.partition("@")[0])[:200],
            "title": person.title[:200],
            "phone": known.get("phone", "")[:40],
            "time_zone": zone(person.time_zone),
            "source": source[:60],
        },
    )
    plain = mailbox(address)
    if is_new and plain != address:
        Identifier.objects.get_or_create(
            kind="email", value=plain, defaults={"lead": lead, "source": source[:60]}
        )
    return lead


def account(address: str, *, company: str) -> Account:
    """The company of an address: by its domain, never by a free-mail one.

    A company's name from a form is written, not looked up: two companies of one name are two.
    """
    domain = company_domain(address)
    fallback = domain.split(".")[0].title() if domain else address
    name = (company.strip() or fallback)[:200]
    if domain is None:
        return Account.objects.create(name=name)
    found, _ = Account.objects.get_or_create(domain=domain, defaults={"name": name})
    return found


def remember(lead: Lead, known: Mapping[str, str], *, source: str) -> int:
    """Keep the keys that came with an address; what was done under them before is theirs, too.

    A key that is somebody else's stays theirs: a shared browser does not make two people one.
    Returns how many earlier events found their person.
    """
    fresh = [("email", known["email"])] if known.get("email") else []
    with transaction.atomic():
        for kind in KEYS:
            if value := known.get(kind):
                held, is_new = Identifier.objects.get_or_create(
                    kind=kind, value=value, defaults={"lead": lead, "source": source[:60]}
                )
                if is_new and held.lead_id == lead.pk:
                    fresh.append((kind, value))
        return sum(
            Event.objects.filter(lead=None, identifiers__contains={kind: value}).update(lead=lead)
            for kind, value in fresh
        )
