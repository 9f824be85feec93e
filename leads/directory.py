"""The companies one person has to do with, each with what stands open between us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from leads.models import Account, Call, Finding, Lead, User
from leads.models.findings import overdue

PAGE = 50


@dataclass(frozen=True, slots=True)
class Directory:
    """One page of companies. Each has `seen` (its people), `last_call`, `open` and `late`."""

    companies: Sequence[Account]
    has_more: bool


def companies(*, user: User, search: str = "", page: int = 1, today: date) -> Directory:
    """The companies of the leads a person may see, the latest call first. Three queries."""
    people = Lead.objects.visible_to(user).order_by("name")
    found = Account.objects.visible_to(user)
    if search:
        named = people.filter(Q(name__icontains=search) | Q(email__icontains=search))
        of_company = Exists(named.filter(account=OuterRef("pk")))
        found = found.filter(Q(name__icontains=search) | of_company)
    promises = Finding.objects.visible_to(user).promises()
    still_open = promises.filter(status__in=[Finding.Status.OPEN, Finding.Status.LATE])
    late = promises.filter(Q(status=Finding.Status.LATE) | overdue(today=today))
    calls = Call.objects.visible_to(user).filter(account=OuterRef("pk")).order_by()
    start = (max(1, page) - 1) * PAGE
    rows = list(
        found.annotate(
            last_call=Subquery(calls.values("account").annotate(n=Max("held_at")).values("n")),
            open=_number(still_open),
            late=_number(late),
        )
        .prefetch_related(Prefetch("leads", people, to_attr="seen"))
        .order_by(F("last_call").desc(nulls_last=True), "name", "pk")[start : start + PAGE + 1]
    )
    return Directory(rows[:PAGE], len(rows) > PAGE)


def _number(promises: QuerySet[Finding]) -> Coalesce:
    of_company = promises.filter(call__account=OuterRef("pk")).order_by().values("call__account")
    counted = Subquery(of_company.annotate(n=Count("pk")).values("n"), IntegerField())
    return Coalesce(counted, 0)
