"""Whose turn it is, and when: put off, hand over, ask the manager, comment, hand back."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from leads.requests import Request
from reviews import decisions
from reviews.decisions.deferring import WAITS
from reviews.views.answering import NO_MOMENT, moment, number, onward, refused, stay
from reviews.views.finding import draft_or_404


@require_POST
def snooze(request: Request, pk: int) -> HttpResponse:
    """Put off until the moment of a button or of the field, or until one thing happens:
    `answer`, `meeting`, `stage`."""
    draft = draft_or_404(request, pk)
    at = request.POST.get("at") or request.POST.get("until", "")
    waits_for = at if at in WAITS else ""
    try:
        until = None if waits_for else moment(at)
    except forms.ValidationError:
        return refused(request, draft, NO_MOMENT)
    if until is None and not waits_for:
        return refused(request, draft, NO_MOMENT)
    return onward(
        request,
        draft,
        lambda: decisions.snooze(
            pk,
            by=request.user,
            revision=number(request, "revision"),
            until=until,
            waits_for=waits_for,
            now=timezone.now(),
        ),
        done=f"Put off. {draft.lead.name} comes back by itself.",
    )


@require_POST
def delegate(request: Request, pk: int) -> HttpResponse:
    draft = draft_or_404(request, pk)
    return onward(
        request,
        draft,
        lambda: decisions.delegate(
            pk,
            by=request.user,
            revision=number(request, "revision"),
            to=number(request, "to"),
            note=request.POST.get("note", ""),
            now=timezone.now(),
        ),
        done="Handed over. They were told.",
    )


@require_POST
def ask(request: Request, pk: int) -> HttpResponse:
    draft = draft_or_404(request, pk)
    return onward(
        request,
        draft,
        lambda: decisions.ask_manager(
            pk,
            by=request.user,
            revision=number(request, "revision"),
            question=request.POST.get("note", ""),
            now=timezone.now(),
        ),
        done="Your manager was asked. It waits for them.",
    )


@require_POST
def comment(request: Request, pk: int) -> HttpResponse:
    draft = draft_or_404(request, pk)
    return stay(
        request,
        draft,
        lambda: decisions.comment(
            pk, by=request.user, text=request.POST.get("note", ""), now=timezone.now()
        ),
        done="Your comment stands beside the draft.",
    )


@require_POST
def hand_back(request: Request, pk: int) -> HttpResponse:
    draft = draft_or_404(request, pk)
    # Whoever hands back what was handed to them may not see it any more.
    goes_away = draft.asked_by_id is None and draft.assigned_to_id == request.user.pk
    return (onward if goes_away else stay)(
        request,
        draft,
        lambda: decisions.hand_back(
            pk, by=request.user, note=request.POST.get("note", ""), now=timezone.now()
        ),
        done="It is back with the one who asked." if draft.asked_by_id else "It is back.",
    )
