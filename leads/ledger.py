"""The commitments of an account over time: who owes what, by when, and what became of it."""

from __future__ import annotations

import calendar
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from followup.lib.dates import Found, deadline, resolve
from leads.kept import Promise, Spoken, shown_kept
from leads.models import Account, Call, Event, Finding, Lead, LedgerEntry, Passage, Proposal, User
from leads.models.findings import FindingQuerySet

log = logging.getLogger(__name__)
UNSETTLED = (Finding.Status.OPEN, Finding.Status.LATE)
MOST_PROMISES = 500  # open ones of one account that a new call is compared with
MOST_CALLS = 20  # later calls that the promises of a call brought in late are compared with
SAID_ELSEWHERE = "The words that showed it were said on a call with somebody else."
MOST_LINES = 20_000  # of one call; the lead's row is locked while they are compared


class Refused(Exception):
    """Nothing was entered; the text says why, as a rep reads it."""


def enter(
    finding_id: int,
    *,
    by: User,
    status: str,
    note: str = "",
    due: date | None = None,
    now: datetime,
) -> LedgerEntry:
    """A person says what became of a promise, or by when it is due.

    The entry is append-only and moves the promise in the same act. Raises `Refused`, and
    Finding.DoesNotExist for a promise the person may not see.
    """
    if status not in Finding.Status.values:
        raise Refused("Choose open, kept, late or dropped.")
    with transaction.atomic():
        finding = _locked(finding_id, by=by)
        note = note.strip()[:500]
        if finding.status == status and not note and due in (None, finding.due):
            raise Refused("That is what the ledger says already.")
        return LedgerEntry.objects.create(
            finding=finding, status=status, note=note, due=due, by=by, at=now
        )


def answer(proposal_id: int, *, by: User, is_kept: bool, now: datetime) -> Proposal:
    """A person says whether the words of a proposal show the promise kept.

    Raises `Refused` when it was answered already, and Proposal.DoesNotExist for one the person
    may not see.
    """
    with transaction.atomic():
        visible = Proposal.objects.visible_to(by)
        _locked(visible.values_list("finding_id", flat=True).get(pk=proposal_id), by=by)
        proposal = Proposal.objects.select_related("finding", "by").get(pk=proposal_id)
        if proposal.state != Proposal.State.OPEN:
            raise Refused(f"This was {proposal.get_state_display().lower()} by {proposal.by}.")
        proposal.state = Proposal.State.CONFIRMED if is_kept else Proposal.State.DISMISSED
        proposal.by, proposal.at = by, now
        proposal.save(update_fields=["state", "by", "at"])
        if is_kept and proposal.finding.status in UNSETTLED:
            LedgerEntry.objects.create(
                finding=proposal.finding,
                status=Finding.Status.KEPT,
                passage_id=proposal.passage_id,
                by=by,
                at=now,
            )
        return proposal


@dataclass(frozen=True, slots=True)
class Question:
    """What a person has to be asked so that an implied deadline becomes a day. `wants_month`: the
    day follows once it is known in which month the company's fiscal year begins."""

    text: str
    wants_month: bool = False


def question(finding: Finding) -> Question | None:
    """What is not clear about the day a promise is due; None when nothing is, or it is settled."""
    if finding.due or not finding.due_phrase or finding.status not in UNSETTLED:
        return None
    found = _resolved(finding, finding.call.account.fiscal_year_start)
    if found and found.asks and finding.call.account.fiscal_year_start is None:
        in_january = _resolved(finding, 1)
        if in_january and deadline(in_january):
            return Question(f"“{finding.due_phrase}”: {found.asks}", wants_month=True)
    unsaid = f" ({found.asks})" if found and found.asks else ""
    return Question(f"“{finding.due_phrase}” is not a day by itself{unsaid}. Which day is it?")


def name_fiscal_year(account_id: int, *, by: User, month: int, now: datetime) -> int:
    """A person says in which month (1-12) a company's fiscal year begins. Every open promise that
    only waited for it gets its day, entered in the ledger; how many.

    Raises `Refused`, and Account.DoesNotExist for a company the person may not see.
    """
    if not 1 <= month <= 12:
        raise Refused("Choose a month.")
    with transaction.atomic():
        account = Account.objects.visible_to(by).get(pk=account_id)
        if not Account.objects.filter(pk=account.pk, fiscal_year_start=None).update(
            fiscal_year_start=month
        ):
            raise Refused(f"It is known already when the fiscal year of {account.name} begins.")
        waiting = Finding.objects.visible_to(by).promises().filter(due=None, status__in=UNSETTLED)
        waiting = waiting.exclude(due_phrase="").filter(call__account=account)
        leads = waiting.order_by().values("call__lead")
        list(Lead.objects.select_for_update(no_key=True).filter(pk__in=leads).order_by("pk"))
        note = f"The fiscal year begins in {calendar.month_name[month]}."
        entered = 0
        for finding in waiting.select_related("call"):
            without, found = _resolved(finding, None), _resolved(finding, month)
            due = deadline(found) if found and without and without.asks else None
            if due:
                LedgerEntry.objects.create(
                    finding=finding, status=finding.status, note=note, due=due, by=by, at=now
                )
                entered += 1
        return entered


def _resolved(finding: Finding, fiscal_year_start: int | None) -> Found | None:
    call = finding.call
    return resolve(
        finding.due_phrase,
        reference=call.held_at,
        timezone=call.time_zone,
        fiscal_year_start=fiscal_year_start,
        language=call.language,
    )


def propose(call: Call) -> int:
    """Proposals from a call that was just read, both ways: its words about earlier promises, and
    the words of calls held later (and brought in sooner) about its own. Safe to run twice."""
    promises = Finding.objects.promises().filter(call__account=call.account_id)
    earlier = promises.filter(call__held_at__lt=call.held_at)
    made = _propose(earlier, _spoken(call), call.language)
    later = Call.objects.filter(
        account=call.account_id, held_at__gt=call.held_at, state=Call.State.READ
    )
    for one in later.order_by("held_at")[:MOST_CALLS]:
        made += _propose(promises.filter(call=call), _spoken(one), one.language)
    return made


def propose_from_mail(event: Event) -> int:
    """Proposals from a mail of theirs that was received, kept as an event with its passages."""
    if event.lead is None:
        return 0
    promises = Finding.objects.promises().filter(
        call__account=event.lead.account_id, call__held_at__lt=event.occurred_at
    )
    said = [Spoken(p.pk, p.text, "theirs") for p in event.passages.all()]
    languages = promises.order_by().values_list("call__language", flat=True).distinct()
    return sum(_propose(promises, said, language) for language in languages)


def part(call: Call, *, by: User, now: datetime) -> None:
    """A call was moved to another company: what joined its words to promises of the one before is
    undone. Proposals are dismissed, and a promise that such words had closed is open again.

    In the caller's transaction, which holds the leads' rows.
    """
    of_call = Q(finding__call=call) | Q(passage__call=call)
    where = Coalesce("passage__call__account", "passage__event__lead__account")
    apart = Q(said_at__isnull=False) & ~Q(said_at=F("finding__call__account"))
    proposals = Proposal.objects.filter(of_call, state=Proposal.State.OPEN).annotate(said_at=where)
    Proposal.objects.filter(pk__in=proposals.filter(apart).values("pk")).update(
        state=Proposal.State.DISMISSED, by=by, at=now
    )
    closed = LedgerEntry.objects.filter(of_call, status=F("finding__status")).exclude(
        status=Finding.Status.OPEN
    )
    promises = closed.annotate(said_at=where).filter(apart).order_by().values("finding")
    for finding in Finding.objects.filter(pk__in=promises):
        LedgerEntry.objects.create(
            finding=finding, status=Finding.Status.OPEN, note=SAID_ELSEWHERE, by=by, at=now
        )


def _locked(finding_id: int, *, by: User) -> Finding:
    """The promise with its lead's row locked first, as everybody does: a new reading of the call
    waits, or has made its changes."""
    visible = Finding.objects.visible_to(by).promises()
    lead_id = visible.values_list("call__lead_id", flat=True).get(pk=finding_id)
    Lead.objects.select_for_update(no_key=True).get(pk=lead_id)
    return Finding.objects.get(pk=finding_id)


def _spoken(call: Call) -> Iterator[Spoken]:
    passages = Passage.objects.filter(call=call).select_related("participant").order_by("index")
    is_note = call.source == Call.Source.NOTE
    for p in passages[:MOST_LINES].iterator(chunk_size=2000):
        yield Spoken(p.pk, p.text, p.participant.side if p.participant else "", is_note)


def _propose(promises: FindingQuerySet, said: Iterable[Spoken], language: str) -> int:
    asked = Exists(Proposal.objects.filter(finding=OuterRef("pk"), state=Proposal.State.OPEN))
    rows = promises.filter(~asked, status__in=UNSETTLED, call__language=language)
    wanted = [
        Promise(f.pk, f.evidence.all()[0].quote, f.text, f.direction, f.owner)
        for f in rows.order_by("-call__held_at", "pk").prefetch_related("evidence")[:MOST_PROMISES]
    ]
    if not wanted:
        return 0
    try:
        shown = shown_kept(wanted, said, language=language)
    except Exception:  # a fault of ours here must not cost the call its reading
        log.exception("no proposals could be made")
        return 0
    made = Proposal.objects.bulk_create(
        (
            Proposal(finding_id=s.promise, passage_id=s.passage, quote=s.quote, start=s.start)
            for s in shown
        ),
        ignore_conflicts=True,
    )
    return len(made)
