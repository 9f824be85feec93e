"""Where data sets come from: the small one that ships, a folder, or single files."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from followup.evaluation import corpora, jsonl
from followup.evaluation.items import CallItem, DateItem, Item, SentenceItem

SHIPPED = Path(__file__).parent / "sets"


@dataclass(frozen=True, slots=True)
class DataSet:
    """Items of one kind under the name of their file."""

    name: str
    kind: type[CallItem] | type[SentenceItem] | type[DateItem]
    items: tuple[Item, ...]


def load(paths: list[Path], *, sample: int | None = None, only: str = "") -> Iterator[DataSet]:
    """The data sets in files and folders (`*.jsonl`, `*.jsonl.gz`), by name.

    `sample` takes that many documents of each, always the same ones; `only` is a part of the name
    of the sets that are wanted. Raises ValueError with the
    file and what is wrong in it, OSError when it cannot be read.
    """
    for file in (f for path in paths for f in _files(path) if only in _name(f)):
        try:
            items = tuple(_items(file))
        except (ValueError, KeyError, TypeError, EOFError, gzip.BadGzipFile) as error:
            raise ValueError(f"{file}: {error}") from error
        kinds = {type(item) for item in items}
        if len(kinds) > 1:
            raise ValueError(f"{file}: calls, sentences and dates belong in files of their own")
        if items:
            yield DataSet(_name(file), kinds.pop(), _sampled(items, sample))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(f for f in path.iterdir() if f.name.endswith((".jsonl", ".jsonl.gz")))


def _name(file: Path) -> str:
    return file.name.partition(".")[0]


def _items(file: Path) -> Iterator[Item]:
    read = corpora.reader(_name(file))
    with file.open("rb") as raw:
        lines = map(bytes.decode, gzip.GzipFile(fileobj=raw) if file.suffix == ".gz" else raw)
        if read is None:
            yield from jsonl.items(lines)
            return
        for line in lines:
            yield from read(json.loads(line))


def _sampled(items: tuple[Item, ...], sample: int | None) -> tuple[Item, ...]:
    documents = sorted({item.document for item in items})
    if sample is None or sample >= len(documents):
        return items
    chosen = set(random.Random(7).sample(documents, sample))  # noqa: S311 - a draw, no secret
    return tuple(item for item in items if item.document in chosen)
