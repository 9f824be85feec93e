"""Teams: the VTT of Microsoft Graph, and who was invited."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from leads.recorders.asking import Asking, Fetched, NotNow, Refused, json_of

API = "https://graph.microsoft.com/v1.0"
RESOURCE = re.compile(
    r"(?P<meeting>[\w/.()'=-]*onlineMeetings\('[\w=-]+'\))/transcripts\('[\w=-]+'\)"
)


def fetch(asking: Asking) -> Fetched:
    resource = str(asking.about.get("resource", "")).strip("/")
    known = RESOURCE.fullmatch(resource)
    if not known or ".." in resource:
        raise Refused("The notice names no transcript of Teams.")
    url = asking.at(f"{resource}/content", usual=API)
    words = asking.get(url, **{"$format": "text/vtt"}).content
    try:
        meeting = json_of(asking.get(asking.at(known["meeting"], usual=API)))
    except (NotNow, Refused):  # the right to read transcripts is not the right to read meetings
        meeting = {}
    return Fetched(
        words=words,
        file_name="teams.vtt",
        title=str(meeting.get("subject") or ""),
        held_at=_moment(meeting.get("startDateTime")),
        guests=tuple(_guests(meeting.get("participants") or {})),
    )


def _guests(people: dict[str, Any]) -> list[str]:
    everybody = [people.get("organizer") or {}, *(people.get("attendees") or [])]
    return [str(one["upn"]) for one in everybody if one.get("upn")]


def _moment(text: Any) -> datetime | None:
    """Graph writes seven decimals of a second."""
    try:
        return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", str(text)))
    except ValueError:
        return None
