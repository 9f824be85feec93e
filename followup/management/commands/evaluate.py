"""`manage.py evaluate`: how well the engines read, so that models can be compared."""

from __future__ import annotations

import json
import logging
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from followup.evaluation.items import DateItem
from followup.evaluation.running import Reader, Result, run
from followup.evaluation.sets import SHIPPED, DataSet, load
from followup.evaluation.table import as_json, lines
from followup.lib.judging import model_judge
from followup.lib.model_errors import ModelError
from leads.extraction.model import ModelEngine
from leads.extraction.model.engine import configured_model
from leads.extraction.rules import RulesEngine


class Command(BaseCommand):
    """Reads data sets, writes one table; needs no database."""

    help = (
        "Measure how well calls are read, sentences verified and dates resolved. The form of the "
        "data: docs/evaluation.md."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--data", action="append", type=Path, metavar="PATH", default=None,
            help="a folder or file of *.jsonl or *.jsonl.gz; without it, the set that ships",
        )  # fmt: skip
        parser.add_argument(
            "--engine", action="append", choices=("rules", "model"), default=None,
            help="may be given twice, to compare; without it, rules",
        )  # fmt: skip
        parser.add_argument(
            "--model", action="append", metavar="NAME", default=[],
            help="a model of the configured server (OPENAI_BASE_URL); may be given again",
        )  # fmt: skip
        parser.add_argument(
            "--sample", type=_count, metavar="N", help="only N documents of each set"
        )
        parser.add_argument(
            "--only", default="", metavar="WORD", help="only sets with this in their name"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        logging.disable(logging.WARNING)  # each request and retry; what counts is in the table
        try:
            readers = _readers(options["engine"], options["model"])
            results = []
            for data in _load(options):
                done = list(self._results(data, readers))
                results += done
                text = [json.dumps(as_json(r)) for r in done] if options["json"] else lines(done)
                self.stdout.write("\n".join(text))
        except ModelError as error:
            raise CommandError(error.sentence) from error
        except (ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        finally:
            logging.disable(logging.NOTSET)
        if not results:
            raise CommandError("There is nothing to evaluate: no data set was found.")

    def _results(self, data: DataSet, readers: Sequence[Reader]) -> Iterator[Result]:
        """Dates are read without a model, so one result stands for all readers."""
        for reader in readers[:1] if data.kind is DateItem else readers:
            if reader.patient:
                self.stderr.write(f"{reader.name} is reading {data.name} ({len(data.items)}) …")
            yield run(data, reader)


def _load(options: dict[str, Any]) -> Iterator[DataSet]:
    paths = options["data"] or [SHIPPED]
    return load(paths, sample=options["sample"], only=options["only"])


def _readers(engines: Sequence[str] | None, models: Sequence[str]) -> list[Reader]:
    """The engines asked for, in a stable order. Raises ModelError when no model is configured."""
    names = engines or ([] if models else ["rules"])
    readers = [Reader("rules", RulesEngine())] if "rules" in names else []
    if not models and "model" not in names:
        return readers
    configured = configured_model()
    for name in dict.fromkeys([*([configured.name] if "model" in names else []), *models]):
        model = replace(configured, name=name)
        readers.append(Reader(name, ModelEngine(model), model_judge(model), patient=True))
    return readers


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError("a number of documents, 1 or more")
    return int(text)
