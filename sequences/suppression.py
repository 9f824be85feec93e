"""The list of those we never write to: adding, asking, lifting, and taking it in and out as CSV.

The database keeps it (`0009_suppression.sql`): an unsubscription, a complaint and a dead address
make their entry by themselves, and the gate asks it for recipient and copies before every mail.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError, connection, transaction
from django.db.models import Q

from leads.models import Lead, SignIn, StopEvent, User
from sequences.models import Suppression
from sequences.models.suppression import SuppressionQuerySet

MOST_IMPORTED = 100_000  # lines of one file
NO_SIGN_IN = "FU004"  # what gate_signed_in raises
# What somebody said themselves. Every other reason may pass without their having been asked.
WISHES = (
    Suppression.Reason.UNSUBSCRIBE,
    Suppression.Reason.COMPLAINT,
    Suppression.Reason.OBJECTION,
)
_DOMAIN = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
COLUMNS = (
    "kind",
    "value",
    "reason",
    "source",
    "by",
    "at",
    "lifted_at",
    "lifted_by",
    "lifted_reason",
)


class Refused(Exception):
    """Nothing was changed; the text says why, as a person reads it."""


def standing_against(addresses: Iterable[str]) -> dict[str, int]:
    """Which of these addresses may not be written to, each with the entry that says so."""
    wanted = list(dict.fromkeys(addresses))
    with connection.cursor() as cursor:
        cursor.execute("SELECT a, suppression_of(a) FROM unnest(%s::text[]) AS a", [wanted])
        return {address: entry for address, entry in cursor.fetchall() if entry is not None}


def add(
    *, kind: str, value: str, reason: str, source: str, by: User, now: datetime
) -> tuple[Suppression, bool]:
    """Put an address or a domain on the list: the entry, whether it is new. Raises `Refused`."""
    value = _checked(kind, value)
    if reason not in Suppression.Reason.values:
        raise Refused("Choose a reason.")
    with transaction.atomic():
        found = Suppression.objects.standing().filter(kind=kind, value=value).first()
        if found is not None:
            return found, False
        made = Suppression.objects.create(
            kind=kind,
            value=value,
            reason=reason,
            source=source.strip()[:200] or by.name,
            by=by,
            at=now,
        )
        return made, True


def add_person(*, lead: Lead, source: str, by: User, now: datetime) -> tuple[Suppression, bool]:
    """Never write to this person, whatever their address becomes; the entry, whether it is new."""
    with transaction.atomic():
        found = Suppression.objects.standing().filter(kind="person", lead=lead).first()
        if found is not None:
            return found, False
        made = Suppression.objects.create(
            kind="person",
            lead=lead,
            reason=Suppression.Reason.OBJECTION,
            source=source.strip()[:200] or by.name,
            by=by,
            at=now,
        )
        return made, True


def lift(entry_id: int, *, sign_in: SignIn | None, reason: str) -> Suppression:
    """A person takes an entry back, and says why. What was approved before stays void.

    Raises `Refused`, and Suppression.DoesNotExist.
    """
    if len(reason.strip()) < 5:
        raise Refused("Say why: how do you know that they want mail from us again?")
    said = (sign_in.pk if sign_in else None, entry_id, reason.strip()[:300])
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT suppression_lift(%s, %s, %s)", said)
            ((is_done,),) = cursor.fetchall()
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == NO_SIGN_IN:
            raise Refused("A manager or an admin who is signed in can lift this.") from error
        raise
    entry = Suppression.objects.get(pk=entry_id)
    if entry.kind == Suppression.Kind.ERASED:
        raise Refused("An erased person stays on the list: nobody here knows who they were.")
    if not is_done:
        raise Refused(f"{entry.lifted_by} lifted this already.")
    return entry


def unsubscribe(lead: Lead, *, source: str, now: datetime) -> bool:
    """They want no more mail: recorded once, in force with the commit. False: known before."""
    with transaction.atomic():
        lead = Lead.objects.select_for_update(no_key=True).get(pk=lead.pk)
        wishes = Suppression.objects.standing().filter(lead=lead, reason__in=WISHES)
        if wishes.exists() and lead.stop_events.filter(kind="unsubscribe").exists():
            return False
        StopEvent.objects.create(
            lead=lead,
            kind=StopEvent.Kind.UNSUBSCRIBE,
            source=f"{source} at {now.isoformat()}"[:200],
        )
        return True


def search(text: str, *, with_lifted: bool = False) -> SuppressionQuerySet:
    """Entries that hold these letters, the newest first; an erased person by the whole address."""
    rows = Suppression.objects.all() if with_lifted else Suppression.objects.standing()
    text = text.strip().lower()
    if not text:
        return rows
    found = Q(value__contains=text) | Q(lead__name__icontains=text) | Q(source__icontains=text)
    if "@" in text and (entry := standing_against([text]).get(text)):
        found |= Q(pk=entry)
    return rows.filter(found)


def masked(address: str) -> str:
    """Enough of an address for its owner to know it by."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}…@{domain}" if domain else ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file: how many entries are new, were there, and the lines that are none."""

    added: int
    known: int
    wrong: list[str]


def bring_in(text: str, *, by: User, now: datetime) -> Imported:
    """Addresses and domains from a CSV or a plain list, one a line; all of them or, when the file
    is none, nothing. Raises `Refused`."""
    rows = list(csv.reader(io.StringIO(text.replace("\0", ""))))
    if len(rows) > MOST_IMPORTED:
        raise Refused(f"The file has more than {MOST_IMPORTED:,} lines. Split it.")
    values: dict[tuple[str, str], None] = {}
    wrong = []
    for number, row in enumerate(rows, 1):
        found = next((v for v in map(_value, row) if v), None)
        if found:
            values[found] = None
        elif any(cell.strip() for cell in row) and number > 1:
            wrong.append(f"Line {number}: {', '.join(row)[:80]}")
    if not values:
        raise Refused("There is no address and no domain in this file.")
    before = Suppression.objects.count()
    Suppression.objects.bulk_create(
        (
            Suppression(
                kind=kind, value=value, reason="import", source="An imported list", by=by, at=now
            )
            for kind, value in values
        ),
        ignore_conflicts=True,
        batch_size=2000,
    )
    added = Suppression.objects.count() - before
    return Imported(added, len(values) - added, wrong[:20])


def take_out(rows: SuppressionQuerySet) -> Iterator[str]:
    """The list as CSV, line by line. Cells that a spreadsheet would calculate are quoted."""
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(COLUMNS)
    for entry in rows.select_related("lead", "by", "lifted_by").iterator(chunk_size=2000):
        writer.writerow(
            _harmless(str(cell if cell is not None else ""))
            for cell in (
                entry.kind,
                entry.value or (entry.lead.email if entry.lead else ""),
                entry.reason,
                entry.source,
                entry.by,
                entry.at.isoformat(),
                entry.lifted_at and entry.lifted_at.isoformat(),
                entry.lifted_by,
                entry.lifted_reason,
            )
        )
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _value(cell: str) -> tuple[str, str] | None:
    """An address or a domain in a cell of a list."""
    text = cell.strip().lower().lstrip("'")
    for kind in (Suppression.Kind.ADDRESS, Suppression.Kind.DOMAIN):
        try:
            return kind, _checked(kind, text)
        except Refused:
            continue
    return None


def _checked(kind: str, value: str) -> str:
    value = value.strip().lower()
    if kind == Suppression.Kind.DOMAIN:
        value = value.removeprefix("@")
        if not _DOMAIN.fullmatch(value):
            raise Refused("That is no domain. Write one such as theirs.example.")
        return value
    if kind != Suppression.Kind.ADDRESS:
        raise Refused("Choose an address or a domain.")
    try:
        validate_email(value)
    except ValidationError:
        raise Refused("That is no address. Write one such as jo@theirs.example.") from None
    return value
