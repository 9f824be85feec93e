"""One company's ledger as one person sees it: filtered, searched, one page at a time."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q

from leads import ledger
from leads.models import Account, Evidence, Finding, LedgerEntry, Proposal, User
from leads.models.findings import FindingQuerySet, overdue

PAGE = 50
DIRECTIONS = {"ours": "We owe", "theirs": "They owe"}
STATUSES = {
    "open": "Open",
    "late": "Late",
    "kept": "Kept",
    "dropped": "Dropped",
    "all": "All",
}
MONTHS = {str(number): calendar.month_name[number] for number in range(1, 13)}
DUE = {"past": "Due before today", "week": "Due within a week", "none": "No day named"}


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks for; anything it cannot be is left at its default."""

    direction: str = ""
    status: str = "open"
    due: str = ""
    search: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One promise, how it stands today, and what a person has to be asked about its day."""

    promise: Finding
    standing: str
    asks: ledger.Question | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """One page of the ledger. `counts` has the number of promises for each status."""

    rows: Sequence[Row]
    counts: Mapping[str, int]
    proposals: Sequence[Proposal]
    has_more: bool


def choice(given: Mapping[str, str]) -> Choice:
    """A person's filters from a query string. Never raises."""
    page = given.get("page", "")
    return Choice(
        direction=given.get("direction", "") if given.get("direction") in DIRECTIONS else "",
        status=given["status"] if given.get("status") in STATUSES else "open",
        due=given["due"] if given.get("due") in DUE else "",
        search=given.get("q", "").replace("\x00", "").strip()[:100],
        page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 5 else 1,
    )


def of(account: Account, *, user: User, chosen: Choice, today: date) -> Ledger:
    """The account's promises in calls the person may see. The number of queries is constant."""
    promises = Finding.objects.visible_to(user).promises().filter(call__account=account)
    start = (max(1, chosen.page) - 1) * PAGE
    found = list(_walked(_filtered(promises, chosen, today=today))[start : start + PAGE + 1])
    rows = [Row(f, f.standing(today=today), ledger.question(f)) for f in found[:PAGE]]
    proposals = (
        Proposal.objects.visible_to(user)
        .waiting()
        .filter(finding__call__account=account)
        .select_related("passage__participant", "passage__call", "finding__call")
        .order_by("-created_at", "-pk")
    )
    return Ledger(
        rows=rows,
        counts=_counts(promises, today=today),
        proposals=list(proposals[:PAGE]),
        has_more=len(found) > PAGE,
    )


def _filtered(promises: FindingQuerySet, chosen: Choice, *, today: date) -> FindingQuerySet:
    promises = promises.filter(_standing(today)[chosen.status])
    if chosen.direction:
        promises = promises.filter(direction=chosen.direction)
    if chosen.due == "past":
        promises = promises.filter(due__lt=today)
    elif chosen.due == "week":
        promises = promises.filter(due__range=(today, today + timedelta(days=7)))
    elif chosen.due == "none":
        promises = promises.filter(due__isnull=True)
    if chosen.search:
        quoted = Evidence.objects.filter(finding=OuterRef("pk"), quote__icontains=chosen.search)
        promises = promises.filter(
            Q(text__icontains=chosen.search) | Q(owner__icontains=chosen.search) | Exists(quoted)
        )
    return promises


def _walked(promises: FindingQuerySet) -> FindingQuerySet:
    evidence = Evidence.objects.select_related("passage__participant")
    entries = LedgerEntry.objects.select_related("by", "passage__call")
    return (
        promises.select_related("call__account", "call__lead", "due_by")
        .prefetch_related(Prefetch("evidence", evidence), Prefetch("entries", entries))
        .order_by(F("due").asc(nulls_last=True), "-call__held_at", "position", "pk")
    )


def _counts(promises: FindingQuerySet, *, today: date) -> dict[str, int]:
    wanted = _standing(today).items()
    return promises.order_by().aggregate(**{k: Count("pk", filter=q) for k, q in wanted})


def _standing(today: date) -> dict[str, Q]:
    return {
        "open": Q(status__in=[Finding.Status.OPEN, Finding.Status.LATE]),
        "late": Q(status=Finding.Status.LATE) | overdue(today=today),
        "kept": Q(status=Finding.Status.KEPT),
        "dropped": Q(status=Finding.Status.DROPPED),
        "all": Q(pk__isnull=False),
    }
