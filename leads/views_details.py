"""The doorway of what is known of a lead: a person corrects it, and their word counts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from leads import details
from leads.models import Lead
from leads.requests import Request


@require_POST
def correct(request: Request, pk: int) -> HttpResponse:
    """Only what the person changed on the page is theirs: `was-…` is what stood there."""
    lead = get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
    given = {
        name: request.POST[name][:200]
        for name in details.LABELS
        if name in request.POST
        and request.POST[name].strip() != request.POST.get(f"was-{name}", "").strip()
    }
    try:
        changed = details.said(lead, given, by=request.user, now=timezone.now()) if given else []
    except ValueError as problem:
        messages.error(request, str(problem))
        return redirect("lead", pk=pk)
    if changed:
        words = ", ".join(details.LABELS[name].lower() for name in changed)
        messages.success(request, f"Noted as your word: {words}.")
    return redirect("lead", pk=pk)
