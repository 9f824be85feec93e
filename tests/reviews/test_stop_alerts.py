"""A dead address, a complaint, an unsubscription: the lead's owner is told, once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from reviews import alerts
from reviews.models import Alert
from tests import factories
from tests.roles import role
from tests.rules.making import stop

pytestmark = pytest.mark.django_db


def tell() -> int:
    with role("worker"):
        return alerts.tell_of_stops(now=timezone.now())


@pytest.mark.parametrize("kind", ["bounce", "complaint", "unsubscribe"])
def test_owner_is_told_once(kind: str) -> None:
    lead = factories.lead()
    stop(lead, kind=kind)
    assert [tell(), tell()] == [1, 0]
    told = Alert.objects.get()
    assert (told.user, told.lead, told.kind) == (lead.owner, lead, "stopped")
    assert lead.name in told.text


def test_what_somebody_here_said_is_news_to_nobody() -> None:
    lead = factories.lead()
    stop(lead, kind="unsubscribe", by=lead.owner)
    stop(factories.lead(), kind="reply")  # a card says that
    assert tell() == 0
