"""`manage.py read_call FILE --json`: what Followup understands of a call, without the database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from followup.management.answering import answer_lines
from leads import transcripts
from leads.extraction.rules import RulesEngine
from leads.extraction.schema import SURE, Conversation, Engine, Finding, Line, Reading, Side

_SIDES: dict[str, Side] = {
    "seller": "ours", "ours": "ours", "buyer": "theirs", "theirs": "theirs",
}  # fmt: skip


class Command(BaseCommand):
    """Reads one transcript file, or with --jsonl many calls from standard input."""

    help = "Show what Followup understands of a call. Touches no database."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="a transcript of any platform")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--jsonl", action="store_true", help="read calls, one JSON a line")
        parser.add_argument("--ours", action="append", default=[], metavar="NAME")
        parser.add_argument("--date", type=_moment, default=None, metavar="ISO")
        parser.add_argument("--engine", choices=("rules", "model"), default="rules")

    def handle(self, *args: Any, **options: Any) -> None:
        engine = _engine(options["engine"])
        if options["jsonl"]:
            self._many(engine, options["date"])
            return
        if options["file"] is None:
            raise CommandError("Name a transcript file, or give calls on standard input: --jsonl.")
        call = from_file(options["file"], ours=options["ours"], held_at=options["date"])
        reading = _read(engine, call)
        self.stdout.write(
            json.dumps(as_json(reading)) if options["json"] else as_listing(reading, call)
        )

    def _many(self, engine: Engine, held_at: datetime | None) -> None:
        def answer(given: dict[str, Any]) -> dict[str, Any]:
            return as_json(_read(engine, from_dict(given, held_at=held_at)))

        if wrong := answer_lines(answer, out=self.stdout):
            raise CommandError(f"{wrong} of the lines were not calls.")


def from_file(path: Path, *, ours: Sequence[str], held_at: datetime | None) -> Conversation:
    """The call in a transcript file; `ours` names our side, everybody else is theirs.

    With nobody named all sides are unknown. Raises CommandError with one clear sentence.
    """
    try:
        with path.open("rb") as file:
            found = transcripts.read(file.read(transcripts.LARGEST + 1), name=path.name)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror or error}") from error
    except transcripts.TranscriptError as error:
        raise CommandError(f"{path.name}: {error}") from error
    us = {name.casefold() for name in ours}
    strangers = us - {s.casefold() for s in found.speakers}
    if strangers:
        raise CommandError(f"Nobody in the transcript is called {', '.join(sorted(strangers))}.")
    lines = tuple(
        Line(u.index, u.speaker or "", _side(u.speaker, us), u.text, u.start_ms)
        for u in found.utterances
    )
    began = held_at or found.started_at
    if began and began.tzinfo is None:
        began = began.replace(tzinfo=UTC)
    return Conversation(lines, held_at=began, language=found.language or "en")


def _side(speaker: str | None, us: set[str]) -> Side:
    if not us or not speaker:
        return "unknown"
    return "ours" if speaker.casefold() in us else "theirs"


def from_dict(given: dict[str, Any], *, held_at: datetime | None) -> Conversation:
    """A call given as `{"id", "utterances": [{"index", "speaker", "side"?, "text"}]}`.

    Raises ValueError with a sentence that says what is wrong.
    """
    said = given.get("utterances")
    if not isinstance(said, list):
        raise ValueError("“utterances” must be a list")
    lines = tuple(_line(at, one) for at, one in enumerate(said))
    twice = [index for index, times in Counter(line.index for line in lines).items() if times > 1]
    if twice:
        raise ValueError(f"several utterances have the index {twice[0]}")
    began = _moment(str(given["date"])) if given.get("date") else held_at
    return Conversation(lines, held_at=began, language=str(given.get("language") or "en"))


def _line(at: int, given: Any) -> Line:
    """One utterance; without an `index` its place counts, from 0."""
    text = given.get("text") if isinstance(given, dict) else None
    if not isinstance(text, str):
        raise ValueError(f"utterance {at} must be an object with a “text”")
    index = given.get("index", at)
    if not isinstance(index, int) or isinstance(index, bool):
        raise ValueError(f"the index of utterance {at} must be a whole number")
    side = _SIDES.get(str(given.get("side") or "").casefold(), "unknown")
    return Line(index, str(given.get("speaker") or ""), side, text)


def as_json(reading: Reading) -> dict[str, Any]:
    """The reading in the form that is kept stable; `next_step` is one of the findings or null."""
    step = reading.next_step
    return {
        "findings": [_finding(f) for f in reading.findings],
        "next_step": _finding(step) if step else None,
        "sensitive": {
            "flag": bool(reading.sensitive),
            "reasons": [
                {"reason": s.reason, "utterance": s.evidence.line, "quote": s.evidence.quote}
                for s in reading.sensitive
            ],
        },
    }


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "direction": found.direction,
        "owner": found.owner,
        "text": found.text,
        "strength": found.strength,
        "confidence": found.confidence,
        "due_phrase": found.due_phrase,
        "due_date": found.due.isoformat() if found.due else None,
        "evidence": [{"utterance": e.line, "quote": e.quote} for e in found.evidence],
    }


def as_listing(reading: Reading, call: Conversation) -> str:
    """Findings for a person: what it is, the sentence, and the lines it rests on."""
    rows = [
        f"{f.kind.replace('_', ' '):13} {f.text}"
        + (f" [due {f.due}]" if f.due else "")
        + (" [not sure]" if f.confidence < SURE else "")
        + "  ("
        + ", ".join(str(e.line) for e in f.evidence)
        + ")"
        for f in reading.findings
    ]
    flags = [f"sensitive: {s.reason}: “{s.evidence.quote}”" for s in reading.sensitive]
    none = [] if reading.next_step else ["No next step was agreed."]
    head = f"{len(call.lines)} lines, {len(rows)} findings, engine {reading.version}"
    return "\n".join([head, *rows, *none, *flags])


def _moment(text: str) -> datetime:
    """An ISO day or moment; without a zone it is UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _engine(name: str) -> Engine:
    if name == "rules":
        return RulesEngine()
    from followup.lib.model_errors import ModelError
    from leads.extraction.model import ModelEngine

    try:
        return ModelEngine()
    except ModelError as error:
        raise CommandError(str(error)) from error


def _read(engine: Engine, call: Conversation) -> Reading:
    from followup.lib.model_errors import ModelError

    try:
        return engine.read(call)
    except ModelError as error:
        raise CommandError(str(error)) from error
