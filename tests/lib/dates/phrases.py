"""The reference moment of these tests, a Wednesday afternoon, and a short way to ask."""

from __future__ import annotations

from datetime import datetime

from followup.lib.dates import Found, find

WEDNESDAY = datetime(2026, 11, 18, 14, 0)  # noqa: DTZ001 (wall clock)


def said(text: str, **options: object) -> Found:
    """The one phrase found in `text`."""
    found = find(text, reference=WEDNESDAY, **options)  # type: ignore[arg-type]
    assert len(found) == 1, found
    return found[0]


def value(text: str, **options: object) -> str:
    """Its value as ISO text, or "none"."""
    meant = said(text, **options).value
    return "none" if meant is None else str(meant).replace(" ", "T")
