"""Requests made up from the OpenAPI document itself: none of them may end in a fault of ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error

from followup.api.document import document
from leads import keys
from leads.models import ApiKey
from tests import factories

handler = cache(WSGIHandler)  # made by the first request: collecting needs no site


def site(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    return handler()(environ, start_response)


schema = schemathesis.openapi.from_dict(document())
schema.app = site
schema.config.update(base_url="http://testserver")


@pytest.fixture
def key(db: None) -> Iterator[str]:
    """Everything is rolled back at the end, so that it can be used by every request: the handler
    must not close the test's connection after each."""
    _, text = keys.make(
        name="Fuzz",
        scopes=[scope for scope, _ in ApiKey.SCOPES],
        acts_as=factories.user(),
        by=factories.user(role="admin"),
    )
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield text
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_the_document_allows_or_forbids_is_a_fault(
    case: schemathesis.Case[Any], key: str
) -> None:
    response = case.call(headers={"Authorization": f"Bearer {key}"})
    case.validate_response(response, checks=[not_a_server_error])
    assert response.status_code < 500
