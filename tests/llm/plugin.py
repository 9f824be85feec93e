"""Fixtures for everything that talks to a model."""

from __future__ import annotations

import pytest
from pytest_httpserver import HTTPServer

from followup.lib import llm
from tests.llm.fake_server import FakeServer


@pytest.fixture
def fake_server(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> FakeServer:
    """A scripted model server on this machine."""
    monkeypatch.setattr(llm, "_dialects", {})
    server = FakeServer(httpserver)
    httpserver.expect_request("/v1/chat/completions", method="POST").respond_with_handler(
        server.handle
    )
    return server


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds a call would have waited between its attempts."""
    waited: list[float] = []
    monkeypatch.setattr("followup.lib.llm.time.sleep", waited.append)
    return waited
