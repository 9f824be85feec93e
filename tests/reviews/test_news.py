"""Alerts where a person sees them."""

from __future__ import annotations

import pytest
from django.test import Client

from reviews import alerts
from reviews.models import Alert
from tests import factories

pytestmark = pytest.mark.django_db


def test_news_are_the_persons_own_and_marked_seen_only_by_asking(client: Client) -> None:
    draft = factories.draft()
    alerts.drafts_ready([draft])
    stranger = factories.draft()
    alerts.drafts_ready([stranger])
    client.force_login(draft.lead.owner)
    page = client.get("/news/").content.decode()
    assert f"/inbox/{draft.pk}/" in page
    assert f"/inbox/{stranger.pk}/" not in page
    assert Alert.objects.filter(seen_at=None).count() == 2
    assert client.get("/news/seen/").status_code == 405
    client.post("/news/seen/")
    assert list(Alert.objects.filter(seen_at=None)) == list(Alert.objects.filter(draft=stranger))


def test_unseen_news_are_counted_beside_the_queues(client: Client) -> None:
    draft = factories.draft()
    alerts.drafts_ready([draft])
    client.force_login(draft.lead.owner)
    response = client.get("/inbox/")
    assert response.context["counters"]["news"] == 1
