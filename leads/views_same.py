"""The doorways of people who may be one: look, merge, part."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from leads import same
from leads.models import Lead, Merge
from leads.requests import Request


@require_GET
@never_cache
def index(request: Request) -> HttpResponse:
    """Pairs that share something, and the merges that stand."""
    visible = Lead.objects.visible_to(request.user)
    standing = Merge.objects.filter(undone_at=None, lead__in=visible, into__in=visible)
    context = {
        "pairs": same.suggestions(by=request.user),
        "merges": standing.select_related("lead", "into", "by").order_by("-pk")[: same.MOST],
        "here": "companies",
    }
    return render(request, "leads/same.html", context)


@require_POST
def merge(request: Request) -> HttpResponse:
    """They are one person."""
    lead, into = (request.POST.get(name, "") for name in ("lead", "into"))
    if not (lead.isdecimal() and into.isdecimal() and len(lead + into) < 30):
        raise Http404
    try:
        made = same.merge(int(lead), int(into), by=request.user, why=request.POST.get("why", ""))
    except Lead.DoesNotExist as error:
        raise Http404 from error
    except same.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{made.lead.email} is {made.into} from now on.")
    return redirect("same")


@require_POST
def part(request: Request, pk: int) -> HttpResponse:
    """They are two people after all."""
    try:
        parted = same.part(pk, by=request.user, now=timezone.now())
    except Merge.DoesNotExist as error:
        raise Http404 from error
    except same.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{parted.lead.email} is a person of their own again.")
    return redirect("same")
