"""Asking, in the worker: one service at a time, for a few seconds. Nothing waits for it.

A question is written down before it is asked, counted before it is sent, and not repeated while
its answer is fresh. What comes back is kept beside what we know (`leads.details`), never in its
place.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from followup.lib.sealing import Unreadable
from leads import details, enriching
from leads.domains import company_domain, is_within
from leads.enriching import Facts, NotNow, Question, Refused, Service, Unanswerable
from leads.enriching.apollo import HEADER
from leads.enrichment.budget import spend
from leads.enrichment.due import due, question, ready
from leads.models import Enricher, EnricherKey, Lead, Lookup
from leads.models.enrichment import ACCOUNT_FIELDS
from leads.signals import details_arrived

LEASE = timedelta(minutes=2)
SECONDS = 20.0  # that one run may take from the worker, and one more answer
MOST_ATTEMPTS = 5
AWAY, LONGEST_AWAY = timedelta(minutes=1), timedelta(hours=6)
UNASKED = "Nobody is asked about this address: it wants no mail, or is of no company."
SPENT = "The budget is spent. Raise it, or wait."
IsListed = Callable[[str], bool]


def run(*, now: datetime, is_listed: IsListed) -> list[Enricher]:
    """Ask every service that may be asked; returns those that refuse us from now on.

    `is_listed` says whether an address may not be written to: nobody is asked about it either.
    """
    stopped = []
    for enricher in ready(now=now):
        free = Enricher.objects.filter(pk=enricher.pk, busy_until__lte=now)
        if not free.update(busy_until=now + LEASE):
            continue
        try:
            why = _ask_for_a_while(enricher, now=now, is_listed=is_listed)[:300]
            if why and enricher.works:
                _update(enricher, stopped_why=why, problem=why, problem_at=now)
                stopped.append(enricher)
        finally:
            _update(enricher, busy_until=now)
    return stopped


def _ask_for_a_while(enricher: Enricher, *, now: datetime, is_listed: IsListed) -> str:
    """Why an admin has to do something; '' when nobody has to."""
    try:
        service = _service(enricher)
    except Unreadable as unreadable:
        return str(unreadable)
    until = time.monotonic() + SECONDS
    for lookup in due(enricher, now=now):
        if time.monotonic() > until:
            break
        about = question(lookup)
        if about is None or (about.email and is_listed(about.email)):
            _answer_trial(lookup, UNASKED, now=now)
            continue
        if not _write_down(lookup, now=now):
            _answer_trial(lookup, SPENT, now=now)
            break
        try:
            found = enriching.ask(enricher.kind, service, about)
        except NotNow as later:
            _later(lookup, later, now=now)
            break
        except Refused as refused:
            _again(lookup, str(refused), now=now)
            return str(refused)
        except Unanswerable as problem:
            _settle(lookup, Lookup.State.FAILED, now=now, problem=str(problem)[:300])
            _update(enricher, problem=str(problem)[:300], problem_at=now)
        else:
            _keep(lookup, about, found, now=now)
            _update(enricher, failures=0)
    return ""


def _service(enricher: Enricher) -> Service:
    key = EnricherKey.objects.filter(enricher=enricher).first()
    is_apollo = enricher.kind == Enricher.Kind.APOLLO
    return Service(
        url=settings.APOLLO_URL if is_apollo else enricher.url,
        key=key.key if key else "",
        header=HEADER if is_apollo else enricher.header or "Authorization",
        inside=settings.INSIDE_HOSTS,
    )


def _write_down(lookup: Lookup, *, now: datetime) -> bool:
    """Keep the question and take it from the budget, both or neither. False: it is spent.

    The database refuses a question about somebody whom nobody may write to.
    """
    with transaction.atomic():
        if not lookup.address:
            kept, _ = Lookup.objects.get_or_create(
                enricher=lookup.enricher, lead=lookup.lead, account=lookup.account, address=""
            )
            lookup.pk, lookup.attempts = kept.pk, kept.attempts
        lookup.attempts += 1
        Lookup.objects.filter(pk=lookup.pk).update(
            state=Lookup.State.WAITING,
            attempts=lookup.attempts,
            answered_at=None,
            retry_at=now + LEASE,
        )
        if spend(lookup.enricher, now=now, is_trial=bool(lookup.address)):
            return True
        transaction.set_rollback(True)
        return False


def _keep(lookup: Lookup, about: Question, found: Facts, *, now: datetime) -> None:
    """Write down what was said, of whoever it was asked about."""
    values, enricher = found.told(), lookup.enricher
    state = Lookup.State.FOUND if values else Lookup.State.NOTHING
    word = details.Word(enricher.kind, enricher.name, now)
    with transaction.atomic():
        if lookup.lead is not None:
            lead = Lead.objects.select_for_update(no_key=True).get(pk=lookup.lead.pk)
            if lead.suppressed_at or not _is_about(
                lead, about
            ):  # erased, or left be, while the service was thinking
                values, state = {}, Lookup.State.NOTHING
            if not _is_their_company(lead, about):
                values = {k: v for k, v in values.items() if k not in ACCOUNT_FIELDS}
            if details.told(lead, values, word):
                details_arrived.send(sender=Lead, lead=lead)
            if lead.account.domain and values.keys() & set(ACCOUNT_FIELDS):
                company, _ = Lookup.objects.get_or_create(enricher=enricher, account=lead.account)
                _settle(company, Lookup.State.FOUND, now=now)
        elif lookup.account is not None:
            details.told(lookup.account, values, word)
        _settle(lookup, state, now=now, answer=values if lookup.address else {})


def _is_about(lead: Lead, about: Question) -> bool:
    return lead.email == about.email or (not about.email and lead.email.endswith(about.domain))


def _is_their_company(lead: Lead, about: Question) -> bool:
    """Whether what is said of the address's company is said of the lead's."""
    own = lead.account.domain
    if not about.domain or not company_domain(lead.email):
        return False
    return (
        own is None
        or is_within(about.domain, frozenset({own}))
        or is_within(own, frozenset({about.domain}))
    )


def _settle(
    lookup: Lookup,
    state: str,
    *,
    now: datetime,
    problem: str = "",
    answer: dict[str, str] | None = None,
) -> None:
    """Asked again when the answer is no longer fresh, “nothing known” included."""
    Lookup.objects.filter(pk=lookup.pk).update(
        state=state,
        problem=problem,
        answer=answer or {},
        attempts=0,
        answered_at=now,
        retry_at=now + timedelta(days=lookup.enricher.keep_days),
    )


def _again(lookup: Lookup, why: str, *, now: datetime) -> None:
    """Asked once more when an admin has mended what was wrong; a trial has its answer."""
    if not _answer_trial(lookup, why, now=now):
        Lookup.objects.filter(pk=lookup.pk).update(retry_at=now, attempts=0, problem=why[:300])


def _answer_trial(lookup: Lookup, why: str, *, now: datetime) -> bool:
    """Somebody looks at the page and waits: say why there is no answer. False: it is no trial."""
    if lookup.address:
        _settle(lookup, Lookup.State.FAILED, now=now, problem=why[:300])
    return bool(lookup.address)


def _later(lookup: Lookup, why: NotNow, *, now: datetime) -> None:
    """The service is left alone for a while, longer each time. The next question is another
    one, so that a single one it stumbles over does not hold up the rest."""
    enricher, said = lookup.enricher, str(why)[:300]
    wait = min(max(AWAY * 3**enricher.failures, timedelta(seconds=why.wait)), LONGEST_AWAY)
    failures = min(enricher.failures + 1, 9)
    _update(enricher, failures=failures, quiet_until=now + wait, problem=said, problem_at=now)
    if _answer_trial(lookup, said, now=now):
        return
    if lookup.attempts >= MOST_ATTEMPTS:
        _settle(lookup, Lookup.State.FAILED, now=now, problem=said)
        return
    Lookup.objects.filter(pk=lookup.pk).update(retry_at=now + wait + AWAY, problem=said)


def _update(enricher: Enricher, **fields: object) -> None:
    for name, value in fields.items():
        setattr(enricher, name, value)
    Enricher.objects.filter(pk=enricher.pk).update(**fields)
