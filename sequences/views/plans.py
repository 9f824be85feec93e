"""The list of sequences."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from leads.requests import Request
from sequences.models import Sequence
from sequences.views.allowed import reader


@require_GET
@never_cache
def index(request: Request) -> HttpResponse:
    """Every sequence, by its purpose."""
    reader(request)
    found = Sequence.objects.order_by("-is_active", "purpose", "name")
    return render(request, "sequences/index.html", {"sequences": found, "here": "sequences"})
