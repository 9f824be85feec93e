"""Doorways by which a person corrects what was understood of a call: who is who, what is tense."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from leads import rulings, sides
from leads.models import Call, Participant, Ruling
from leads.requests import Request


@require_POST
def correct(request: Request, pk: int) -> HttpResponse:
    """Whose side a voice is on, or who it is; the call is read again."""
    visible = Participant.objects.filter(call__in=Call.objects.visible_to(request.user))
    found = get_object_or_404(visible, pk=pk)
    who = request.POST.get("who", "")
    side = {"user": "ours", "lead": "theirs"}.get(who.partition(":")[0], who)
    try:
        sides.correct(
            found.pk,
            by=request.user,
            side=side,
            person="" if side == who else who,
            now=timezone.now(),
        )
    except ValueError as error:
        raise Http404 from error
    messages.success(request, f"Noted who {found.name} is. The call is being read again.")
    return redirect("call", pk=found.call_id)


@require_POST
def overrule(request: Request, pk: int) -> HttpResponse:
    """This call is not sensitive, says a person."""
    return _rule(request, pk, rulings.overrule, "Not sensitive, then. The draft is being written.")


@require_POST
def mark(request: Request, pk: int) -> HttpResponse:
    """This is a sensitive matter, says a person."""
    return _rule(request, pk, rulings.mark, "Marked as sensitive. Mails that waited are held back.")


def _rule(request: Request, pk: int, act: Callable[..., Ruling], done: str) -> HttpResponse:
    call = get_object_or_404(Call.objects.visible_to(request.user), pk=pk)
    try:
        act(call.pk, by=request.user, reason=request.POST.get("reason", ""), now=timezone.now())
    except rulings.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("call", pk=pk)
