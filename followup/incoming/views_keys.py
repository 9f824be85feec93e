"""The doorways of the API's keys: make one, read it once, revoke it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from leads import keys
from leads.models import ApiKey, User
from leads.requests import Request
from sequences.views.allowed import admin


@require_http_methods(["GET", "POST"])
@never_cache
def index(request: Request) -> HttpResponse:
    """Every key; the answer to a POST shows the new one, this once."""
    by = admin(request)
    people = User.objects.filter(is_active=True).exclude(role=User.Role.ADMIN).order_by("name")
    text = ""
    if request.method == "POST":
        chosen = request.POST.get("acts_as", "")
        works_for = people.filter(pk=int(chosen) if chosen.isdecimal() else 0).first()
        try:
            if works_for is None:
                raise keys.Refused("Choose the person the key works for.")
            _, text = keys.make(
                name=request.POST.get("name", ""),
                scopes=request.POST.getlist("scope"),
                acts_as=works_for,
                by=by,
            )
        except keys.Refused as refused:
            messages.error(request, str(refused))
            return redirect("keys")
    context = {
        "here": "keys",
        "keys": ApiKey.objects.select_related("acts_as", "created_by", "revoked_by").order_by(
            "-pk"
        ),
        "people": people,
        "scopes": ApiKey.SCOPES,
        "text": text,
    }
    return render(request, "events/keys.html", context)


@require_POST
def revoke(request: Request, pk: int) -> HttpResponse:
    """End a key at once."""
    by = admin(request)
    if keys.revoke(pk, by=by, now=timezone.now()):
        messages.success(request, "This key opens nothing any more.")
    return redirect("keys")
