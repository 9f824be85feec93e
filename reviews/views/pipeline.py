"""The doorways of the pipeline: the page of numbers, and the rows behind each."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from leads.requests import Request
from reviews.pipeline import lines, page, periods, rows

TITLES = {
    "leads": ("Leads", "The people we talk to, as they stand now."),
    "waiting": (
        "Drafts waiting",
        "To be read, or to be written by hand. What is put off or approved does not wait.",
    ),
    "cards": ("Open questions", "What only a person can decide."),
    "sent": ("Mails sent", "What a provider took within the period."),
    "replied": (
        "Replies",
        "Mails sent within the period that were answered before the next mail to the same person. "
        "Automatic answers are no replies.",
    ),
    "met": (
        "Meetings",
        "Mails sent within the period after which a meeting was booked, before the next mail to "
        "the same person.",
    ),
    "due": ("Due this week", "Promises that are not settled and due from Monday to Sunday."),
    "late": ("Late", "Promises that were called late, or that were firm and whose day has passed."),
    "asking": (
        "People who asked",
        "Forms and requests for a demo that arrived within the period, and how fast they were "
        "answered.",
    ),
    "calls": ("Calls read", "Calls held within the period that were brought in and understood."),
    "loose": (
        "Calls without a next step",
        "Calls held within the period on which nobody agreed on what happens next.",
    ),
}
PERIODIC = {"sent", "replied", "met", "calls", "loose", "asking"}


@require_GET
@never_cache
def index(request: Request) -> HttpResponse:
    """The numbers of a rep's own leads, of a manager's team, or for an admin of everybody."""
    now = timezone.localtime()
    chosen = periods.chosen(request.GET, zone=ZoneInfo(request.user.time_zone), now=now)
    numbers = page.pipeline(by=request.user, chosen=chosen, today=now.date(), now=now)
    context = {
        "numbers": numbers,
        "chosen": chosen,
        "presets": periods.PRESETS.items(),
        "here": "pipeline",
    }
    return render(request, "pipeline/index.html", context)


@require_GET
@never_cache
def behind(request: Request, name: str) -> HttpResponse:
    """The rows behind one number, by the query that counted them."""
    now = timezone.localtime()
    chosen = periods.chosen(request.GET, zone=ZoneInfo(request.user.time_zone), now=now)
    found = rows.rows(name, request.GET, by=request.user, chosen=chosen, today=now.date(), now=now)
    if found is None:
        raise Http404
    given = request.GET.get("page", "")
    number = int(given) if given.isascii() and given.isdigit() and 0 < len(given) < 5 else 1
    title, meaning = TITLES[name]
    context = {
        "title": title,
        "meaning": meaning,
        "count": found.count(),
        "listed": lines.listed(found, by=request.user, page=number, now=now),
        "number": number,
        "chosen": chosen,
        "is_periodic": name in PERIODIC,
        "narrowed": [request.GET[key] for key in ("angle",) if request.GET.get(key)],
        "here": "pipeline",
    }
    return render(request, "pipeline/rows.html", context)
