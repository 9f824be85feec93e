"""The doorways of the deliverability desk: admins only."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from leads.requests import Request
from sequences.deliverability import desk
from sequences.deliverability.rates import FEWEST, rates
from sequences.deliverability.records import is_reserved
from sequences.mailbox_standing import standings
from sequences.models import SendingDomain
from sequences.views.allowed import admin


@require_GET
@never_cache
def index(request: Request) -> HttpResponse:
    """Every sending domain with what it says of itself, and every mailbox with what comes back."""
    admin(request)
    now = timezone.now()
    found = rates(now=now)
    domains = list(SendingDomain.objects.all())
    known = {d.domain for d in domains}
    context = {
        "domains": [(d, is_reserved(d.domain)) for d in domains],
        "unseen": [d for d in desk.in_use() if d not in known],
        "rows": [(s, found.get(s.mailbox.pk)) for s in standings(user=request.user, now=now)],
        "fewest": FEWEST,
        "is_waiting": any(d.check_wanted_at or not d.checked_at for d in domains),
        "here": "deliverability",
    }
    part = "#domains" if request.htmx else ""
    return render(request, f"settings/deliverability.html{part}", context)


@require_POST
def check(request: Request, pk: int) -> HttpResponse:
    """Look a domain up again."""
    admin(request)
    desk.ask_for_check(get_object_or_404(SendingDomain, pk=pk), now=timezone.now())
    return HttpResponseRedirect(f"{reverse('deliverability')}#domain-{pk}")


@require_POST
def change(request: Request, pk: int) -> HttpResponse:
    """Where its DKIM keys are, and whether its mail goes although it proves nothing."""
    admin(request)
    row = get_object_or_404(SendingDomain, pk=pk)
    desk.change(
        row,
        selectors=request.POST.get("selectors", ""),
        exempt_reason=request.POST.get("exempt_reason", ""),
        now=timezone.now(),
    )
    messages.success(request, f"{row} is being looked up again.")
    return HttpResponseRedirect(f"{reverse('deliverability')}#domain-{pk}")
