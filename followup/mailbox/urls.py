"""Addresses under /mailbox/."""

from __future__ import annotations

from django.urls import path

from followup.mailbox import views

app_name = "mailbox"
urlpatterns = [
    path("", views.inbox, name="list"),
    path("<str:key>/", views.message, name="message"),
    path("<str:key>/raw/", views.download, name="raw"),
]
