"""Public data sets in the form their own authors gave them, read from gzipped JSON lines.

None of them is part of the product. The name of a file says which reader it needs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from followup.evaluation.corpora import meetings, persuasion, phrases, summaries
from followup.evaluation.items import Item

Reader = Callable[[dict[str, Any]], tuple[Item, ...]]

# Floor and aim of the measures that are watched: (set, measure) → what simple means reach, our aim.
BARS: dict[tuple[str, str], tuple[str, str]] = {
    ("ami", "action items, F1"): (".20–.25", "≥ .40"),
    ("ami", "  action items, recall"): ("", "≥ .60"),
    ("ami", "findings whose quotes are in the record"): ("", "1.00"),
    ("icsi", "promising lines, F1"): (".43", "≥ .50"),
    ("p4g", "promising lines, F1"): (".57", "≥ .75"),
    ("p4g", "committed sum exact, of calls"): (".68", "≥ .85"),
    ("p4g", "sum invented, of calls without one"): (".29", "≤ .05"),
    ("ground_diasumfact", "balanced accuracy"): (".64", "≥ .72"),
    ("ground_summedits_sales_call", "balanced accuracy"): (".47–.67", "≥ .72"),
    ("ground_summedits_sales_email", "balanced accuracy"): (".47–.67", "≥ .72"),
    ("dates_recognizers_en", "date exact"): (".56", "≥ .80"),
    ("dates_recognizers_en", "date wrong"): ("", "≤ .03"),
    ("dates_sgd_dates", "date exact"): (".80", "≥ .98"),
    ("dates_sgd_dates", "date wrong"): ("", "≤ .03"),
    ("dates_duckling_en", "date exact"): (".51", "≥ .85"),
    ("dates_duckling_en", "date wrong"): ("", "≤ .03"),
}

_READERS: dict[str, Reader] = {
    "ami": meetings.ami,
    "icsi": meetings.icsi,
    "p4g": persuasion.p4g,
    "dates_duckling": phrases.duckling,
    "dates_recognizers": phrases.recognizers,
    "dates_sgd": phrases.sgd,
    "ground": summaries.ground,
}


def reader(name: str) -> Reader | None:
    """The reader for the data set `name` (a file name without its endings), if it is public."""
    return next((read for stem, read in _READERS.items() if name.startswith(stem)), None)
