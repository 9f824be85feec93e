"""Who is ours, who is theirs: guessed from what is known, said by a person, remembered."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import F

from leads import voices
from leads.domains import company_domain
from leads.models import Account, Call, Lead, Participant, SpeakerSide, User
from leads.signals import call_recorded
from leads.transcripts.schema import Transcript
from leads.voices import folded

T = TypeVar("T")
SIDES = ("ours", "theirs", "unknown")


def guess_sides(
    transcript: Transcript, *, by: User, lead: Lead | None, guest: str = ""
) -> dict[str, str]:
    """Whose side each speaker is on, as far as names, addresses and people's word say.

    A first name alone counts only for the rep who imports the call and for the lead it is with.
    `guest` is the address of somebody who is not a lead yet and will be.
    """
    signs = _signs(by=by, lead=lead, account=lead.account if lead else _by_domain(guest, by=by))
    if guest:
        signs = _with_guest(signs, guest.strip().lower())
    return voices.sides(transcript.speakers, transcript.attendees, signs)


def remember(account: Account, chosen: Mapping[str, str], *, by: User, now: datetime) -> None:
    """Keep a person's answers for this account's next calls. Passing names are not kept."""
    for name, side in chosen.items():
        if side in ("ours", "theirs") and voices.lasts(name):
            _keep(account, name, by=by, now=now, side=side)


Person = tuple[User | None, Lead | None]


def people(names: Iterable[str], sides: Mapping[str, str], *, of: Call) -> dict[str, Person]:
    """Who a voice is, where its name or a person's word says so: our user or their lead.

    Of two colleagues with one name it is the call's owner, or nobody. A first name alone is the
    call's owner or its lead, unless somebody else on the call bears the whole name.
    """
    names = list(names)
    told = {s.name: s for s in of.account.speaker_sides.select_related("user", "lead")}
    users = _unique((folded(u.name), u) for u in User.objects.filter(is_active=True))
    users[folded(of.owner.name)] = of.owner
    leads = _unique((folded(x.name), x) for x in Lead.objects.filter(account=of.account_id))
    present = {folded(name) for name in names}
    if folded(of.owner.name) not in present:
        users.setdefault(folded(of.owner.first_name), of.owner)
    if folded(of.lead.name) not in present:
        leads.setdefault(folded(of.lead.first_name), of.lead)
    found: dict[str, Person] = {}
    for name in names:
        plain, side = folded(name), sides.get(name)
        known = told.get(plain)
        user, lead = (known.user, known.lead) if known and known.side == side else (None, None)
        if side == "ours":
            found[name] = (user or users.get(plain), None)
        elif side == "theirs":
            found[name] = (None, lead or leads.get(plain))
    return found


def _unique(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    twice: set[str] = set()
    for name, one in pairs:
        if name in found:
            twice.add(name)
        found[name] = one
    return {name: one for name, one in found.items() if name not in twice}


def correct(
    participant_id: int, *, by: User, side: str, person: str = "", now: datetime
) -> Participant:
    """A person says whose side a voice is on, and maybe who it is ("user:3", "lead:5").

    The call is read again, because whose promise is whose follows from it; drafts written before
    are stale from this moment. Raises ValueError for a side or person that cannot be, and
    Participant.DoesNotExist for one this person may not see.
    """
    if side not in SIDES:
        raise ValueError(side)
    with transaction.atomic():
        visible = Participant.objects.filter(call__in=Call.objects.visible_to(by))
        lead_id = visible.values_list("call__lead_id", flat=True).get(pk=participant_id)
        Lead.objects.select_for_update(no_key=True).get(pk=lead_id)
        found = Participant.objects.select_related("call__account").get(pk=participant_id)
        user, lead = _person(person, side=side, account=found.call.account)
        if (found.side, found.user, found.lead) == (side, user, lead):
            return found
        found.side, found.user, found.lead = side, user, lead
        found.save(update_fields=["side", "user", "lead"])
        if side != "unknown" and voices.lasts(found.name):
            _keep(found.call.account, found.name, by=by, now=now, side=side, user=user, lead=lead)
        Lead.objects.filter(pk=lead_id).update(record_epoch=F("record_epoch") + 1)
        read_again(found.call)
        return found


def read_again(call: Call) -> None:
    """Have a call understood anew; whoever is reading it now loses the right to write."""
    Call.objects.filter(pk=call.pk).update(
        state=Call.State.RECEIVED, attempts=0, failure="", retry_at=None
    )
    call_recorded.send(sender=Call, call=call)


def choices(call: Call) -> list[tuple[str, str, str]]:
    """Who a voice may be: (value for `correct`, name, side), our people and the account's leads."""
    ours = User.objects.filter(is_active=True).order_by("name").exclude(role=User.Role.ADMIN)
    theirs = Lead.objects.filter(account=call.account_id).order_by("name")
    return [(f"lead:{x.pk}", x.name, "theirs") for x in theirs[:200]] + [
        (f"user:{u.pk}", u.name, "ours") for u in ours[:200]
    ]


def _person(person: str, *, side: str, account: Account) -> Person:
    kind, _, number = person.partition(":")
    if not person or side == "unknown":
        return None, None
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise ValueError(person)
    if kind == "user" and side == "ours":
        if user := User.objects.filter(pk=int(number), is_active=True).first():
            return user, None
    elif (
        kind == "lead"
        and side == "theirs"
        and (lead := Lead.objects.filter(pk=int(number), account=account).first())
    ):
        return None, lead
    raise ValueError(person)


def _keep(
    account: Account,
    name: str,
    *,
    by: User,
    now: datetime,
    side: str,
    user: User | None = None,
    lead: Lead | None = None,
) -> None:
    SpeakerSide.objects.update_or_create(
        account=account,
        name=folded(name),
        defaults={"side": side, "user": user, "lead": lead, "by": by, "at": now},
    )


def _by_domain(address: str, *, by: User) -> Account | None:
    domain = company_domain(address)
    return Account.objects.visible_to(by).filter(domain=domain).first() if domain else None


def _signs(*, by: User, lead: Lead | None, account: Account | None) -> voices.Signs:
    users = list(User.objects.filter(is_active=True).values_list("name", "email"))
    leads = (
        list(Lead.objects.filter(account=account).values_list("name", "email")) if account else []
    )
    domains = {account.domain} if account and account.domain else set()
    told = account.speaker_sides.values_list("name", "side") if account else ()
    return voices.Signs(
        remembered=dict(told),
        our_names=frozenset(folded(name) for name, _ in users),
        their_names=frozenset(folded(name) for name, _ in leads),
        our_first_names=frozenset([folded(by.first_name)]),
        their_first_names=frozenset([folded(lead.first_name)] if lead else []),
        our_addresses=frozenset(email.lower() for _, email in users),
        their_addresses=frozenset(email.lower() for _, email in leads),
        our_domains=_domains(email for _, email in users),
        their_domains=_domains(email for _, email in leads) | domains,
        their_companies=frozenset([" ".join(account.name.casefold().split())] if account else []),
    )


def _domains(addresses: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(company_domain, addresses)))


def _with_guest(signs: voices.Signs, guest: str) -> voices.Signs:
    return dataclasses.replace(
        signs,
        their_addresses=signs.their_addresses | {guest},
        their_domains=signs.their_domains | _domains([guest]),
    )
