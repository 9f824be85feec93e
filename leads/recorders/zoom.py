"""Zoom: the VTT file at the address of the notice, and who was in the meeting."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from leads.recorders.asking import Asking, Fetched, NotNow, Refused, json_of

API = "https://api.zoom.us/v2"
HOSTS = ("zoom.us", "zoomgov.com", "zoom.com")


def fetch(asking: Asking) -> Fetched:
    """Zoom lists participants only to some apps: without them a person says who it was."""
    url = str(asking.about.get("download", ""))
    if not asking.is_allowed(url, hosts=HOSTS):
        raise Refused("The file of the notice is not at Zoom. Its token was not sent there.")
    words = asking.get(url).content
    held_at = str(asking.about.get("held_at", ""))
    return Fetched(
        words=words,
        file_name="zoom.vtt",
        title=str(asking.about.get("title", "")),
        held_at=datetime.fromisoformat(held_at) if held_at else None,
        guests=_guests(asking),
    )


def _guests(asking: Asking) -> tuple[str, ...]:
    meeting = quote(quote(str(asking.about.get("meeting", "")), safe=""), safe="")
    url = asking.at(f"past_meetings/{meeting}/participants", usual=API)
    try:
        people = json_of(asking.get(url, page_size="300")).get("participants")
    except (NotNow, Refused):
        return ()
    return tuple(
        str(one["user_email"])
        for one in people or []
        if isinstance(one, dict) and one.get("user_email")
    )
