"""The addresses of the record."""

from __future__ import annotations

from django.urls import path

from leads import views

urlpatterns = [
    path("calls/new/", views.new_call, name="call_new"),
    path("calls/<int:pk>/", views.call, name="call"),
    path("calls/<int:pk>/retry/", views.retry_call, name="call_retry"),
    path("leads/<int:pk>/stop/", views.stop_lead, name="lead_stop"),
]
