"""One step of a draft: when, how, for whom; and its wordings."""

from __future__ import annotations

from typing import Literal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from leads.models import User
from leads.requests import Request
from sequences import editing
from sequences.conditions import TIERS, Invalid, parse
from sequences.forms import TESTS, FrameForm, condition_from
from sequences.models import Step
from sequences.standing import steps_of
from sequences.views.allowed import admin, by_method

FIELDS = (
    "angle", "channel", "delay_amount", "delay_unit", "at_time", "greeting", "sign_off",
)  # fmt: skip


@require_http_methods(["GET", "POST"])
@never_cache
def step(request: Request, pk: int) -> HttpResponse:
    """A step's page; of a draft, an admin changes it here."""
    by = by_method(request)
    found = _found(pk)
    initial = {field: getattr(found, field) for field in FIELDS}
    form = FrameForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            editing.change_step(pk, by=by, **form.cleaned_data)
        except editing.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Saved.")
            return redirect("step", pk)
    is_open = found.version.published_at is None and request.user.role == User.Role.ADMIN
    context = _about(found) | {"form": form, "is_open": is_open}
    return render(request, "sequences/step.html", context, status=422 if form.errors else 200)


@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """One place up or down."""
    by = admin(request)
    found = _found(pk)
    to: Literal["up", "down"] = "up" if request.POST.get("to") == "up" else "down"
    try:
        editing.move_step(pk, by=by, to=to)
    except editing.Refused as refused:
        messages.error(request, str(refused))
    return redirect("version", found.version_id)


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take the step out, with its wordings."""
    by = admin(request)
    found = _found(pk)
    try:
        editing.remove_step(pk, by=by)
    except editing.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"“{found.angle}” is taken out.")
    return redirect("version", found.version_id)


@require_POST
def condition(request: Request, pk: int) -> HttpResponse:
    """Add one test to the condition, or take one out by its place."""
    by = admin(request)
    found = _found(pk)
    tests = list(found.condition)
    place = request.POST.get("remove", "")
    if place:
        tests = [test for at, test in enumerate(tests) if str(at) != place]
    else:
        tests.append(condition_from(request.POST))
    try:
        editing.set_condition(pk, by=by, condition=tests)
    except editing.Refused as refused:
        messages.error(request, str(refused))
    return redirect("step", pk)


def _found(pk: int) -> Step:
    return get_object_or_404(Step.objects.select_related("version__sequence"), pk=pk)


def _about(found: Step) -> dict[str, object]:
    shown = next(one for one in steps_of(found.version) if one.step.pk == found.pk)
    try:
        tests = [str(test) for test in parse(found.condition)]
    except Invalid:
        tests = []
    return {
        "step": found,
        "version": found.version,
        "shown": shown,
        "tests": tests,
        "kinds": TESTS,
        "tiers": [(value, label) for value, label in TIERS.items() if value],
        "here": "sequences",
    }
