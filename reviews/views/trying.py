"""Trying a sequence on real people before it is published: one person's way, and a wording as it
is being written. Nothing is saved and nothing is sent."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from leads.requests import Request
from reviews import previewing
from sequences.forms import VariantForm
from sequences.models import Step, Variant, Version
from sequences.views.allowed import admin, reader


@require_GET
@never_cache
def version(request: Request, pk: int) -> HttpResponse:
    """All steps of a version as one person would get them, each slot with its source."""
    user = reader(request)
    found = get_object_or_404(Version.objects.select_related("sequence"), pk=pk)
    pool = previewing.pool(found.sequence, user=user)
    record = previewing.chosen(pool, request.GET.get("record", ""))
    now = timezone.now()
    steps = found.steps.select_related("version__sequence").prefetch_related("variants")
    shown = [(s, previewing.preview(s, record=record, now=now)) for s in steps] if record else []
    context = {
        "version": found,
        "pool": _choices(pool),
        "record": record,
        "shown": shown,
        "here": "sequences",
    }
    return render(request, "sequences/try.html", context)


@require_POST
def wording(request: Request, pk: int) -> HttpResponse:
    """A wording as it is being written, as a person would get it."""
    user = admin(request)
    rows = Step.objects.select_related("version__sequence").prefetch_related("variants")
    step = get_object_or_404(rows, pk=pk)
    form = VariantForm(request.POST)
    words = {name: request.POST.get(name, "") for name in ("subject", "greeting", "sign_off")}
    body = request.POST.get("body", "").replace("\r\n", "\n")
    variant = Variant(step=step, label="as you write it", body=body, **words)
    pool = previewing.pool(step.version.sequence, user=user)
    record = previewing.chosen(pool, request.POST.get("record", ""))
    shown = None
    if record is not None and body.strip():
        shown = previewing.preview(step, record=record, variant=variant, now=timezone.now())
    context = {
        "version": step.version,
        "step": step,
        "form": form,
        "pool": _choices(pool),
        "record": record,
        "preview": shown,
        "here": "sequences",
    }
    page = "sequences/preview_of_wording.html"
    return render(request, f"{page}#shown" if request.htmx else page, context)


def _choices(pool: list[previewing.Record]) -> list[tuple[str, previewing.Record]]:
    return [(previewing.key(record), record) for record in pool]
