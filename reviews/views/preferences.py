"""Notifications: the person's own page, and what the browser asks for while a tab is open."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from leads.requests import Request
from reviews import preferences as told
from reviews.alerts import unseen

HOURS = [("", "No mail"), *((str(hour), f"At {hour:02}:00") for hour in range(24))]
MOST = 5


class PreferencesForm(forms.Form):
    in_browser = forms.BooleanField(required=False)
    digest_hour = forms.TypedChoiceField(
        choices=HOURS, required=False, coerce=int, empty_value=None, label="A mail a day"
    )
    time_zone = forms.CharField(max_length=64, label="Your time zone")

    def clean_time_zone(self) -> str:
        given: str = self.cleaned_data["time_zone"].strip()
        if given not in available_timezones():
            raise forms.ValidationError("Write a zone such as Europe/Berlin or America/New_York.")
        return given


@require_http_methods(["GET", "POST"])
@never_cache
def preferences(request: Request) -> HttpResponse:
    chosen = told.of(request.user)
    form = PreferencesForm(
        request.POST or None,
        initial={
            "in_browser": chosen.in_browser,
            "digest_hour": "" if chosen.digest_hour is None else str(chosen.digest_hour),
            "time_zone": request.user.time_zone,
        },
    )
    if request.method == "POST" and form.is_valid():
        told.choose(request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("preferences")
    context = {"form": form, "here": "preferences"}
    return render(request, "reviews/preferences.html", context, status=422 if form.errors else 200)


@require_GET
@never_cache
def latest(request: Request) -> HttpResponse:
    """What was told since the alert `?since=`, for the browser; 204 when it is not wanted."""
    if not told.of(request.user).in_browser:
        return HttpResponse(status=204)
    since = request.GET.get("since", "")
    after = int(since) if since.isascii() and since.isdigit() and len(since) < 19 else 0
    rows = list(unseen(request.user).filter(pk__gt=after).order_by("-pk")[:MOST])
    told_now = [{"id": row.pk, "text": row.text, "url": row.place} for row in reversed(rows)]
    return JsonResponse({"news": told_now})
