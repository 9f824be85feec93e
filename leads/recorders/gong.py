"""Gong: the transcript of one call, and who was on it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from leads.recorders.asking import Asking, Fetched, NotNow, json_of

API = "https://api.gong.io"


def fetch(asking: Asking) -> Fetched:
    """Two questions: the words carry speakers as ids, the other one says who these are."""
    wanted = {"filter": {"callIds": [str(asking.about.get("call", ""))]}}
    said = json_of(asking.post(asking.at("v2/calls/transcript", usual=API), wanted))
    exposed = {"contentSelector": {"exposedFields": {"parties": True}}}
    about = json_of(asking.post(asking.at("v2/calls/extensive", usual=API), wanted | exposed))
    if not said.get("callTranscripts"):
        raise NotNow("Gong has no transcript of this call yet.")
    calls = about.get("calls") or [{}]
    meta: dict[str, Any] = calls[0].get("metaData") or {}
    parties = calls[0].get("parties") or []
    return Fetched(
        words=json.dumps(said | {"calls": calls[:1]}).encode(),
        file_name="gong.json",
        title=str(meta.get("title") or asking.about.get("title", "")),
        held_at=_moment(meta.get("started")),
        guests=tuple(str(p["emailAddress"]) for p in parties if p.get("emailAddress")),
    )


def _moment(text: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None
