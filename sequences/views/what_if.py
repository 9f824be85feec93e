"""What if a version had been in force: a dry run over past leads."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from leads.models import Lead, User
from leads.requests import Request
from sequences import what_if
from sequences.models import Version
from sequences.views.allowed import reader

PERIODS = ((14, "two weeks"), (30, "30 days"), (90, "90 days"), (365, "a year"))
MOST_SHOWN = 60
TOTALS = (
    ("people", "People"),
    ("mail", "Mails to approve"),
    ("task", "Tasks"),
    ("skipped", "Skipped"),
    ("stopped", "Stopped"),
    ("refused", "Not begun"),
)


@require_GET
@never_cache
def run(request: Request, pk: int) -> HttpResponse:
    """Who would have got what, when, and why not. A manager sees it for their team's leads."""
    user = reader(request)
    version = get_object_or_404(Version.objects.select_related("sequence"), pk=pk)
    given = request.GET.get("days", "")
    days = next((days for days, _ in PERIODS if str(days) == given), 90)
    now = timezone.now()
    is_admin = user.role == User.Role.ADMIN
    leads = Lead.objects.all() if is_admin else Lead.objects.visible_to(user)
    result = what_if.run(version, leads=leads, since=now - timedelta(days=days), now=now)
    totals = result.counts + Counter(people=result.people)
    context = {
        "version": version,
        "result": result,
        "totals": [(label, totals[name]) for name, label in TOTALS],
        "stories": result.stories[:MOST_SHOWN],
        "more": max(0, len(result.stories) - MOST_SHOWN),
        "days": days,
        "periods": PERIODS,
        "here": "sequences",
    }
    return render(request, "sequences/what_if.html", context)
