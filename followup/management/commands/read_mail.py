"""`manage.py read_mail PATH…`: what Followup reads in received mails, without the database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from followup.lib import mailtext


class Command(BaseCommand):
    """Prints one line for each file: JSON, kept stable, or a listing for a person."""

    help = "Show what Followup reads in saved mails. Touches no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", type=Path, nargs="+", help="mails, or folders of them")
        parser.add_argument("--json", action="store_true", help="print one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 when a file could not be read; the others are read all the same."""
        failed = False
        for path in files(options["paths"]):
            row = answer(path)
            failed = failed or "error" in row
            self.stdout.write(json.dumps(row) if options["json"] else as_listing(row))
        if failed:
            sys.exit(1)


def files(paths: list[Path]) -> Iterator[Path]:
    """The files named, those in folders in the order of their names, hidden ones left out."""
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
            yield from sorted(inside)
        else:
            yield path


def answer(path: Path) -> dict[str, Any]:
    """`{"path", "kind", "text", "bounce", "return_date"}`, and `"error"` where there is no mail.

    Of a file larger than 40 MB its beginning is read, as of a mail that comes in.
    """
    none = {"path": str(path), "kind": "other", "text": "", "bounce": None, "return_date": None}
    try:
        with path.open("rb") as file:
            raw = file.read(mailtext.LARGEST)
    except OSError as error:
        return {**none, "error": error.strerror or str(error)}
    refused = mailtext.refusal(raw)
    if refused:
        return {**none, "error": refused}
    mail = mailtext.read(raw)
    bounce = mail.bounce
    return {
        "path": str(path),
        "kind": mail.kind,
        "text": mail.text,
        "bounce": {"hard": bounce.hard, "status": bounce.status, "recipient": bounce.recipient}
        if bounce
        else None,
        "return_date": mail.return_date.isoformat() if mail.return_date else None,
    }


def as_listing(row: dict[str, Any]) -> str:
    """Lines for a person."""
    if "error" in row:
        return f"{row['path']}: {row['error']}\n"
    head = f"{row['path']}: {row['kind']}"
    if row["bounce"]:
        hard = "hard" if row["bounce"]["hard"] else "soft"
        head += f", {hard} {row['bounce']['status']} {row['bounce']['recipient']}".rstrip()
    if row["return_date"]:
        head += f", back {row['return_date']}"
    return f"{head}\n{row['text']}\n"
