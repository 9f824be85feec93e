"""Deciding: one POST, one domain call, and back to the next thing to decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from leads.requests import Request, current_sign_in
from reviews import decisions, inbox
from reviews.models import Draft
from reviews.views.finding import chosen_queue, draft_or_404, inbox_url
from reviews.views.inbox import show


@require_POST
def approve(request: Request, pk: int) -> HttpResponse:
    """Let go exactly the words on the page that was read: their fingerprint comes with the form."""
    draft = draft_or_404(request, pk)
    try:
        send_at = _moment(request.POST.get("send_at", ""))
    except forms.ValidationError:
        return _refused(request, draft, "That is not a moment. Choose a day and a time.")
    return _decide(
        request,
        draft,
        lambda: decisions.approve(
            pk,
            by=request.user,
            sign_in=current_sign_in(request),
            seen=request.POST.get("seen", ""),
            now=timezone.now(),
            send_at=send_at,
        ),
    )


@require_POST
def reject(request: Request, pk: int) -> HttpResponse:
    draft = draft_or_404(request, pk)
    reason = " ".join(filter(None, [*request.POST.getlist("why"), request.POST.get("reason", "")]))
    return _decide(
        request,
        draft,
        lambda: decisions.reject(
            pk,
            by=request.user,
            revision=_number(request, "revision"),
            reason=reason,
            now=timezone.now(),
        ),
    )


@require_POST
def edit(request: Request, pk: int) -> HttpResponse:
    """Save the rep's words. When somebody was faster, both versions stand on the page."""
    draft = draft_or_404(request, pk)
    words = {name: request.POST.get(name, "") for name in ("subject", "cc", "body")}
    try:
        decisions.edit(
            pk, by=request.user, revision=_number(request, "revision"), now=timezone.now(), **words
        )
    except decisions.Refused as refused:
        present = draft_or_404(request, pk)
        return show(request, present, editing=True, words=words, refused=refused)
    return redirect(inbox_url(chosen_queue(request, draft), pk))


@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    """Take back an approval that is still held, or bring a rejected draft back."""
    draft = draft_or_404(request, pk)
    return _stay(
        request,
        draft,
        lambda: decisions.undo(
            pk, by=request.user, sign_in=current_sign_in(request), now=timezone.now()
        ),
        done="Taken back. Nothing was sent.",
    )


@require_POST
def retry(request: Request, pk: int) -> HttpResponse:
    draft = draft_or_404(request, pk)
    return _stay(
        request,
        draft,
        lambda: decisions.retry(pk, by=request.user, now=timezone.now()),
        done="Followup is trying again.",
    )


@require_POST
def refresh(request: Request, pk: int) -> HttpResponse:
    draft = draft_or_404(request, pk)
    return _stay(
        request,
        draft,
        lambda: decisions.refresh(pk, by=request.user, now=timezone.now()),
        done="The draft is being drawn from the present record.",
    )


@require_POST
def settle(request: Request, pk: int) -> HttpResponse:
    """A person has looked: the mail arrived, or it did not."""
    draft = draft_or_404(request, pk)
    was_sent = request.POST.get("was_sent") == "yes"
    return _stay(
        request,
        draft,
        lambda: decisions.settle(
            pk,
            by=request.user,
            sign_in=current_sign_in(request),
            was_sent=was_sent,
            reason=request.POST.get("reason", ""),
            now=timezone.now(),
        ),
        done="Noted: it was sent." if was_sent else "Noted: it was not sent. The draft is back.",
    )


def _decide(request: Request, draft: Draft, act: Callable[[], object]) -> HttpResponse:
    """Act, then open what comes next in the queue the person works through."""
    queue = chosen_queue(request, draft)
    try:
        act()
    except decisions.Refused as refused:
        return _refused(request, draft, refused.sentence)
    following = inbox.following(draft, name=queue, user=request.user)
    return redirect(inbox_url(queue, following.pk if following else None))


def _stay(request: Request, draft: Draft, act: Callable[[], object], *, done: str) -> HttpResponse:
    """Act, then show the same draft where it stands now."""
    try:
        act()
    except decisions.Refused as refused:
        return _refused(request, draft, refused.sentence)
    messages.success(request, done)
    present = draft_or_404(request, draft.pk)
    return redirect(inbox_url(inbox.queue_of(present, user=request.user), draft.pk))


def _refused(request: Request, draft: Draft, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    present = draft_or_404(request, draft.pk)
    return redirect(inbox_url(inbox.queue_of(present, user=request.user), draft.pk))


def _number(request: Request, name: str) -> int:
    """A number a form carries; what is not one is a revision that never was."""
    given = request.POST.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _moment(given: str) -> datetime | None:
    """A chosen moment in the person's zone, or None for as soon as the hold is over."""
    cleaned: datetime | None = forms.DateTimeField(
        required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    ).clean(given)
    return cleaned
