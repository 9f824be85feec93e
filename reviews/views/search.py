"""Search in everything, by `/`."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from leads.requests import Request
from reviews.searching import search as search_for


@require_GET
@never_cache
def search(request: Request) -> HttpResponse:
    """What `?q=` finds; only the list while it is being typed."""
    found = search_for(request.GET.get("q", ""), user=request.user)
    typed = request.htmx and request.htmx.target == "found"
    template = "reviews/search.html#found" if typed else "reviews/search.html"
    return render(request, template, {"found": found})
