"""The addresses of the API."""

from __future__ import annotations

from django.urls import path

from followup.api import calls, document, events, leads

urlpatterns = [
    path("", document.page, name="api"),
    path("openapi.json", document.openapi, name="api_document"),
    path("events/", events.create, name="api_events"),
    path("leads/", leads.index, name="api_leads"),
    path("leads/<int:pk>/", leads.detail, name="api_lead"),
    path("calls/", calls.create, name="api_calls"),
    path("calls/<int:pk>/", calls.detail, name="api_call"),
]
