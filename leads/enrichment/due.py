"""Who is asked about: people lately heard of, of whom something is unknown, and their companies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from leads.domains import company_domain
from leads.enriching import Question
from leads.models import Account, Call, Enricher, Event, Lead, Lookup
from leads.models.accounts import LeadQuerySet

HEARD = timedelta(days=30)
MOST = 50  # people, and companies, in one run


def ready(*, now: datetime) -> QuerySet[Enricher]:
    """Services that may be asked now: switched on or tried out, and neither stopped, quiet nor
    being asked by another worker."""
    trials = _trials(now=now).filter(enricher=OuterRef("pk"))
    free = Enricher.objects.filter(quiet_until__lte=now, busy_until__lte=now)
    return free.filter(Q(is_on=True, stopped_why="") | Exists(trials)).order_by("pk")


def due(enricher: Enricher, *, now: datetime) -> Iterator[Lookup]:
    """What a service may be asked: trials, the newest people, companies. New rows are not saved."""
    yield from _trials(now=now).filter(enricher=enricher)
    if not enricher.works:
        return
    asked = Lookup.objects.filter(enricher=enricher, retry_at__gt=now)
    if enricher.asks_people:
        unknown = Q(title="") | Q(account__industry="") | Q(account__employees=None)
        fresh = Exists(asked.filter(lead=OuterRef("pk")))
        for lead in heard(now=now).filter(unknown).exclude(fresh).order_by("-pk")[:MOST]:
            yield Lookup(enricher=enricher, lead=lead)
    if enricher.kind == Enricher.Kind.APOLLO or not enricher.asks_people:
        unknown = Q(industry="") | Q(employees=None) | Q(country="")
        fresh = Exists(asked.filter(account=OuterRef("pk")))
        theirs = Exists(heard(now=now).filter(account=OuterRef("pk")))
        companies = Account.objects.filter(unknown, theirs, domain__isnull=False).exclude(fresh)
        for account in companies.order_by("-pk")[:MOST]:
            yield Lookup(enricher=enricher, account=account)


def heard(*, now: datetime) -> LeadQuerySet:
    """People who may be asked about: they did something lately, and nobody is to leave them be."""
    since = now - HEARD
    events = Event.objects.filter(lead=OuterRef("pk"), occurred_at__gte=since)
    calls = Call.objects.filter(lead=OuterRef("pk"), held_at__gte=since)
    people = Lead.objects.filter(suppressed_at=None).exclude(stage=Lead.Stage.CLOSED)
    return people.filter(Exists(events) | Exists(calls)).select_related("account")


def question(lookup: Lookup) -> Question | None:
    """All that leaves the house; None where there is nothing to ask with. Free mail is nobody's
    company."""
    if lookup.account is not None:
        domain = company_domain(f"x@{lookup.account.domain}")
        return Question(domain=domain) if domain else None
    address = lookup.address or (lookup.lead.email if lookup.lead else "")
    email = address if lookup.enricher.asks_people else ""
    domain = company_domain(address) or ""
    return Question(email, domain) if email or domain else None


def _trials(*, now: datetime) -> QuerySet[Lookup]:
    waiting = Lookup.objects.filter(state=Lookup.State.WAITING, retry_at__lte=now)
    return waiting.exclude(address="").select_related("enricher")
