"""The addresses of what an admin does about people's data."""

from __future__ import annotations

from django.urls import path

from followup.privacy import views

urlpatterns = [
    path("", views.index, name="privacy"),
    path("people/<int:pk>/", views.person, name="privacy_person"),
    path("people/<int:pk>/export/", views.export_person, name="privacy_export"),
    path("people/<int:pk>/erase/", views.erase_person, name="privacy_erase"),
    path("people/<int:pk>/never-again/", views.never_again, name="privacy_never"),
    path("people/<int:pk>/consent/", views.consent, name="privacy_consent"),
]
