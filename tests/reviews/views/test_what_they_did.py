"""A lead's page says what they did, and which meetings stand."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from leads.models import Event, Lead
from tests import factories

pytestmark = pytest.mark.django_db


def did(lead: Lead, kind: str, **metadata: Any) -> None:
    Event.objects.create(
        lead=lead,
        source="calendly:1",
        external_id=f"{kind}{metadata}",
        kind=kind,
        occurred_at=timezone.now(),
        metadata=metadata,
    )


def page(lead: Lead) -> str:
    client = Client()
    client.force_login(lead.owner)
    return client.get(f"/leads/{lead.pk}/").content.decode()


def test_booked_meeting_stands_until_it_is_cancelled() -> None:
    lead = factories.lead()
    did(lead, "meeting_booked", invitee="i1", starts_at="2026-12-01T10:00:00+00:00")
    assert "A meeting stands for Tuesday, 1 December" in page(lead)
    did(lead, "meeting_cancelled", invitee="i1")
    shown = page(lead)
    assert "A meeting stands" not in shown
    assert "Meeting cancelled" in shown


def test_pages_are_shown_with_how_far_they_were_read() -> None:
    lead = factories.lead()
    did(lead, "page_scrolled", path="/pricing", depth=80)
    assert "/pricing, 80 %" in page(lead)
