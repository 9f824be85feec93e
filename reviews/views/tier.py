"""A person says how warm somebody is, what became of them, or takes somebody over."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from leads import routing
from leads.models import Lead
from leads.requests import Request
from sequences import stages, warmth


@require_POST
def override(request: Request, pk: int) -> HttpResponse:
    """Set the tier by hand, with a reason."""
    lead = get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
    tier, reason = request.POST.get("tier", ""), request.POST.get("reason", "")
    try:
        warmth.override(lead, tier=tier, reason=reason, by=request.user, now=timezone.now())
    except warmth.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{lead.name} stays {tier} until somebody lets the rules decide.")
    return redirect("lead", pk)


@require_POST
def lift(request: Request, pk: int) -> HttpResponse:
    """Let the rules decide again."""
    lead = get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
    if warmth.lift(lead, by=request.user, now=timezone.now()):
        messages.success(request, "The rules decide again.")
    return redirect("lead", pk)


@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """They became a customer, are closed, or are a prospect again."""
    lead = get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
    to, why = request.POST.get("stage", ""), request.POST.get("reason", "")
    try:
        change = stages.move(lead, to=to, why=why, by=request.user, now=timezone.now())
    except stages.Refused as refused:
        messages.error(request, str(refused))
    else:
        said = f"{lead.name} is now “{change.get_to_stage_display()}”."
        if to != Lead.Stage.PROSPECT:
            said += " What was planned for them has ended."
        messages.success(request, said)
    return redirect("lead", pk)


@require_POST
def take_over(request: Request, pk: int) -> HttpResponse:
    """From now on this lead is mine."""
    lead = get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
    reason = request.POST.get("reason", "")
    try:
        routing.take_over(lead, by=request.user, reason=reason, now=timezone.now())
    except routing.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{lead.name} is yours now, with their drafts.")
    return redirect("lead", pk)
