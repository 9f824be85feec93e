"""The addresses of the admin area: what goes out and when."""

from __future__ import annotations

from django.urls import path

from sequences.views import plans

urlpatterns = [
    path("sequences/", plans.index, name="sequences"),
]
