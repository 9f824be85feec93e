"""Pages read and how far, told by the first-party script, several at once."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from pydantic import AwareDatetime, Field

from leads.sources.schema import PAGE, SCROLL, Incoming, Shape, Text, Unreadable, read

INTENT = (
    ("pricing", re.compile(r"(?i)(?:^|[/_-])(?:pricing|prices|plans|preise|tarifs?)(?:$|[/_.-])")),
    ("demo", re.compile(r"(?i)(?:^|[/_-])(?:demo|book|trial|contact-sales)(?:$|[/_.-])")),
)
MOST = 50


class Seen(Shape):
    id: str = Field(min_length=8, max_length=64)
    kind: Literal["view", "scroll"]
    path: str = Field(max_length=2000)
    at: AwareDatetime
    title: Text = ""
    depth: int = Field(default=0, ge=0, le=100)
    referrer: Text = ""


class Batch(Shape):
    visitor: str = Field(min_length=8, max_length=64)
    events: list[Seen] = Field(min_length=1, max_length=MOST)


def parse(raw: bytes) -> list[Incoming]:
    """Every page event of a batch. Raises `Unreadable`."""
    batch = read(Batch, raw)
    if not re.fullmatch(r"[A-Za-z0-9_-]+", batch.visitor):
        raise Unreadable("visitor: letters, digits, - and _ only")
    return [
        Incoming(
            external_id=f"{batch.visitor}:{seen.id}",
            kind=PAGE if seen.kind == "view" else SCROLL,
            occurred_at=seen.at,
            identifiers={"visitor": batch.visitor},
            metadata={
                "path": path(seen.path),
                "title": seen.title[:200],
                "depth": seen.depth,
                "referrer": seen.referrer[:500],
                "intent": intent(path(seen.path)),
            },
        )
        for seen in batch.events
    ]


def path(address: str) -> str:
    """The path alone: what stands behind the question mark may be somebody's secret."""
    try:
        return urlsplit(address).path[:500] or "/"
    except ValueError:
        return "/"


def intent(where: str) -> str:
    """`pricing` or `demo` for pages that people read before they buy, else an empty text."""
    return next((name for name, pattern in INTENT if pattern.search(where)), "")
