"""The wordings of a step: templates with slots."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from leads.models import User
from leads.requests import Request
from sequences import editing
from sequences.forms import VariantForm
from sequences.models import Sequence, Step, Variant
from sequences.slots import SLOTS
from sequences.views.allowed import admin, by_method

FIELDS = ("label", "weight", "language", "subject", "greeting", "body", "sign_off")
EVENTS = (Sequence.Purpose.HOT, Sequence.Purpose.WARM, Sequence.Purpose.COLD,
          Sequence.Purpose.NO_SHOW)  # fmt: skip


@require_http_methods(["GET", "POST"])
@never_cache
def new(request: Request, pk: int) -> HttpResponse:
    """One more wording of a step."""
    by = admin(request)
    step = get_object_or_404(Step.objects.select_related("version__sequence"), pk=pk)
    free = next(name for name in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if not _has(step, name))
    form = VariantForm(request.POST or None, initial={"label": free, "weight": 1})
    if request.method == "POST" and form.is_valid():
        try:
            editing.add_variant(step.pk, by=by, **form.cleaned_data)
        except editing.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The wording is saved.")
            return redirect("step", step.pk)
    return _page(request, step, form)


@require_http_methods(["GET", "POST"])
@never_cache
def wording(request: Request, pk: int) -> HttpResponse:
    """A wording's page; of a draft, an admin changes it here."""
    by = by_method(request)
    found = get_object_or_404(Variant.objects.select_related("step__version__sequence"), pk=pk)
    initial = {field: getattr(found, field) for field in FIELDS}
    form = VariantForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            editing.change_variant(pk, by=by, **form.cleaned_data)
        except editing.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The wording is saved.")
            return redirect("step", found.step_id)
    return _page(request, found.step, form, found)


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a wording out."""
    by = admin(request)
    found = get_object_or_404(Variant, pk=pk)
    try:
        editing.remove_variant(pk, by=by)
    except editing.Refused as refused:
        messages.error(request, str(refused))
    return redirect("step", found.step_id)


def _page(
    request: Request, step: Step, form: VariantForm, variant: Variant | None = None
) -> HttpResponse:
    purpose = step.version.sequence.purpose
    record = "event" if purpose in EVENTS else "call"
    is_open = step.version.published_at is None and request.user.role == User.Role.ADMIN
    context = {
        "step": step,
        "version": step.version,
        "variant": variant,
        "form": form,
        "is_open": is_open,
        "advice": form.advice(asks_nothing=purpose == Sequence.Purpose.COLD),
        "slots": [slot for slot in SLOTS.values() if slot.needs in ("", record)],
        "here": "sequences",
    }
    return render(request, "sequences/wording.html", context, status=422 if form.errors else 200)


def _has(step: Step, label: str) -> bool:
    return any(variant.label.casefold() == label.casefold() for variant in step.variants.all())
