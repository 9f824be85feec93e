"""The addresses of our own people."""

from __future__ import annotations

from django.urls import path

from followup.people import views

urlpatterns = [
    path("", views.index, name="people"),
    path("invite/", views.invite, name="person_invite"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/invite/", views.invite_again, name="person_invite_again"),
]
