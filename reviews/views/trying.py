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
from sequences.lint import phrases
from sequences.models import Sequence, Step, Variant, Version
from sequences.slots import problems
from sequences.views.allowed import reader


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
    user = reader(request)
    rows = Step.objects.select_related("version__sequence").prefetch_related("variants")
    step = get_object_or_404(rows, pk=pk)
    names = ("subject", "greeting", "body", "sign_off")
    words = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in names}
    variant = Variant(step=step, label="as it stands here", **words)
    wrong = [
        p.words for n, text in words.items() for p in problems(text, is_subject=n == "subject")
    ]
    teaches = step.version.sequence.purpose == Sequence.Purpose.COLD
    pool = previewing.pool(step.version.sequence, user=user)
    record = previewing.chosen(pool, request.POST.get("record", ""))
    shown = None
    if record is not None and variant.body.strip():
        shown = previewing.preview(step, record=record, variant=variant, now=timezone.now())
    context = {
        "version": step.version,
        "step": step,
        "problems": wrong,
        "advice": phrases(f"{variant.subject}\n{variant.body}", asks_nothing=teaches),
        "pool": _choices(pool),
        "record": record,
        "preview": shown,
        "here": "sequences",
    }
    page = "sequences/preview_of_wording.html"
    return render(request, f"{page}#shown" if request.htmx else page, context)


def _choices(pool: list[previewing.Record]) -> list[tuple[str, previewing.Record]]:
    return [(previewing.key(record), record) for record in pool]
