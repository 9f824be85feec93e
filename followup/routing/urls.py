"""The addresses of who gets new leads."""

from __future__ import annotations

from django.urls import path

from followup.routing import views

urlpatterns = [
    path("", views.index, name="routing"),
    path("rules/<int:pk>/", views.rule, name="routing_rule"),
    path("rules/<int:pk>/retire/", views.retire, name="routing_retire"),
    path("cover/", views.cover, name="routing_cover"),
    path("cover/<int:pk>/end/", views.end_cover, name="routing_cover_end"),
]
