"""Results as a table for people and as JSON for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from followup.evaluation.measures import Measured
from followup.evaluation.running import Result

_AIM = re.compile(r"(≥|≤)? ?(\d?\.\d+)")
NAME, COLUMN = 56, 36


def lines(results: Sequence[Result]) -> Iterator[str]:
    """One block for each data set, one column for each engine; floors and aims where known."""
    for name, found in groupby(results, key=lambda r: r.name):
        columns = list(found)
        first = columns[0]
        heads = "".join(f"{c.reader:{COLUMN}}" for c in columns)
        size = f"{first.items} items, {first.documents} documents"
        yield f"{f'{name} ({size})':{NAME}}{heads}".rstrip()
        cells = [{m.measure.name: m for m in c.measures} for c in columns]
        for label in dict.fromkeys(label for column in cells for label in column):
            row = [column.get(label) for column in cells]
            texts = "".join(f"{cell(m) if m else '':{COLUMN}}" for m in row)
            known = next(m for m in row if m)
            yield f"  {label:{NAME - 3}} {texts}{bar(known)}".rstrip()
        for column in columns:
            yield f"  {'speed, ' + column.reader:{NAME - 2}}{column.pace}"
        yield ""


def cell(found: Measured) -> str:
    """The value with its interval, and the counts where it is one plain share."""
    text = f"{found.value:.3f} [{found.low:.2f}, {found.high:.2f}]"
    if len(found.measure.shares) == 1 and "twice" not in found.measure.shares[0][0]:
        text += f"  {found.part:.0f} of {found.whole:.0f}"
    return text


def bar(found: Measured) -> str:
    """Floor and aim, and whether the aim is reached."""
    measure = found.measure
    parts = [f"floor {measure.floor}"] if measure.floor else []
    if measure.aim:
        parts.append(f"aim {measure.aim}: {'reached' if reached(found) else 'not reached'}")
    return ", ".join(parts)


def reached(found: Measured) -> bool | None:
    """Whether the value meets the measure's aim; None where there is none."""
    aim = _AIM.fullmatch(found.measure.aim)
    if aim is None:
        return None
    value, wanted = round(found.value, 3), float(aim[2])
    return value <= wanted if aim[1] == "≤" else value >= wanted


def as_json(result: Result) -> dict[str, Any]:
    """One data set read by one engine: kept stable. Seconds are for one item."""
    return {
        "set": result.name,
        "engine": result.reader,
        "items": result.items,
        "documents": result.documents,
        "seconds": {"mean": round(result.seconds, 6), "slowest": round(result.slowest, 6)},
        "measures": [
            {
                "name": m.measure.name.strip(),
                "value": round(m.value, 4),
                "low": round(m.low, 4),
                "high": round(m.high, 4),
                "lower_is_better": m.measure.lower,
                "floor": m.measure.floor or None,
                "aim": m.measure.aim or None,
                "reached": reached(m),
            }
            for m in result.measures
        ],
    }
