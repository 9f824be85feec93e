"""The addresses of the admin area: what goes out and when."""

from __future__ import annotations

from django.urls import path

from sequences.views import mailbox_connect, mailboxes, plans

urlpatterns = [
    path("mailboxes/", mailboxes.index, name="mailboxes"),
    path("mailboxes/new/<slug:kind>/", mailboxes.new, name="mailbox_new"),
    path("mailboxes/connect/<slug:kind>/", mailbox_connect.begin, name="mailbox_begin"),
    path("mailboxes/back/<slug:kind>/", mailbox_connect.back, name="mailbox_back"),
    path("mailboxes/finish/<slug:kind>/", mailbox_connect.finish, name="mailbox_finish"),
    path("mailboxes/<int:pk>/", mailboxes.edit, name="mailbox_edit"),
    path("mailboxes/<int:pk>/test/", mailboxes.test, name="mailbox_test"),
    path("mailboxes/<int:pk>/pause/", mailboxes.pause, name="mailbox_pause"),
    path("mailboxes/<int:pk>/resume/", mailboxes.resume, name="mailbox_resume"),
    path("mailboxes/<int:pk>/switch/", mailboxes.switch, name="mailbox_switch"),
    path("sequences/", plans.index, name="sequences"),
]
