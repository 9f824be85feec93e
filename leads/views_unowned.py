"""Where a manager sees the leads that nobody looks after, and shares them out."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from leads import unowned
from leads.models import User
from leads.requests import Request
from leads.routing import Refused


@require_GET
@never_cache
def index(request: Request) -> HttpResponse:
    """The leads of whoever is away or gone, by owner."""
    manager, now = _manager(request), timezone.now()
    context = {
        "groups": unowned.groups(manager, now=now),
        "takers": unowned.takers(manager, now=now),
    }
    return render(request, "leads/unowned.html", context)


@require_POST
def give(request: Request) -> HttpResponse:
    """The marked ones, or all of one owner, to one person or to the team in turn."""
    manager = _manager(request)
    of = get_object_or_404(User, pk=_number(request.POST.get("of", "")))
    to = User.objects.filter(pk=_number(request.POST.get("to", ""))).first()
    marked = [_number(given) for given in request.POST.getlist("lead")]
    try:
        if to is None and request.POST.get("to") != "turn":
            raise Refused("Choose who takes them.")
        given = unowned.share_out(
            leads=None if request.POST.get("which") == "all" else marked,
            of=of,
            to=to,
            by=manager,
            now=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        whom = to.name if to else "your team, in turn"
        noun = "lead" if given == 1 else "leads"
        messages.success(request, f"{given} {noun} of {of} went to {whom}, with their drafts.")
    return redirect("unowned")


def _manager(request: Request) -> User:
    if request.user.role != User.Role.MANAGER:
        raise PermissionDenied("Only a manager shares out leads.")
    return request.user


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
