"""Followup's own form of a data set: one JSON object a line; its keys say which kind it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from followup.evaluation.items import CallItem, DateItem, Item, SentenceItem, Work
from followup.lib.grounding import Context, Source
from followup.lib.grounding.schema import Side
from leads.extraction.schema import Conversation, Direction, Kind, Line

SIDES: dict[str, Side] = {"ours": "ours", "theirs": "theirs"}
KINDS: dict[str, Kind] = {"commitment": "commitment", "action_item": "action_item"}
DIRECTIONS: dict[str, Direction] = {"ours": "ours", "theirs": "theirs"}


def items(lines: Iterable[str]) -> Iterator[Item]:
    """The items of a data set. Raises ValueError with the line's number and what is wrong."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield item(json.loads(line), name=str(number))
        except (
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            ArithmeticError,
            RecursionError,
        ) as error:
            why = f"“{error.args[0]}” is missing" if isinstance(error, KeyError) else str(error)
            raise ValueError(f"line {number}: {why}") from error


def item(row: dict[str, Any], *, name: str) -> Item:
    """One row as an item; `name` is its id when it has none."""
    if "utterances" in row:
        return _call(row, str(row.get("id", name)))
    if "sentence" in row:
        return _sentence(row, str(row.get("id", name)))
    if "reference" in row:
        return _date(row, str(row.get("id", name)))
    raise ValueError("neither a call (utterances), a sentence, nor a date (reference)")


def _call(row: dict[str, Any], name: str) -> CallItem:
    lines = tuple(
        Line(
            int(u.get("index", at)),
            str(u.get("speaker") or ""),
            SIDES.get(str(u.get("side")), "unknown"),
            str(u["text"]),
        )
        for at, u in enumerate(row["utterances"])
    )
    known = {line.index for line in lines}
    work = None if row.get("work") is None else tuple(_work(w, known) for w in row["work"])
    return CallItem(
        name,
        Conversation(
            lines,
            held_at=_moment(row["date"]) if row.get("date") else None,
            timezone=_zone(row),
            language=str(row.get("language") or "en"),
            fiscal_year_start=_fiscal(row),
        ),
        work=work,
        kinds=tuple(KINDS.values()) if work is not None and all(w.kind for w in work) else (),
        promising=None if row.get("promising") is None else _lines(row["promising"], known),
        side=DIRECTIONS.get(str(row.get("side"))),
        sums=(None if row["sum"] is None else float(row["sum"]),) if "sum" in row else None,
    )


def _work(row: dict[str, Any], known: set[int]) -> Work:
    owner = row.get("owner") or ()
    return Work(
        _lines(row["evidence"], known),
        kind=KINDS.get(str(row.get("kind"))),
        owners=(owner,) if isinstance(owner, str) else tuple(map(str, owner)),
        direction=DIRECTIONS.get(str(row.get("direction"))),
        due=date.fromisoformat(row["due"]) if row.get("due") else None,
        soft=bool(row.get("soft")),
    )


def _lines(given: Iterable[Any], known: set[int]) -> frozenset[int]:
    found = frozenset(map(int, given))
    if strangers := found - known:
        raise ValueError(f"there is no utterance {min(strangers)}")
    return found


def _sentence(row: dict[str, Any], name: str) -> SentenceItem:
    if row["label"] not in (0, 1):
        raise ValueError("“label” must be 1 (supported) or 0 (not supported)")
    context = Context(
        reference=_moment(row["date"]) if row.get("date") else None,
        author=row.get("author"),
        recipient=row.get("recipient"),
    )
    return SentenceItem(
        name,
        str(row.get("document", name)),
        tuple(_source(s) for s in row["sources"]),
        str(row["sentence"]),
        bool(row["label"]),
        tuple(map(str, row.get("errors") or ())),
        context,
    )


def _source(raw: Any) -> Source:
    if isinstance(raw, str):
        return Source(raw)
    return Source(str(raw["text"]), raw.get("speaker"), SIDES.get(str(raw.get("side")), "unknown"))


def _date(row: dict[str, Any], name: str) -> DateItem:
    start, end = row.get("start"), row.get("end")
    for answer in row["answers"]:
        for part in str(answer).split("/"):
            datetime.fromisoformat(part)
    return DateItem(
        name,
        str(row.get("document", name)),
        str(row["text"]),
        datetime.fromisoformat(row["reference"]),
        tuple(map(str, row["answers"])),
        None if start is None or end is None else (int(start), int(end)),
        _zone(row),
        str(row.get("language") or "en"),
        _fiscal(row),
    )


def _zone(row: dict[str, Any]) -> str:
    name = str(row.get("timezone") or "UTC")
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(f"“{name}” is no time zone") from error


def _fiscal(row: dict[str, Any]) -> int | None:
    month = row.get("fiscal_year_start")
    if month is None or month in range(1, 13):
        return month
    raise ValueError("“fiscal_year_start” must be a month, 1 to 12")


def _moment(text: str) -> datetime:
    """An ISO day or moment; without a zone it is UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
