"""Who gets a new lead, and why: whoever has the company, else the first rule that fits, in turn.

Out-of-office cover stands in for whoever was chosen. Every choice leaves an assignment that says
in words how it came about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

import phonenumbers
from django.db import connection, transaction
from django.db.models import Count, Max

from leads import details
from leads.models import Account, Assignment, Cover, Lead, RoutingRule, User

WEEK = timedelta(days=7)
MOST_STEPS = 5  # of cover for cover
TURNS = 20_271  # the first half of the advisory locks of rules


class Refused(Exception):
    """Nothing was changed; the text says why, as a person reads it."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What routing knows of somebody new. What is empty is not known and fits nothing."""

    domain: str = ""
    country: str = ""
    industry: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """An owner with the reason; `rule`: the one that decided, if one did."""

    owner: User
    why: str
    rule: RoutingRule | None = None
    in_turn: User | None = None  # whose turn it was: not the owner when somebody stands in


class Desk:
    """The rules and who is away, read once for all who come in together."""

    @cached_property
    def rules(self) -> list[RoutingRule]:
        return list(RoutingRule.objects.filter(is_active=True).prefetch_related("owners"))

    @cached_property
    def covers(self) -> list[Cover]:
        return list(Cover.objects.select_related("covered_by"))


def newcomer(*, address: str, phone: str = "", source: str = "") -> Newcomer:
    """What can be told from an address, an international number and the name of the source."""
    domain = address.partition("@")[2].lower()
    account = Account.objects.filter(domain=domain).first() if domain else None
    known = details.of_company(account) if account else {}
    country = known.get("company_country") or _country(phone)
    return Newcomer(domain, country, known.get("industry", ""), source)


def choose(who: Newcomer, *, otherwise: User, now: datetime, desk: Desk | None = None) -> Choice:
    """The owner of somebody new, in the caller's transaction. `otherwise`: who gets people that no
    rule gives to anybody."""
    desk = desk or Desk()
    if held := _has_the_company(who.domain):
        return _covered(Choice(held, f"{held} has this company already."), desk, now=now)
    for rule in desk.rules:
        if fits(rule, who) and (turn := _in_turn(rule, now=now)):
            why = f"{_in_words(rule, who)}: it was {turn}’s turn."
            return _covered(Choice(turn, why, rule, turn), desk, now=now)
    return _covered(Choice(otherwise, "No rule fits; the source’s own choice."), desk, now=now)


def fits(rule: RoutingRule, who: Newcomer) -> bool:
    """Whether a rule speaks of this newcomer. A domain also stands for those below it (de)."""
    if rule.field == RoutingRule.Field.ANYBODY:
        return True
    told = getattr(who, rule.field).casefold()
    wanted = [str(value).casefold().strip().lstrip("*.") for value in rule.values]
    if rule.field == RoutingRule.Field.DOMAIN:
        return bool(told) and any(told == w or told.endswith(f".{w}") for w in wanted if w)
    return bool(told) and told in wanted


def keep(lead: Lead, choice: Choice, *, now: datetime) -> Assignment:
    """Write down why a lead was given to its owner."""
    return Assignment.objects.create(
        lead=lead,
        owner=choice.owner,
        rule=choice.rule,
        in_turn=choice.in_turn,
        why=choice.why[:300],
        at=now,
    )


def take_over(lead: Lead, *, by: User, reason: str, now: datetime) -> Assignment:
    """A person takes a lead they may see. What was approved before and has not left is not sent:
    the new owner decides anew. Raises `Refused`."""
    if by.role == User.Role.ADMIN or not by.is_active:
        raise Refused("Only a rep or a manager can have leads.")
    with transaction.atomic():
        held = Lead.objects.visible_to(by).filter(pk=lead.pk).order_by("pk").first()
        if held is None:
            raise Refused("You cannot see this lead any more.")
        held = Lead.objects.select_for_update(no_key=True).get(pk=lead.pk)
        if held.owner_id == by.pk:
            raise Refused("This lead is yours already.")
        Lead.objects.filter(pk=held.pk).update(owner=by)
        why = f"{by} took over from {held.owner}" + (
            f": {reason.strip()}" if reason.strip() else "."
        )
        return Assignment.objects.create(lead=held, owner=by, why=why[:300], by=by, at=now)


def _has_the_company(domain: str) -> User | None:
    """Whoever has most of a company's people, if they still work here."""
    theirs = Lead.objects.filter(account__domain=domain, owner__is_active=True) if domain else None
    if theirs is None:
        return None
    most = theirs.values("owner").annotate(n=Count("pk")).order_by("-n", "owner").first()
    return User.objects.get(pk=most["owner"]) if most else None


def _in_turn(rule: RoutingRule, *, now: datetime) -> User | None:
    """The owner who waited longest and has room; None when nobody has."""
    with connection.cursor() as cursor:  # two at once are two turns; held until the end of both
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TURNS, rule.pk])
    owners = [one for one in rule.owners.all() if one.is_active and one.role != User.Role.ADMIN]
    given = Assignment.objects.filter(rule=rule)
    last = dict(given.values_list("in_turn").annotate(at=Max("pk")))
    lately = Counter(given.filter(at__gt=now - WEEK).values_list("in_turn", flat=True))
    room = [o for o in owners if rule.a_week is None or lately[o.pk] < rule.a_week]
    return min(room, key=lambda o: (last.get(o.pk, 0), o.pk), default=None)


def _covered(choice: Choice, desk: Desk, *, now: datetime) -> Choice:
    today = now.date()
    stands_in = {c.user_id: c for c in desk.covers if c.begins <= today <= c.ends}
    owner, why, seen = choice.owner, choice.why, {choice.owner.pk}
    for _ in range(MOST_STEPS):
        cover = stands_in.get(owner.pk)
        if cover is None or cover.covered_by_id in seen or not cover.covered_by.is_active:
            break
        why = f"{why} {owner} is away until {_day(cover.ends)}; {cover.covered_by} stands in."
        owner = cover.covered_by
        seen.add(owner.pk)
    return Choice(owner, why, choice.rule, choice.in_turn)


def _in_words(rule: RoutingRule, who: Newcomer) -> str:
    if rule.field == RoutingRule.Field.ANYBODY:
        return "The rule for anybody"
    return f"{rule.get_field_display()} {getattr(who, rule.field)}"


def _country(phone: str) -> str:
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.region_code_for_number(number) or ""


def _day(day: date) -> str:
    return f"{day:%-d %B}"


def people() -> Iterable[User]:
    """Who can have leads."""
    return User.objects.filter(is_active=True).exclude(role=User.Role.ADMIN).order_by("name")


def spelled(values: str) -> Sequence[str]:
    """Values of a rule as a person types them, between commas or on lines of their own."""
    return sorted(
        {part.strip().lower() for part in values.replace("\n", ",").split(",") if part.strip()}
    )
