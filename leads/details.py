"""What is known of a person and their company, with who says so and since when.

A person here counts before what they told us, that before a list or another system, that before
an outside service. The first three also stand in the lead's and the account's own columns, from
which mails are written; what a service says stands here alone, for scoring, routing, conditions
and choosing from the library: no mail can restate it (docs/enrichment.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, Q

from leads.enriching.schema import SENIORITIES, facts
from leads.models import Account, Detail, Lead, User
from leads.models.enrichment import ACCOUNT_FIELDS, LEAD_FIELDS
from leads.signals import details_arrived

LABELS = {
    "title": "Job title",
    "seniority": "Seniority",
    "phone": "Phone",
    "country": "Their country",
    "industry": "Industry",
    "employees": "People",
    "company_country": "Company’s country",
}
# Where the first-party word of a field stands; seniority has no column.
_LEAD_COLUMNS = {"title": "title", "phone": "phone", "country": "country"}
_ACCOUNT_COLUMNS = {
    "industry": "industry",
    "employees": "employees",
    "company_country": "country",
}
IN_MAILS = frozenset({"title", "industry"})  # what templates can say of somebody
BEFORE = Detail.Kind.TOLD  # how a column counts of which nobody wrote down who said it


class Word(NamedTuple):
    """Who says something, and when."""

    kind: str
    source: str
    at: datetime
    by: User | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One field as it counts now. `others`: who says something else."""

    name: str
    value: str = ""
    kind: str = ""
    source: str = ""
    at: datetime | None = None
    others: tuple[Fact, ...] = ()

    @property
    def label(self) -> str:
        return LABELS[self.name]

    @property
    def shown(self) -> str:
        return shown(self.name, self.value)

    @property
    def is_ours(self) -> bool:
        """Whether it is first-party: a mail may say it."""
        return self.kind in Detail.OURS


@dataclass(frozen=True, slots=True)
class Known:
    """Everything known of one person and their company, by field."""

    facts: Mapping[str, Fact] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.facts[name].value

    @property
    def employees(self) -> int | None:
        return int(self["employees"]) if self["employees"] else None


def shown(name: str, value: str) -> str:
    """A value as people read it."""
    if name == "seniority":
        return SENIORITIES.get(value, value)
    return f"{int(value):,}" if name == "employees" and value else value


def of(lead: Lead) -> Known:
    """What is known of one lead. Wants the account selected."""
    return known([lead])[lead.pk]


def known(leads: Iterable[Lead]) -> dict[int, Known]:
    """The same for many, by lead, in one query. Wants each lead's account selected."""
    people = list(leads)
    rows = Detail.objects.filter(
        Q(lead__in=people) | Q(account__in={lead.account_id for lead in people})
    )
    of_lead: defaultdict[tuple[int | None, str], list[Detail]] = defaultdict(list)
    of_account: defaultdict[tuple[int | None, str], list[Detail]] = defaultdict(list)
    for row in rows:
        (of_lead if row.lead_id else of_account)[row.lead_id or row.account_id, row.field].append(
            row
        )
    return {
        lead.pk: Known(
            {name: _fact(name, lead, of_lead[lead.pk, name]) for name in LEAD_FIELDS}
            | {
                name: _fact(name, lead.account, of_account[lead.account_id, name])
                for name in ACCOUNT_FIELDS
            }
        )
        for lead in people
    }


def of_company(account: Account) -> dict[str, str]:
    """What is known of a company alone, by field."""
    rows: defaultdict[str, list[Detail]] = defaultdict(list)
    for row in Detail.objects.filter(account=account):
        rows[row.field].append(row)
    return {name: _fact(name, account, rows[name]).value for name in ACCOUNT_FIELDS}


def said(lead: Lead, given: Mapping[str, str], *, by: User, now: datetime) -> list[str]:
    """A person corrects what is known; an empty value says that nobody knows. The fields that
    changed. Raises ValueError, in words, for a value that cannot be."""
    checked = facts(given).told()
    for name, value in given.items():
        if value.strip() and name not in checked:
            raise ValueError(f"{LABELS[name]}: “{value.strip()[:60]}” cannot be read.")
    values = {name: checked.get(name, "") for name in given}
    with transaction.atomic():
        changed = _write([(lead, values)], Word(Detail.Kind.PERSON, by.name, now, by))
        if IN_MAILS & set(changed):  # drafts that say otherwise are stale
            Lead.objects.filter(pk=lead.pk).update(record_epoch=F("record_epoch") + 1)
        details_arrived.send(sender=Lead, lead=lead)
    return changed


def told(about: Lead | Account, given: Mapping[str, Any], word: Word) -> list[str]:
    """What somebody outside says of a lead and their company, or of a company alone: they
    themselves, a list, a service.

    In the caller's transaction. Values that cannot be are left out. Returns the fields of which
    something new was written down.
    """
    return told_of_many([(about, given)], word)


def told_of_many(
    given: Iterable[tuple[Lead | Account, Mapping[str, Any]]], word: Word
) -> list[str]:
    """The same of many at once, in the same few statements."""
    checked = [(about, values) for about, one in given if (values := facts(one).told())]
    return _write(checked, word) if checked else []


def _write(given: Sequence[tuple[Lead | Account, Mapping[str, str]]], word: Word) -> list[str]:
    whom = [about.pk for about, _ in given if isinstance(about, Lead)]
    leads = Lead.objects.select_for_update(no_key=True).order_by("pk").in_bulk(whom)  # the one lock
    # A company only where something is said of it: many are told about its people at once.
    firms = {
        leads[about.pk].account_id if isinstance(about, Lead) else about.pk
        for about, values in given
        if values.keys() & set(ACCOUNT_FIELDS)
    }
    accounts = Account.objects.select_for_update(no_key=True).order_by("pk").in_bulk(firms)
    kept: defaultdict[tuple[str, int], list[Detail]] = defaultdict(list)
    for row in Detail.objects.filter(Q(lead__in=leads) | Q(account__in=accounts)):
        kept[row.field, row.lead_id or row.account_id or 0].append(row)
    pages: dict[int, _Page] = {}
    for about, values in given:
        lead = leads[about.pk] if isinstance(about, Lead) else None
        account = accounts.get(lead.account_id if lead else about.pk)
        for one, names in ((lead, LEAD_FIELDS), (account, ACCOUNT_FIELDS)):
            if one is None:
                continue
            page = pages.setdefault(id(one), _Page(one))
            for name in names:
                if name in values:
                    page.take(name, values[name], word, kept[name, one.pk])
    _save(pages.values())
    return list(dict.fromkeys(name for page in pages.values() for name in page.changed))


@dataclass(slots=True)
class _Page:
    """What is to be written of one person or one company."""

    about: Lead | Account
    columns: set[str] = field(default_factory=set)
    rows: dict[str, Detail] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)

    def take(self, name: str, value: str, word: Word, known: list[Detail]) -> None:
        """Of a field one source's newest word; the column follows."""
        if word.kind in Detail.OURS and name in _columns(self.about):
            self.columns |= _moved(self.about, name, value, word, known)
        row = next((one for one in known if one.kind == word.kind), None)
        if row is not None and (row.at, row.value) >= (word.at, value):
            return  # told late: the same end in whatever order
        if row is None or row.value != value:
            self.changed.append(name)
        if row is None:
            row = Detail(field=name, kind=word.kind)
            row.lead = self.about if isinstance(self.about, Lead) else None
            row.account = self.about if isinstance(self.about, Account) else None
            known.append(row)
        row.value, row.source, row.at, row.by = value, word.source[:60], word.at, word.by
        self.rows[name] = row


def _save(pages: Collection[_Page]) -> None:
    rows = [row for page in pages for row in page.rows.values()]
    fresh, old = [r for r in rows if r.pk is None], [r for r in rows if r.pk is not None]
    Detail.objects.bulk_create(fresh)
    Detail.objects.bulk_update(old, ["value", "source", "at", "by"], batch_size=500)
    leads = [page.about for page in pages if page.columns and isinstance(page.about, Lead)]
    Lead.objects.bulk_update(leads, sorted(_LEAD_COLUMNS.values()), batch_size=500)
    firms = [page.about for page in pages if page.columns and isinstance(page.about, Account)]
    Account.objects.bulk_update(firms, sorted(_ACCOUNT_COLUMNS.values()), batch_size=500)


def _moved(
    about: Lead | Account, name: str, value: str, word: Word, rows: list[Detail]
) -> set[str]:
    """Let the column follow, unless what stands in it counts more; which column, if any."""
    holder = _fact(name, about, [row for row in rows if row.kind in Detail.OURS])
    if holder.at is not None:  # somebody's word, “nobody knows” included
        rank, before = Detail.RANK.index(word.kind), Detail.RANK.index(holder.kind)
        is_older = (holder.at, holder.value) > (word.at, value)
        if rank > before or (rank == before and is_older):
            return set()
    column = _columns(about)[name]
    stored = (int(value) if value else None) if name == "employees" else value
    if getattr(about, column) == stored:
        return set()
    setattr(about, column, stored)
    return {column}


def _fact(name: str, about: Lead | Account, rows: list[Detail]) -> Fact:
    """The word that counts among these of one field."""
    rows = sorted(rows, key=lambda row: Detail.RANK.index(row.kind))
    columns = _columns(about)
    column = getattr(about, columns[name]) if name in columns else None
    value = "" if column is None else str(column)
    if name not in columns or not value:
        # a person's “nobody knows” counts as well, and holds against every service
        best = next((r for r in rows if name not in columns or _holds_alone(r)), None)
    else:
        best = next((r for r in rows if r.value == value and r.kind in Detail.OURS), None)
        if best is None:
            since = about.created_at
            source = (about.source if isinstance(about, Lead) else "") or "the record"
            return Fact(name, value, BEFORE, source, since, _others(rows, value))
    if best is None:
        return Fact(name)
    others = _others(rows, best.value)
    return Fact(name, best.value, best.kind, best.source, best.at, others)


def _others(rows: Iterable[Detail], value: str) -> tuple[Fact, ...]:
    """Who says something else than what counts."""
    found = (row for row in rows if row.value not in {value, ""})
    return tuple(Fact(r.field, r.value, r.kind, r.source, r.at) for r in found)


def _columns(about: Lead | Account) -> Mapping[str, str]:
    return _LEAD_COLUMNS if isinstance(about, Lead) else _ACCOUNT_COLUMNS


def _holds_alone(row: Detail) -> bool:
    """Whether a row counts where the column is empty: a service's, or a person's that says so."""
    return row.kind not in Detail.OURS or (row.kind == Detail.Kind.PERSON and not row.value)
