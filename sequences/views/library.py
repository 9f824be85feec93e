"""The library: words an admin approves for the slots `{library.…}`."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from leads.models import User
from leads.requests import Request
from sequences import library
from sequences.forms import LibraryForm
from sequences.models import LibraryItem
from sequences.views.allowed import admin, by_method


@require_http_methods(["GET", "POST"])
@never_cache
def index(request: Request) -> HttpResponse:
    """What is approved, what waits for approval, what is retired; and a form for more."""
    by = by_method(request)
    form = LibraryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            library.add(by=by, **form.cleaned_data)
        except library.Refused as refused:
            form.add_error("text", str(refused))
        else:
            messages.success(request, "Kept as a proposal. It is used once it is approved.")
            return redirect("library")
    items = LibraryItem.objects.select_related("approved_by").order_by("kind", "industry", "pk")
    context = {
        "proposed": [(i, library.advice_for(i)) for i in items if i.approved_at is None],
        "approved": [i for i in items if i.approved_at and not i.retired_at],
        "retired": [i for i in items if i.approved_at and i.retired_at],
        "form": form,
        "here": "library",
    }
    return render(request, "sequences/library.html", context, status=422 if form.errors else 200)


@require_POST
def approve(request: Request, pk: int) -> HttpResponse:
    """An admin takes responsibility for the words."""
    now = timezone.now()
    return _done(request, pk, lambda by: library.approve(pk, by=by, now=now), "Approved.")


@require_POST
def retire(request: Request, pk: int) -> HttpResponse:
    """Not used any more."""
    now = timezone.now()
    return _done(request, pk, lambda by: library.retire(pk, by=by, now=now), "Retired.")


@require_POST
def bring_back(request: Request, pk: int) -> HttpResponse:
    """Used again."""
    return _done(request, pk, lambda by: library.bring_back(pk, by=by), "It is used again.")


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Throw a proposal away."""
    return _done(request, pk, lambda by: library.remove(pk, by=by), "The proposal is gone.")


def _done(request: Request, pk: int, act: Callable[[User], object], said: str) -> HttpResponse:
    by = admin(request)
    get_object_or_404(LibraryItem, pk=pk)
    try:
        act(by)
    except library.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("library")
