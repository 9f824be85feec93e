"""The sequences: their list, one of them, its rules."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leads.requests import Request
from sequences import editing, seeds
from sequences.editing.plans import FIELDS
from sequences.forms import RulesForm, SequenceForm
from sequences.models import Sequence
from sequences.standing import counted, listed, steps_of
from sequences.views.allowed import admin, reader


@require_GET
@never_cache
def index(request: Request) -> HttpResponse:
    """Every sequence, with what is published and who is in it."""
    reader(request)
    found = listed()
    there = {row.sequence.purpose for row in found}
    context = {
        "listed": found,
        "missing": [label for value, label in Sequence.Purpose.choices if value not in there],
        "here": "sequences",
    }
    return render(request, "sequences/index.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def new(request: Request) -> HttpResponse:
    """A new sequence: its name and purpose; then straight to its first draft."""
    by = admin(request)
    form = SequenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            version = editing.create(by=by, **form.cleaned_data)
        except editing.Refused as refused:
            form.add_error("name", str(refused))
        else:
            return redirect("version", version.pk)
    context = {"form": form, "here": "sequences"}
    return render(request, "sequences/new.html", context, status=422 if form.errors else 200)


@require_POST
def ready_made(request: Request) -> HttpResponse:
    """Drafts of the sequences that ship, for the purposes that have none."""
    admin(request)
    made = seeds.ensure_drafts()
    messages.success(request, f"{len(made)} drafts are here. Read each, then publish it.")
    return redirect("sequences")


@require_GET
@never_cache
def sequence(request: Request, pk: int) -> HttpResponse:
    """One sequence: what runs now, its versions, its rules."""
    reader(request)
    found = get_object_or_404(Sequence, pk=pk)
    return render(request, "sequences/sequence.html", _about(found))


@require_POST
def change(request: Request, pk: int) -> HttpResponse:
    """Change the name and the rules, which hold for all versions."""
    by = admin(request)
    found = get_object_or_404(Sequence, pk=pk)
    form = RulesForm(request.POST)
    if form.is_valid():
        try:
            editing.change_sequence(pk, by=by, **form.cleaned_data)
        except editing.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Saved.")
            return redirect("sequence", pk)
    context = _about(found) | {"form": form}
    return render(request, "sequences/sequence.html", context, status=422)


@require_POST
def switch(request: Request, pk: int) -> HttpResponse:
    """On or off, for people who would begin it."""
    by = admin(request)
    get_object_or_404(Sequence, pk=pk)
    found = editing.switch(pk, by=by, on=request.POST.get("to") == "on")
    messages.success(request, f"“{found}” is {'on' if found.is_active else 'off'}.")
    return redirect("sequence", pk)


@require_POST
def draft(request: Request, pk: int) -> HttpResponse:
    """Begin a draft from what is published, or go to the one that is open."""
    by = admin(request)
    get_object_or_404(Sequence, pk=pk)
    source = request.POST.get("source", "")
    found = editing.begin_draft(pk, by=by, source_id=int(source) if source.isdecimal() else None)
    return redirect("version", found.pk)


def _about(found: Sequence) -> dict[str, object]:
    versions = counted(found.versions.all())
    published = next((version for version in versions if version.published_at), None)
    return {
        "sequence": found,
        "versions": versions,
        "published": published,
        "draft": next((version for version in versions if not version.published_at), None),
        "steps": steps_of(published) if published else [],
        "form": RulesForm(initial={field: getattr(found, field) for field in FIELDS}),
        "here": "sequences",
    }
