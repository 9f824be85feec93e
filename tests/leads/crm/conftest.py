"""The CRM that the tests of this folder speak to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings
from pytest_httpserver import HTTPServer

from tests.leads.crm.hubspot_server import FakeHubSpot


@pytest.fixture
def hubspot(httpserver: HTTPServer) -> Iterator[FakeHubSpot]:
    """An account at HubSpot; whatever it was asked was as its specification says."""
    found = FakeHubSpot(httpserver)
    with override_settings(HUBSPOT_URL=found.url):
        yield found
    assert found.wrong == []
