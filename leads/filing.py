"""Why a call belongs to a lead, said in words, and whose else it could be.

Only signs are read: addresses on a recorder's guest list, names of voices, a company's domain, and
a person's choice. They prove nothing; a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.functions import Lower

from leads import fetching
from leads.domains import company_domain
from leads.models import Account, Call, Fetch, Lead, Participant, User
from leads.voices import folded, lasts

MOST = 6  # candidates with a sign for them
MOST_COLLEAGUES = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody else it could have been with, and the sign for it; none for a mere colleague."""

    lead: Lead
    why: str


@dataclass(frozen=True, slots=True)
class Filing:
    """Why a call is where it is. `doubts` speak against it; `others` have a sign for them."""

    reasons: tuple[str, ...]
    doubts: tuple[str, ...]
    others: tuple[Candidate, ...]
    colleagues: tuple[Lead, ...]


def of_call(call: Call, *, by: User) -> Filing:
    """What speaks for the call's lead and for others whom `by` may see. `call` has its lead,
    account and owner loaded."""
    fetched = Fetch.objects.select_related("source").defer("words").filter(call=call).first()
    guests = fetching.strangers(fetched) if fetched else []
    theirs = list(call.participants.exclude(side=Participant.Side.OURS).select_related("lead"))
    named = [p.name for p in theirs if p.lead_id == call.lead_id or _is(p.name, call.lead)]
    invited = fetched is not None and call.lead in fetching.known_guests(fetched)
    reasons = [_brought_in(call, fetched, guests, invited=invited)]
    if named:
        reasons.append(f"A voice on it is called “{named[0]}”.")
    doubts = []
    if not named and any(lasts(p.name) for p in theirs):
        doubts.append(f"No voice on it bears the name of {call.lead}.")
    others = _others(call, fetched, guests, theirs, by=by)
    at_company = Lead.objects.visible_to(by).filter(account=call.account_id)
    aside = {call.lead_id, *(one.lead.pk for one in others)}
    colleagues = at_company.exclude(pk__in=aside).select_related("account").order_by("name", "pk")
    return Filing(tuple(reasons), tuple(doubts), tuple(others), tuple(colleagues[:MOST_COLLEAGUES]))


def _brought_in(call: Call, fetched: Fetch | None, guests: list[str], *, invited: bool) -> str:
    if fetched is None:
        return f"{call.owner} said that it was with {call.lead} when bringing it in."
    came = f"It was fetched from {fetched.source.name}"
    if invited:
        return f"{came}, and {call.lead} is on its guest list."
    if call.account.domain and call.account.domain in map(company_domain, guests):
        return f"{came}. An address at {call.account.domain} is on its guest list; a person chose."
    return f"{came}. Nobody of {call.account} is on its guest list; a person chose {call.lead}."


def _is(name: str, lead: Lead) -> bool:
    return folded(name) in {folded(lead.name), folded(lead.first_name)}


def _others(
    call: Call,
    fetched: Fetch | None,
    guests: Iterable[str],
    theirs: Iterable[Participant],
    *,
    by: User,
) -> list[Candidate]:
    visible = Lead.objects.visible_to(by).exclude(pk=call.lead_id).select_related("account")
    found: dict[int, Candidate] = {}
    invited = fetching.known_guests(fetched) if fetched else []
    for lead in visible.filter(pk__in=[one.pk for one in invited]):
        found.setdefault(lead.pk, Candidate(lead, "on its guest list"))
    names = {p.name.casefold(): p.name for p in theirs}
    same = visible.annotate(plain=Lower("name")).filter(plain__in=names)
    for lead in same.order_by("pk")[:MOST]:
        voice = names[lead.name.casefold()]
        found.setdefault(lead.pk, Candidate(lead, f"a voice is called “{voice}”"))
    domains = {d for d in map(company_domain, guests) if d}
    companies = Account.objects.filter(domain__in=domains).exclude(pk=call.account_id)
    for lead in visible.filter(account__in=companies).order_by("pk")[:MOST]:
        found.setdefault(lead.pk, Candidate(lead, "somebody of their company is on its guest list"))
    return list(found.values())[:MOST]
