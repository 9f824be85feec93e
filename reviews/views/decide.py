"""Deciding: one POST, one domain call, and back to the next thing to decide."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from leads.requests import Request, current_sign_in
from reviews import decisions, scratches
from reviews.models import Draft
from reviews.views.answering import NO_MOMENT, moment, number, onward, refused, stay
from reviews.views.finding import chosen_queue, draft_or_404, entry_or_404, inbox_url
from reviews.views.inbox import show


@require_POST
def approve(request: Request, pk: int) -> HttpResponse:
    """Let go exactly the words on the page that was read: their fingerprint comes with the form."""
    draft = entry_or_404(request, pk)
    now, at = timezone.now(), request.POST.get("at") or request.POST.get("send_at", "")
    try:
        send_at = now if at == "now" else moment(at)
    except forms.ValidationError:
        return refused(request, draft, NO_MOMENT)
    return onward(
        request,
        draft,
        lambda: decisions.approve(
            pk,
            by=request.user,
            sign_in=current_sign_in(request),
            seen=request.POST.get("seen", ""),
            now=now,
            send_at=send_at,
        ),
    )


def _why(request: Request) -> str:
    given = [*request.POST.getlist("why"), request.POST.get("reason", "")]
    return " ".join(filter(None, given))


@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    """Neither this mail nor what was planned after it."""
    draft = draft_or_404(request, pk)
    return onward(
        request,
        draft,
        lambda: decisions.end_sequence(
            pk,
            by=request.user,
            revision=number(request, "revision"),
            reason=_why(request),
            now=timezone.now(),
        ),
        done=f"Ended. Nothing more of it goes to {draft.lead.name}.",
    )


@require_POST
def reject(request: Request, pk: int) -> HttpResponse:
    draft = entry_or_404(request, pk)
    return onward(
        request,
        draft,
        lambda: decisions.reject(
            pk,
            by=request.user,
            revision=number(request, "revision"),
            reason=_why(request),
            now=timezone.now(),
        ),
    )


@require_POST
def edit(request: Request, pk: int) -> HttpResponse:
    """Save the rep's words. When somebody was faster, both versions stand on the page."""
    draft = draft_or_404(request, pk)
    words = scratches.Words(*(request.POST.get(name, "") for name in ("subject", "cc", "body")))
    try:
        decisions.edit(
            pk,
            by=request.user,
            revision=number(request, "revision"),
            subject=words.subject,
            cc=words.cc,
            body=words.body,
            now=timezone.now(),
            tab=request.POST.get("tab", ""),
        )
    except decisions.Refused as refusal:
        present = draft_or_404(request, pk)
        return show(request, present, editing=True, words=words, refused=refusal)
    scratches.discard(pk, by=request.user, tab=request.POST.get("instead_of", ""))
    return redirect(inbox_url(chosen_queue(request, draft), pk))


@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    """Take back an approval that is still held, or bring a rejected or put-off draft back."""
    draft = draft_or_404(request, pk)
    was_put_off = draft.state == Draft.State.SNOOZED
    return stay(
        request,
        draft,
        lambda: decisions.undo(
            pk, by=request.user, sign_in=current_sign_in(request), now=timezone.now()
        ),
        done="It is back." if was_put_off else "Taken back. Nothing was sent.",
    )


@require_POST
def retry(request: Request, pk: int) -> HttpResponse:
    draft = draft_or_404(request, pk)
    return stay(
        request,
        draft,
        lambda: decisions.retry(pk, by=request.user, now=timezone.now()),
        done="Followup is trying again.",
    )


@require_POST
def refresh(request: Request, pk: int) -> HttpResponse:
    draft = draft_or_404(request, pk)
    return stay(
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
    return stay(
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
