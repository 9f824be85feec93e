"""Somebody looks at prices again after a silence: a card, and no mail."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from leads.models import Event, Lead
from reviews.cards import opening
from reviews.cards.titles import about, title
from reviews.models import Alert, Card, Draft
from sequences.models import Enrollment
from tests import factories

pytestmark = pytest.mark.django_db


def days(number: float) -> timedelta:
    return timedelta(days=number)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def lead(now: datetime) -> Lead:
    return factories.lead(name="Ines Park", created_at=now - days(60))


def look(lead: Lead, at: datetime, **metadata: Any) -> Event:
    return Event.objects.create(
        lead=lead,
        source="pages:1",
        external_id=f"{at}{metadata}",
        kind="page_viewed",
        occurred_at=at,
        metadata={"path": "/pricing", "intent": "pricing"} | metadata,
    )


def opened(now: datetime) -> list[Card]:
    opening.follow(now=now)
    return list(Card.objects.filter(kind="engagement"))


def test_look_at_prices_after_a_silence_opens_one_card_and_writes_nothing(
    lead: Lead, now: datetime
) -> None:
    look(lead, now - days(40))
    seen = look(lead, now - days(0.1))
    (card,) = opened(now)
    assert (card.lead, card.event) == (lead, seen)
    assert (title(card, now=now), "prices" in about(card)) == ("Ines Park is back", True)
    assert opened(now) == [card]
    assert Alert.objects.filter(user=lead.owner).exists()
    assert not Draft.objects.exists()
    assert not Enrollment.objects.exists()


def test_other_pages_of_the_same_visit_do_not_hide_that_it_is_a_return(
    lead: Lead, now: datetime
) -> None:
    look(lead, now - days(40))
    look(lead, now - days(0.2), path="/", intent="")
    look(lead, now - days(0.1))
    look(lead, now - days(0.05))
    assert len(opened(now)) == 1


@pytest.mark.parametrize(
    "before",
    [
        lambda lead, now: look(lead, now - days(5), path="/", intent=""),
        lambda lead, now: factories.call(lead, held_at=now - days(5)),
        lambda lead, now: lead.stop_events.create(kind="reply", source="m1"),
    ],
    ids=["a-page", "a-call", "an-answer"],
)
def test_somebody_we_are_in_touch_with_is_not_back(lead: Lead, now: datetime, before: Any) -> None:
    before(lead, now)
    look(lead, now - days(0.1))
    assert opened(now) == []


def test_page_that_says_nothing_about_buying_is_no_return(lead: Lead, now: datetime) -> None:
    look(lead, now - days(0.1), path="/careers", intent="")
    assert opened(now) == []


def test_first_visit_of_somebody_new_is_no_return(now: datetime) -> None:
    look(factories.lead(created_at=now - days(1)), now)
    assert opened(now) == []
