"""The addresses of where leads come in."""

from __future__ import annotations

from django.urls import path

from followup.incoming import views, views_import, views_keys

urlpatterns = [
    path("", views.index, name="events"),
    path("sources/new/", views.new_source, name="source_new"),
    path("sources/<int:pk>/", views.source, name="source"),
    path("sources/<int:pk>/secret/", views.renew_secret, name="source_secret"),
    path("sources/<int:pk>/again/", views.replay_source, name="source_again"),
    path("deliveries/<int:pk>/", views.delivery, name="delivery"),
    path("deliveries/<int:pk>/again/", views.replay, name="delivery_again"),
    path("transcripts/<int:pk>/", views.place, name="transcript_place"),
    path("transcripts/<int:pk>/again/", views.fetch_again, name="transcript_again"),
    path("keys/", views_keys.index, name="keys"),
    path("keys/<int:pk>/revoke/", views_keys.revoke, name="key_revoke"),
    path("import/", views_import.index, name="import"),
]
