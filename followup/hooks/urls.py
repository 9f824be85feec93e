"""The addresses that other systems post to."""

from __future__ import annotations

from django.urls import path

from followup.hooks import events, mail, texts

urlpatterns = [
    path("mail/<slug:service>/<slug:about>/", mail.deliver, name="mail_hook"),
    path("sms/", texts.deliver, name="sms_hook"),
    path("<str:token>/", events.receive, name="hook"),
]
