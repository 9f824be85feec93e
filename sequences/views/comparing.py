"""What the wordings of a version brought: numbers and a suggestion; the decision is an admin's."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from leads.requests import Request
from sequences import experiments
from sequences.models import Version
from sequences.views.allowed import reader


@require_GET
@never_cache
def compare(request: Request, pk: int) -> HttpResponse:
    """Replies and meetings by wording, each with its interval."""
    reader(request)
    version = get_object_or_404(Version.objects.select_related("sequence"), pk=pk)
    context = {
        "version": version,
        "comparisons": experiments.compare(version),
        "fewest": experiments.FEWEST,
        "days": experiments.WITHIN.days,
        "here": "sequences",
    }
    return render(request, "sequences/compare.html", context)
