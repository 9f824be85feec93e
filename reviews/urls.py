"""The addresses of the review inbox."""

from __future__ import annotations

from django.urls import path

from reviews.views import decide, inbox, lead, news

urlpatterns = [
    path("inbox/", inbox.index, name="inbox"),
    path("inbox/reading/", inbox.reading, name="reading"),
    path("inbox/rail/", inbox.rail, name="rail"),
    path("inbox/<int:pk>/", inbox.draft, name="draft"),
    path("inbox/<int:pk>/edit/", inbox.edit, name="draft_edit"),
    path("inbox/<int:pk>/save/", decide.edit, name="draft_save"),
    path("inbox/<int:pk>/approve/", decide.approve, name="draft_approve"),
    path("inbox/<int:pk>/reject/", decide.reject, name="draft_reject"),
    path("inbox/<int:pk>/undo/", decide.undo, name="draft_undo"),
    path("inbox/<int:pk>/retry/", decide.retry, name="draft_retry"),
    path("inbox/<int:pk>/refresh/", decide.refresh, name="draft_refresh"),
    path("inbox/<int:pk>/settle/", decide.settle, name="draft_settle"),
    path("calls/<int:pk>/draft/", inbox.of_call, name="call_draft"),
    path("leads/<int:pk>/", lead.lead, name="lead"),
    path("news/", news.news, name="news"),
    path("news/seen/", news.seen, name="news_seen"),
]
