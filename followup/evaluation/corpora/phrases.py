"""Recognizers-Text (MIT), Schema-Guided Dialogue (CC BY-SA) and Duckling (BSD): date phrases.

All three are compared by the day; what has no answer in days is left out.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from followup.evaluation.items import DateItem

DATED = frozenset(("date", "datetime"))


def recognizers(row: dict[str, Any]) -> tuple[DateItem, ...]:
    """Every day or moment with the phrase given, any of the readings right; sentences without."""
    if not row["ref"]:
        return ()
    moment = datetime.fromisoformat(row["ref"])
    name = row["id"]
    if not row["gold"]:
        return (DateItem(name, name, row["input"], moment, ()),)
    found = []
    for at, gold in enumerate(row["gold"]):
        days = tuple({day for v in gold["values"] if (day := _day(v.get("value", "")))})
        if gold["type"] in DATED and days:
            phrase = row["input"][gold["start"] : gold["end"] + 1]
            found.append(DateItem(f"{name}/{at}", name, phrase, moment, days))
    return tuple(found)


def _day(value: str) -> str:
    try:
        return datetime.fromisoformat(value).date().isoformat()
    except ValueError:
        return ""


def sgd(row: dict[str, Any]) -> tuple[DateItem, ...]:
    """The date a user names in a dialogue, with the phrase given."""
    moment = datetime.fromisoformat(row["ref"])
    dialogue = row["id"].partition("/")[0]
    return (DateItem(row["id"], dialogue, row["text"], moment, (row["value"],)),)


def duckling(row: dict[str, Any]) -> tuple[DateItem, ...]:
    """Plain days (no holidays), and phrases that are no date."""
    moment = datetime.fromisoformat(row["ref"])
    text = row["text"]
    if row["kind"] == "none":
        return (DateItem(text, text, text, moment, ()),)
    if row["grain"] != "day" or row["kind"] != "date":
        return ()
    return (DateItem(text, text, text, moment, (row["value"][:10],)),)
