"""Doorways to a lead's sequences: put on, stop, take up again, draft ahead, pause, lift, back."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from leads.models import Lead
from leads.requests import Request
from reviews import ahead, journey
from reviews.views.answering import moment, number
from sequences import enrollment, pausing
from sequences.enrollment import NotEnrolled
from sequences.models import Enrollment, Pause, Version
from sequences.pausing import NotPaused, Target

NO_MOMENT = "That is not a moment. Choose a day and a time, or leave it open."


@require_POST
def enroll(request: Request, pk: int) -> HttpResponse:
    """Put the lead on a sequence, because of their newest call or event."""
    lead = _lead_or_404(request, pk)
    published = Version.objects.filter(published_at__isnull=False).select_related("sequence")
    version = get_object_or_404(published, pk=number(request, "version"))
    record = journey.record_of(lead)
    if record is None:
        messages.error(request, "They gave us nothing to go by yet: no call, and no event.")
        return redirect("lead", pk=pk)
    return _done(
        request,
        lead,
        lambda: enrollment.enroll(
            lead, version=version, record=record, by=request.user, now=timezone.now()
        ),
        f"{lead.name} is on “{version.sequence}” now.",
    )


@require_POST
def stop(request: Request, pk: int) -> HttpResponse:
    """End a sequence for this lead, with a reason."""
    lead = _lead_or_404(request, pk)
    one = _enrollment_or_404(request, lead)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, "Say in a few words why it ends, so that others understand it.")
        return redirect("lead", pk=pk)
    return _done(
        request,
        lead,
        lambda: enrollment.stop(one, by=request.user, reason=reason, now=timezone.now()),
        "Stopped. Nothing more of this sequence goes out.",
    )


@require_POST
def resume(request: Request, pk: int) -> HttpResponse:
    """Take up a sequence that was stopped or stands still."""
    lead = _lead_or_404(request, pk)
    one = _enrollment_or_404(request, lead)
    return _done(
        request,
        lead,
        lambda: enrollment.resume(one, by=request.user, now=timezone.now()),
        "Started again. What was still to come is planned anew.",
    )


@require_POST
def write_ahead(request: Request, pk: int) -> HttpResponse:
    """Have all mails of a sequence drafted now."""
    lead = _lead_or_404(request, pk)
    one = _enrollment_or_404(request, lead)
    return _done(
        request,
        lead,
        lambda: ahead.write_ahead(one, by=request.user, now=timezone.now()),
        "The rest is being drafted. Each goes in its own time, once you approve it.",
    )


@require_POST
def pause(request: Request, pk: int) -> HttpResponse:
    """Nothing goes to this lead for a while."""
    lead = _lead_or_404(request, pk)
    until = request.POST.get("until", "").strip()
    try:
        end = moment(until) if until else None
    except forms.ValidationError:
        messages.error(request, NO_MOMENT)
        return redirect("lead", pk=pk)
    return _done(
        request,
        lead,
        lambda: pausing.pause(
            Target(Pause.Scope.LEAD, lead=lead),
            reason=request.POST.get("reason", ""),
            until=end,
            by=request.user,
            now=timezone.now(),
        ),
        f"Paused. Nothing goes to {lead.name} until you lift it.",
    )


@require_POST
def lift(request: Request, pk: int) -> HttpResponse:
    """A pause of this lead ends."""
    lead = _lead_or_404(request, pk)
    one = get_object_or_404(Pause.objects.filter(lead=lead), pk=number(request, "pause"))
    return _done(
        request,
        lead,
        lambda: pausing.lift(one, by=request.user, now=timezone.now()),
        "Lifted. What fell due meanwhile is planned anew.",
    )


@require_POST
def back(request: Request, pk: int) -> HttpResponse:
    """They are back from their absence, says a person."""
    lead = _lead_or_404(request, pk)
    return _done(
        request,
        lead,
        lambda: pausing.back(lead, by=request.user, now=timezone.now()),
        f"{lead.name} is back. Their sequences go on.",
    )


def _done(request: Request, lead: Lead, act: Callable[[], object], words: str) -> HttpResponse:
    """One act, one answer, and back to where the person was."""
    try:
        act()
    except (NotEnrolled, NotPaused, ahead.NothingAhead) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, words)
    there = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()})
    return redirect(there if safe else reverse("lead", args=[lead.pk]))


def _lead_or_404(request: Request, pk: int) -> Lead:
    return get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)


def _enrollment_or_404(request: Request, lead: Lead) -> Enrollment:
    return get_object_or_404(Enrollment.objects.filter(lead=lead), pk=number(request, "enrollment"))
