"""Fireflies: one GraphQL question."""

from __future__ import annotations

import json
from typing import Any

from leads.recorders.asking import Asking, Fetched, NotNow, Refused, json_of

API = "https://api.fireflies.ai"
QUESTION = """query One($id: String!) { transcript(id: $id) {
  id title date participants organizer_email
  sentences { index speaker_name speaker_id text raw_text start_time end_time }
  meeting_attendees { displayName email name }
} }"""
PASSING = {"too_many_requests", "internal_server_error", "service_unavailable"}


def fetch(asking: Asking) -> Fetched:
    number = str(asking.about.get("meeting", ""))
    body = {"query": QUESTION, "variables": {"id": number}}
    answer = json_of(asking.post(asking.at("graphql", usual=API), body))
    told = (answer.get("data") or {}).get("transcript")
    if not isinstance(told, dict):
        raise _why(answer.get("errors"))
    return Fetched(
        words=json.dumps(answer).encode(),
        file_name="fireflies.json",
        title=str(told.get("title") or ""),
        guests=tuple(_addresses(told)),
    )


def _addresses(told: dict[str, Any]) -> list[str]:
    attendees = [a.get("email") for a in told.get("meeting_attendees") or [] if isinstance(a, dict)]
    listed = [p for p in told.get("participants") or [] if isinstance(p, str) and "@" in p]
    return list(dict.fromkeys([str(a) for a in attendees if a] + listed))


def _why(errors: Any) -> Exception:
    first = errors[0] if isinstance(errors, list) and errors else {}
    words = str(first.get("message", "")) if isinstance(first, dict) else ""
    code = str(first.get("code", "")) if isinstance(first, dict) else ""
    said = f"Fireflies has no such transcript: {words or 'no reason given'}"
    return NotNow(said) if code in PASSING or not code else Refused(said)
