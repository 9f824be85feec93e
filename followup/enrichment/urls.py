"""The addresses of what outside services know."""

from __future__ import annotations

from django.urls import path

from followup.enrichment import views

urlpatterns = [
    path("", views.index, name="enrichment"),
    path("<slug:kind>/", views.service, name="enricher"),
    path("<slug:kind>/switch/", views.switch, name="enricher_switch"),
    path("<slug:kind>/try/", views.try_out, name="enricher_try"),
]
