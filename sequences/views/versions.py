"""One version: its steps, its review, its publication."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from leads.models import User
from leads.requests import Request
from sequences import editing
from sequences.forms import StepForm
from sequences.models import Version
from sequences.standing import counted, steps_of
from sequences.views.allowed import admin, reader


@require_GET
@never_cache
def version(request: Request, pk: int) -> HttpResponse:
    """The steps of a version; of a draft, with everything an admin can do to them."""
    reader(request)
    return render(request, "sequences/version.html", _about(_found(pk), request.user))


@require_POST
def add_step(request: Request, pk: int) -> HttpResponse:
    """One more step behind the others; then to its own page."""
    by = admin(request)
    found = _found(pk)
    form = StepForm(request.POST)
    if not form.is_valid():
        context = _about(found, by) | {"form": form}
        return render(request, "sequences/version.html", context, status=422)
    try:
        step = editing.add_step(pk, by=by, **form.cleaned_data)
    except editing.Refused as refused:
        messages.error(request, str(refused))
        return redirect("version", pk)
    return redirect("step", step.pk)


@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    """Throw a draft away."""
    by = admin(request)
    _found(pk)
    try:
        sequence = editing.discard_draft(pk, by=by)
    except editing.Refused as refused:
        messages.error(request, str(refused))
        return redirect("version", pk)
    messages.success(request, "The draft is gone. What is published runs on.")
    return redirect("sequence", sequence.pk) if sequence.pk else redirect("sequences")


@require_GET
@never_cache
def review(request: Request, pk: int) -> HttpResponse:
    """What is new against the published version, who is affected, what stands against it."""
    reader(request)
    found = _found(pk)
    versions = counted(found.sequence.versions.all())
    older = [v for v in versions if v.published_at and v.number < found.number]
    against = request.GET.get("against", "")
    old = next((v for v in older if str(v.number) == against), older[0] if older else None)
    context = {
        "version": found,
        "old": old,
        "older": older,
        "changes": editing.difference(old, found),
        "running": [v for v in versions if v.running and v != found],  # type: ignore[attr-defined]
        "obstacles": [] if found.published_at else editing.obstacles(found),
        "here": "sequences",
    }
    return render(request, "sequences/review.html", context)


@require_POST
def ask(request: Request, pk: int) -> HttpResponse:
    """Hand the draft in for review."""
    by = admin(request)
    _found(pk)
    try:
        note = request.POST.get("note", "")
        editing.ask_for_review(pk, by=by, note=note, now=timezone.now())
    except editing.Refused as refused:
        messages.error(request, str(refused))
        return redirect("version", pk)
    return redirect("version_review", pk)


@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    """Back from review to draft."""
    by = admin(request)
    _found(pk)
    try:
        editing.take_back(pk, by=by)
    except editing.Refused as refused:
        messages.error(request, str(refused))
    return redirect("version", pk)


@require_POST
def publish(request: Request, pk: int) -> HttpResponse:
    """Publish what was reviewed."""
    by = admin(request)
    found = _found(pk)
    try:
        editing.publish(pk, by=by, now=timezone.now())
    except editing.Refused as refused:
        messages.error(request, str(refused))
        return redirect("version_review", pk)
    messages.success(request, f"Version {found.number} is published. New people get it from now.")
    return redirect("sequence", found.sequence_id)


def _found(pk: int) -> Version:
    rows = Version.objects.select_related("sequence", "published_by", "review_asked_by")
    return get_object_or_404(rows, pk=pk)


def _about(found: Version, user: User) -> dict[str, object]:
    steps = steps_of(found)
    unit = "days" if steps else "hours"
    return {
        "version": found,
        "steps": steps,
        "is_open": found.published_at is None and user.role == User.Role.ADMIN,
        "obstacles": editing.obstacles(found) if found.published_at is None else [],
        "form": StepForm(initial={"delay_amount": 3 if steps else 0, "delay_unit": unit}),
        "here": "sequences",
    }
