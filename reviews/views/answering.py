"""How a decision's page answers: on to the next draft, or back to this one, with what happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from leads.requests import Request
from reviews import decisions, inbox
from reviews.models import Draft
from reviews.views.finding import address, chosen_queue, entry_or_404, inbox_url

NO_MOMENT = "That is not a moment. Choose a day and a time."


def onward(
    request: Request, draft: Draft, act: Callable[[], object], *, done: str = ""
) -> HttpResponse:
    """Act, then open what comes next in the queue the person works through."""
    queue = chosen_queue(request, draft)
    try:
        act()
    except decisions.Refused as refusal:
        return refused(request, draft, refusal.sentence)
    if done:
        messages.success(request, done)
    following = inbox.following(draft, name=queue, user=request.user)
    return redirect(address(following, queue) or inbox_url(queue))


def stay(request: Request, draft: Draft, act: Callable[[], object], *, done: str) -> HttpResponse:
    """Act, then show the same draft where it stands now."""
    try:
        act()
    except decisions.Refused as refusal:
        return refused(request, draft, refusal.sentence)
    if done:
        messages.success(request, done)
    present = entry_or_404(request, draft.pk)
    return redirect(inbox_url(inbox.queue_of(present, user=request.user), draft.pk))


def refused(request: Request, draft: Draft, sentence: str) -> HttpResponse:
    """Back to the draft as it is now, with the sentence that says how to mend it."""
    messages.error(request, sentence)
    present = entry_or_404(request, draft.pk)
    return redirect(inbox_url(inbox.queue_of(present, user=request.user), draft.pk))


def number(request: Request, name: str) -> int:
    """A number a form carries; what is not one is a row or a revision that never was."""
    given = request.POST.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0


def moment(given: str) -> datetime | None:
    """A chosen moment in the person's zone, or None when none was chosen.

    Raises `forms.ValidationError` for what is no moment.
    """
    cleaned: datetime | None = forms.DateTimeField(
        required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"]
    ).clean(given)
    return cleaned
