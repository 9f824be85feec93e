"""The addresses of the record."""

from __future__ import annotations

from django.urls import path

from leads import views, views_call, views_details, views_ledger, views_same, views_unowned

urlpatterns = [
    path("calls/new/", views.new_call, name="call_new"),
    path("calls/<int:pk>/retry/", views.retry_call, name="call_retry"),
    path("calls/<int:pk>/sensitive/", views_call.mark, name="call_sensitive"),
    path("calls/<int:pk>/not-sensitive/", views_call.overrule, name="call_not_sensitive"),
    path("participants/<int:pk>/correct/", views_call.correct, name="participant_correct"),
    path("companies/", views_ledger.index, name="companies"),
    path("unowned/", views_unowned.index, name="unowned"),
    path("unowned/give/", views_unowned.give, name="unowned_give"),
    path("same/", views_same.index, name="same"),
    path("same/merge/", views_same.merge, name="same_merge"),
    path("merges/<int:pk>/part/", views_same.part, name="same_part"),
    path("companies/<int:pk>/", views_ledger.company, name="company"),
    path("companies/<int:pk>/fiscal-year/", views_ledger.fiscal_year, name="fiscal_year"),
    path("promises/<int:pk>/enter/", views_ledger.enter, name="promise_enter"),
    path("proposals/<int:pk>/answer/", views_ledger.answer, name="proposal_answer"),
    path("leads/<int:pk>/details/", views_details.correct, name="lead_details"),
    path("leads/<int:pk>/stop/", views.stop_lead, name="lead_stop"),
]
