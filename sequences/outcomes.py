"""What became of people, and what was known of them before: the examples to learn from.

An example is a person at a moment: one of three ages after they were first heard of, while they
were a prospect. It knows what was on record at that moment and nothing later; the title, source
and company as the trail says they stood. It is won when they were a customer `HORIZON` after it,
lost when they were not; before that has passed it teaches nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from leads.models import Detail, Lead, Merge, TrailEntry
from leads.scoring import Facts
from leads.scoring.learning import Example
from sequences.acts import Told, newest_form, told_of
from sequences.models import Erasure

HORIZON = timedelta(days=90)
AGES = (timedelta(days=7), timedelta(days=30), timedelta(days=90))
MOST = 5_000  # people; the newest
AT_ONE_TIME = 100
READ = ("title", "industry", "employees")  # what scoring reads that a service may say

Images = dict[int, list[tuple[datetime, dict[str, Any]]]]  # by row, oldest first


def examples(*, now: datetime) -> list[Example]:
    """Everybody of whom is known what became of them, at each moment looked at."""
    gone = Merge.objects.filter(undone_at=None).values("lead")
    known = Lead.objects.filter(created_at__lte=now - HORIZON - AGES[0]).exclude(pk__in=gone)
    people = known.exclude(pk__in=Erasure.objects.values("lead_number")).order_by("-pk")[:MOST]
    found: list[Example] = []
    numbers = list(people.values_list("pk", flat=True))
    for start in range(0, len(numbers), AT_ONE_TIME):
        some = Lead.objects.filter(pk__in=numbers[start : start + AT_ONE_TIME])
        found.extend(_of(list(some.order_by("-pk")), now=now))
    return found


def _of(people: Sequence[Lead], *, now: datetime) -> Iterable[Example]:
    told = told_of(people)
    stood = _images("leads_lead", [lead.pk for lead in people])
    companies = {row["account_id"] for rows in stood.values() for _, row in rows}
    company_stood = _images("leads_account", companies)
    details = _details(people, companies)
    for lead in people:
        heard = min((one.known_at for one in told[lead.pk]), default=None)
        if heard is None:
            continue
        for at in (heard + age for age in AGES if heard + age + HORIZON <= now):
            was = _at(stood[lead.pk], at)
            if was.get("stage") != Lead.Stage.PROSPECT:
                continue
            company = _at(company_stood[was["account_id"]], at)
            said = [*details[lead.pk, None], *details[None, was["account_id"]]]
            facts = _facts(was, company, said, told[lead.pk], at=at)
            won = _at(stood[lead.pk], at + HORIZON).get("stage") == Lead.Stage.CUSTOMER
            yield Example(facts, at, won, lead.pk)


def _facts(
    was: dict[str, Any],
    company: dict[str, Any],
    details: Iterable[Detail],
    told: Iterable[Told],
    *,
    at: datetime,
) -> Facts:
    known = [one for one in told if one.known_at <= at and one.act.at <= at]
    ranked = sorted(details, key=lambda one: Detail.RANK.index(one.kind), reverse=True)
    by_service = {one.field: one.value for one in ranked if one.at <= at}
    asked, answered = newest_form(known)
    employees = company.get("employees") or by_service.get("employees")
    return Facts(
        title=was.get("title") or by_service.get("title", ""),
        employees=int(employees) if employees else None,
        industry=company.get("industry") or by_service.get("industry", ""),
        source=was.get("source") or "",
        asked=asked,
        answered=answered,
        acts=[one.act for one in known],
    )


def _images(table: str, numbers: Iterable[int]) -> Images:
    """How rows stood from when on, as the trail kept it."""
    found: Images = defaultdict(list)
    rows = TrailEntry.objects.filter(table=table, row_id__in=numbers).order_by("at", "pk")
    for number, at, row in rows.values_list("row_id", "at", "row").iterator():
        found[number].append((at, row))
    return found


def _at(images: Sequence[tuple[datetime, dict[str, Any]]], moment: datetime) -> dict[str, Any]:
    """How the row stood at a moment; empty before it was there."""
    place = bisect_right(images, moment, key=lambda image: image[0])
    return images[place - 1][1] if place else {}


def _details(
    people: Sequence[Lead], companies: Iterable[int]
) -> dict[tuple[int | None, int | None], list[Detail]]:
    """What outside services say, with the day. What others say stands in the columns."""
    found: dict[tuple[int | None, int | None], list[Detail]] = defaultdict(list)
    rows = Detail.objects.filter(field__in=READ).exclude(kind__in=Detail.OURS)
    for row in (*rows.filter(lead__in=people), *rows.filter(account__in=companies)):
        found[row.lead_id, row.account_id].append(row)
    return found
