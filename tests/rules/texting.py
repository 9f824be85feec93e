"""Text messages, for the cases of the constraints and for tests: a lead who agreed, and a message."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from leads.models import Lead
from reviews.models import Draft
from sequences.models import ConsentRecord, Message
from tests import factories
from tests.rules import making

NUMBER = "+4915112345678"
OURS = "+15005550006"


def noon_zone() -> str:
    """A zone in which it is around noon now: texts wait for the morning where it is night."""
    ahead = 12 - timezone.now().hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"


def night_zone() -> str:
    """A zone in which it is around two in the morning now."""
    ahead = (2 - timezone.now().hour + 11) % 24 - 11
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"


def word(lead: Lead, *, given: bool = True) -> ConsentRecord:
    """What the lead said about text messages, a moment ago."""
    return ConsentRecord.objects.create(
        lead=lead,
        channel="sms",
        is_given=given,
        source="On the call.",
        at=timezone.now() - timedelta(seconds=0 if not given else 60),
    )


def draft_to(number: str = NUMBER, *, agreed: bool = True) -> Draft:
    """A draft for a lead with a number, who agreed to text messages."""
    draft = factories.draft()
    Lead.objects.filter(pk=draft.lead_id).update(phone=number, time_zone=noon_zone())
    draft.lead.refresh_from_db()
    if agreed:
        word(draft.lead)
    return draft


def message(draft: Draft | None = None, **fields: str) -> Message:
    draft = draft or draft_to()
    words: dict[str, Any] = {
        "channel": "sms",
        "sender": OURS,
        "to": draft.lead.phone,
        "subject": "",
    }
    return making.message(draft, **words | fields)
