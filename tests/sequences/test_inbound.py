"""Which sequence an event begins, once; and who gets none."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from leads.models import Event, Lead
from sequences import inbound
from sequences.models import Enrollment
from tests import factories

pytestmark = pytest.mark.django_db


def event(lead: Lead, kind: str, **metadata: Any) -> Event:
    return Event.objects.create(
        lead=lead,
        source="webhook:1",
        external_id=str(next(factories.counter)),
        kind=kind,
        occurred_at=timezone.now(),
        metadata=metadata,
    )


@pytest.mark.parametrize(
    ("kind", "tier", "purpose"),
    [
        ("demo_requested", "cold", "hot"),
        ("form_submitted", "", "warm"),
        ("form_submitted", "cold", "cold"),
    ],
    ids=["a-demo-is-hot", "unscored-is-warm", "else-the-tier"],
)
def test_kind_and_tier_choose_the_sequence(kind: str, tier: str, purpose: str) -> None:
    for known in ("hot", "warm", "cold"):
        factories.version(known)
    told = event(factories.lead(tier=tier), kind)
    enrolled = inbound.answer(told.pk, now=timezone.now())
    assert enrolled is not None
    assert enrolled.version.sequence.purpose == purpose
    assert inbound.answer(told.pk, now=timezone.now()) is None
    assert Enrollment.objects.count() == 1


@pytest.mark.parametrize(
    "kind", ["page_viewed", "page_scrolled", "contact_created", "meeting_cancelled", "other"]
)
def test_who_asked_for_nothing_gets_no_sequence(kind: str) -> None:
    for known in ("hot", "warm", "cold"):
        factories.version(known)
    told = event(factories.lead(), kind, intent="pricing")
    assert inbound.answer(told.pk, now=timezone.now()) is None
    assert not Enrollment.objects.exists()


def test_why_no_sequence_began_is_kept_with_the_event() -> None:
    told = event(factories.lead(), "demo_requested")
    assert inbound.answer(told.pk, now=timezone.now()) is None
    told.refresh_from_db()
    assert told.answered_at is not None
    assert "An admin has to publish one" in told.unanswered
