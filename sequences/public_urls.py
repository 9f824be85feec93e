"""The addresses that stand in mails, for people who do not work here."""

from __future__ import annotations

from django.urls import path

from sequences.views import public

urlpatterns = [
    path("u/<slug:token>/", public.unsubscribe, name="unsubscribe"),
    path("l/<slug:token>", public.link, name="tracked_link"),
    path("o/<slug:token>", public.picture, name="tracked_picture"),
]
