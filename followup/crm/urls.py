"""The addresses of the CRM's settings."""

from __future__ import annotations

from django.urls import path

from followup.crm import views

urlpatterns = [
    path("", views.index, name="crm"),
    path("connect/", views.connect, name="crm_connect"),
    path("change/", views.change, name="crm_change"),
    path("ask/", views.ask, name="crm_ask"),
    path("end/", views.end, name="crm_end"),
    path("again/", views.again, name="crm_again"),
    path("again/<int:pk>/", views.again_one, name="crm_again_one"),
]
