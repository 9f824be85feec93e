"""The addresses of the API."""

from __future__ import annotations

from django.urls import path

from followup.api import calls

urlpatterns = [
    path("calls/", calls.create, name="api_calls"),
    path("calls/<int:pk>/", calls.detail, name="api_call"),
]
