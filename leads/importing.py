"""People from a file: which column is what, what would happen, and then doing it.

Who is only listed gets no sequence: they gave us nothing, so there is no record to write from.
Who wrote to us, by the file, is an event like any other and is answered.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import transaction
from django.utils.dateparse import parse_datetime

from leads import details, identity, intake, routing
from leads.models import Detail, Identifier, Lead, Source, User
from leads.sources import Answer, Incoming, Person
from leads.sources.schema import FORM

LARGEST = 5 * 1024 * 1024
MOST_ROWS = 5_000
FIELDS = {
    "": "Leave out",
    "email": "E-mail",
    "name": "Name",
    "first": "First name",
    "last": "Last name",
    "company": "Company",
    "title": "Job title",
    "phone": "Phone",
    "time_zone": "Time zone",
    "seniority": "Seniority",
    "industry": "Industry",
    "employees": "People in the company",
    "company_country": "Company’s country",
    "wrote": "What they wrote to us",
    "at": "When they wrote",
}
DETAILS = ("title", "seniority", "industry", "employees", "company_country")
_WORDS = {
    "email": {"email", "e-mail", "mail", "email address", "work email", "e-mail address"},
    "name": {"name", "full name", "contact", "contact name"},
    "first": {"first name", "firstname", "first", "given name"},
    "last": {"last name", "lastname", "last", "surname", "family name"},
    "company": {"company", "company name", "account", "organisation", "organization"},
    "title": {"title", "job title", "position", "role"},
    "phone": {"phone", "phone number", "mobile", "telephone", "mobile phone"},
    "time_zone": {"time zone", "timezone"},
    "seniority": {"seniority", "seniority level", "level"},
    "industry": {"industry", "sector", "branch"},
    "employees": {"employees", "company size", "headcount", "number of employees", "size"},
    "company_country": {"country", "company country"},
    "wrote": {"message", "comment", "comments", "what they wrote", "question", "enquiry"},
    "at": {"date", "submitted at", "created at", "when", "submitted"},
}


class Unreadable(ValueError):
    """The file cannot be read; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file as rows of cells; the first line is the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file. `problem` says why it cannot be brought in; `details` is what it
    says of the person and the company."""

    line: int
    cells: tuple[str, ...]
    told: Incoming | None = None
    problem: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Report:
    """What a file comes to."""

    new: list[Row] = field(default_factory=list)
    known: list[Row] = field(default_factory=list)
    wrong: list[Row] = field(default_factory=list)
    wrote: int = 0


def table(data: bytes) -> Table:
    """CSV with commas, semicolons or tabs, UTF-8 or Windows' own. Raises `Unreadable`."""
    if len(data) > LARGEST:
        raise Unreadable(f"The file is larger than {LARGEST // 2**20} MB. Split it.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "\0" in text:
        raise Unreadable("This is no text. Save the sheet as CSV and choose that file.")
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:20_000], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = [tuple(c.strip() for c in row) for row in csv.reader(io.StringIO(text), dialect)]
    except csv.Error as error:
        raise Unreadable(f"This is no CSV: {error}") from error
    rows = [row for row in rows if any(row)]
    if len(rows) < 2:
        raise Unreadable("There are no rows below the header. Is it the right file?")
    if len(rows) > MOST_ROWS + 1:
        raise Unreadable(f"{len(rows) - 1:,} rows; at most {MOST_ROWS:,} at once. Split the file.")
    return Table(rows[0], tuple(rows[1:]))


def propose(header: Iterable[str]) -> list[str]:
    """For each column what it most likely holds; no field twice."""
    taken: set[str] = set()
    found = []
    for title in header:
        plain = title.casefold().replace("_", " ").strip()
        name = next((n for n, words in _WORDS.items() if plain in words and n not in taken), "")
        taken.add(name)
        found.append(name)
    return found


def check(of: Table, mapping: Sequence[str], *, now: datetime) -> Report:
    """What would happen, with nothing changed. Lines that name one address twice are one."""
    report, seen = Report(), set[str]()
    rows = list(_rows(of, mapping, now=now))
    addresses = {r.told.identifiers["email"] for r in rows if r.told}
    plain = addresses | {identity.mailbox(a) for a in addresses}
    there = set(Lead.objects.filter(email__in=plain).values_list("email", flat=True))
    alias = Identifier.objects.filter(kind="email", value__in=plain)
    there |= set(alias.values_list("value", flat=True))
    for row in rows:
        if row.told is None:
            report.wrong.append(row)
            continue
        address = row.told.identifiers["email"]
        box = identity.mailbox(address)
        if box in seen:
            report.wrong.append(Row(row.line, row.cells, None, "The same person stands above."))
            continue
        seen.add(box)
        (report.known if {address, box} & there else report.new).append(row)
        report.wrote += bool(row.told.answers)
    return report


def bring_in(of: Table, mapping: Sequence[str], *, name: str, owner: User, now: datetime) -> Report:
    """Do what `check` says, all or nothing. Of who is known, only what was empty is filled in;
    what they wrote is added. Safe to run twice."""
    with transaction.atomic():
        report = check(of, mapping, now=now)
        source, _ = Source.objects.get_or_create(
            name__iexact=name, kind=Source.Kind.FILE, defaults={"name": name, "owner": owner}
        )
        listed = {id(row) for row in report.new}
        about = []
        for row in [*report.new, *report.known]:
            assert row.told is not None  # `check` puts the others among the wrong ones
            known = identity.keys(row.told.identifiers)
            lead: Lead | None = None
            if row.told.answers:
                lead = intake.keep(source, row.told, received_at=now).lead
            elif id(row) in listed:
                lead = identity.create(known, row.told.person, owner=owner, source=source.name)
                if lead is not None:
                    why = f"On the list “{source.name}”, which was imported for {owner}."
                    routing.keep(lead, routing.Choice(lead.owner, why), now=now)
            if row.details and (lead := lead or identity.find(known)):
                about.append((lead, row.details))
        details.told_of_many(about, details.Word(Detail.Kind.FILE, source.name, now))
    return report


def errors(of: Table, report: Report) -> str:
    """The lines that were left out, as CSV with the reason in a last column."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*map(_unarmed, of.header), "Line", "Why it was left out"])
    for row in report.wrong:
        writer.writerow([*map(_unarmed, row.cells), row.line, row.problem])
    return out.getvalue()


def _unarmed(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula is shown as text instead."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def _rows(of: Table, mapping: Sequence[str], *, now: datetime) -> Iterator[Row]:
    for line, cells in enumerate(of.rows, start=2):
        given = {name: cell for name, cell in zip(mapping, cells, strict=False) if name and cell}
        try:
            about = {name: given[name] for name in DETAILS if name in given}
            yield Row(line, cells, _incoming(given, now=now), details=about)
        except ValueError as problem:
            yield Row(line, cells, None, str(problem))


def _incoming(given: Mapping[str, str], *, now: datetime) -> Incoming:
    address = identity.email(given.get("email", ""))
    if not given.get("email"):
        raise ValueError("There is no address.")
    if not address:
        raise ValueError(f"{given['email'][:80]} is no address.")
    name = given.get("name") or f"{given.get('first', '')} {given.get('last', '')}".strip()
    wrote, at = given.get("wrote", "")[:10_000], _moment(given.get("at", ""))
    if wrote and at is None:
        raise ValueError("What they wrote has no day. Name the column that says when.")
    if at and at > now:
        raise ValueError("What they wrote is from the future.")
    content = f"{address}\x1f{wrote}\x1f{at}"
    return Incoming(
        external_id=hashlib.sha256(content.encode()).hexdigest(),
        kind=FORM,
        occurred_at=at or now,
        identifiers={"email": address, **({"phone": given["phone"]} if "phone" in given else {})},
        person=Person(
            name, given.get("company", ""), given.get("title", ""), given.get("time_zone", "")
        ),
        answers=(Answer("What they wrote", wrote),) if wrote else (),
        metadata={"form": "file"},
    )


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text) or datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
