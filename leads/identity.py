"""Who somebody is: the one spelling of each key, and the person it belongs to.

Nothing is guessed. A person is found by an address or another key that somebody gave under it;
names alone find nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from zoneinfo import available_timezones

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q

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
    """A time zone's name as the zone database spells it; empty for what it does not know, and for
    what means another zone on another machine."""
    return text if text in _zones() else ""


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime", "Factory"})


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
    return Crowd([known]).find(known)


class Crowd:
    """Several deliveries' people, looked up together in at most four queries."""

    def __init__(self, many: Iterable[Mapping[str, str]]) -> None:
        self._looked_for = [dict(known) for known in many]
        self._seen: set[str] = set()
        self.held: set[int] = set()  # whose rows are locked
        addresses = {a for known in self._looked_for for a in _addresses(known)}
        people = Lead.objects.filter(email__in=addresses).order_by("-pk") if addresses else ()
        self._people = {lead.email: lead for lead in people}
        wanted = addresses - self._people.keys()
        keys = Q(kind="email", value__in=wanted) if wanted else Q()
        for kind in KEYS:  # a new address is a new person, whatever browser it came from
            values = {k[kind] for k in self._looked_for if kind in k and not k.get("email")}
            keys |= Q(kind=kind, value__in=values) if values else Q()
        held = Identifier.objects.filter(keys).select_related("lead") if keys else ()
        self._holders = {(one.kind, one.value): one.lead for one in held}
        found = {*self._people.values(), *self._holders.values()}
        merged = Merge.objects.filter(lead__in=found, undone_at=None).select_related("into")
        self._into = {one.lead_id: one.into for one in merged} if found else {}

    def hold(self) -> None:
        """Lock the rows of who was found, in one order: of two who take several nobody waits in a
        ring. In the caller's transaction."""
        found = {lead for known in self._looked_for if (lead := self._person(known))}
        rows = Lead.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in found])
        self.held = {lead.pk for lead in rows.order_by("pk")} if found else set()

    def find(self, known: Mapping[str, str]) -> Lead | None:
        """The person these keys belong to. Who shares a key with somebody asked for before is
        looked up anew: that one may have been made meanwhile."""
        keys = {*known.values(), *_addresses(known)}
        is_same, self._seen = not keys.isdisjoint(self._seen), self._seen | keys
        return find(known) if is_same else self._person(known)

    def _person(self, known: Mapping[str, str]) -> Lead | None:
        holder = self._holder(known)
        return self._into.get(holder.pk, holder) if holder else None

    def _holder(self, known: Mapping[str, str]) -> Lead | None:
        if addresses := _addresses(known):
            here = [self._people[a] for a in addresses if a in self._people]
            held = [h for a in addresses if (h := self._holders.get(("email", a)))]
            return min(here, key=lambda lead: lead.pk) if here else next(iter(held), None)
        return next((h for k in KEYS if (h := self._holders.get((k, known.get(k, ""))))), None)


def _addresses(known: Mapping[str, str]) -> list[str]:
    """The spellings of an address under which somebody may be known."""
    address = known.get("email", "")
    return list(dict.fromkeys([address, mailbox(address)])) if address else []


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
