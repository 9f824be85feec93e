"""`/healthz`: for machines, without signing in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from leads.models import Beat


@pytest.mark.django_db
def test_health_says_how_long_ago_worker_and_sender_moved(client: Client) -> None:
    Beat.objects.create(name="worker", at=timezone.now() - timedelta(seconds=7))
    response = client.get("/healthz")
    assert response.status_code == 200
    found = response.json()
    assert (found["status"], found["database"]) == ("ok", "ok")
    assert 7 <= found["worker_beat_seconds"] < 10
    assert found["sender_beat_seconds"] is None


def test_health_is_unavailable_while_the_database_is_away(client: Client) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("no server")

    with patch("followup.beats.ages", away):
        response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": "away"}


@pytest.mark.django_db
def test_health_answers_without_https_behind_a_load_balancer(
    client: Client, settings: Settings
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.post("/healthz").status_code != 200
