"""Google Meet: every page of entries, and the names of the participants. It tells no addresses."""

from __future__ import annotations

import json
import re
from typing import Any

from leads.recorders.asking import MOST_PAGES, Asking, Fetched, Refused, json_of

API = "https://meet.googleapis.com/v2"
NAME = re.compile(r"conferenceRecords/[\w-]+/transcripts/[\w-]+")


def fetch(asking: Asking) -> Fetched:
    name = str(asking.about.get("transcript", ""))
    if not NAME.fullmatch(name):
        raise Refused("The notice names no transcript of Google Meet.")
    record = name.partition("/transcripts/")[0]
    told = {
        "transcriptEntries": _pages(asking, f"{name}/entries", "transcriptEntries"),
        "participants": _pages(asking, f"{record}/participants", "participants"),
    }
    return Fetched(words=json.dumps(told).encode(), file_name="meet.json")


def _pages(asking: Asking, path: str, field: str) -> list[Any]:
    found: list[Any] = []
    token = ""
    for _ in range(MOST_PAGES):
        more = {"pageToken": token} if token else {}
        page = json_of(asking.get(asking.at(path, usual=API), pageSize="100", **more))
        found += page.get(field) or []
        token = str(page.get("nextPageToken") or "")
        if not token:
            break
    return found
