"""`manage.py read_transcript FILE`: what Followup reads in a file, without the database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leads import transcripts


class Command(BaseCommand):
    """Prints a transcript as a listing, or with --json in a form that is kept stable."""

    help = "Show what Followup reads in a transcript file. Touches no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a transcript of any platform")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                found = transcripts.read(file.read(transcripts.LARGEST + 1), name=path.name)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}") from error
        except transcripts.TranscriptError as error:
            raise CommandError(f"{path.name}: {error}") from error
        self.stdout.write(as_json(found) if options["json"] else as_listing(found))


def as_json(found: transcripts.Transcript) -> str:
    """`{"format", "language", "utterances": [...], "warnings": [...]}`; stable, ASCII only."""
    return json.dumps(
        {
            "format": found.format,
            "language": found.language,
            "utterances": [
                {
                    "index": u.index,
                    "speaker": u.speaker,
                    "start_ms": u.start_ms,
                    "end_ms": u.end_ms,
                    "text": u.text,
                }
                for u in found.utterances
            ],
            "warnings": list(found.warnings),
        }
    )


def as_listing(found: transcripts.Transcript) -> str:
    """Lines for a person: what the file is, who speaks, then time, name and words of each turn."""
    head = [
        f"{found.title or 'Untitled'}: {found.format}, language {found.language or 'unknown'}, "
        f"{len(found.utterances)} turns, {len(found.speakers)} speakers",
        *(f"Warning: {warning}" for warning in found.warnings),
        "",
    ]
    turns = (
        f"{u.index:>5} {_clock(u.start_ms)}  {u.speaker or '?'}: {u.text}" for u in found.utterances
    )
    return "\n".join([*head, *turns])


def _clock(ms: int | None) -> str:
    if ms is None:
        return "       "
    seconds = abs(ms) // 1000
    return f"{'-' if ms < 0 else ''}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
