"""The local mailbox in the browser: everything that was sent, as text. There is none outside the
sample mode, where mail leaves for real."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from followup.mailbox import folder

PAGE = 50


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The newest messages; `?before=KEY` continues an earlier page."""
    _sample_only()
    found = folder.summaries(
        settings.MAILBOX_DIR, before=request.GET.get("before", ""), limit=PAGE + 1
    )
    context = {"messages_kept": found[:PAGE], "more": found[PAGE - 1].key if found[PAGE:] else ""}
    return render(request, "mailbox/list.html", context)


@require_safe
def message(request: HttpRequest, key: str) -> HttpResponse:
    _sample_only()
    try:
        found = folder.read(settings.MAILBOX_DIR, key)
    except FileNotFoundError:
        raise Http404("There is no such message.") from None
    return render(request, "mailbox/message.html", {"mail": found})


@require_safe
def download(request: HttpRequest, key: str) -> HttpResponse:
    """The message as it arrived, to be saved and never shown: it may hold markup."""
    _sample_only()
    try:
        content = folder.raw(settings.MAILBOX_DIR, key)
    except FileNotFoundError:
        raise Http404("There is no such message.") from None
    headers = {"Content-Disposition": f'attachment; filename="{key}.eml"'}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


def _sample_only() -> None:
    if not settings.SAMPLE:
        raise Http404("The local mailbox belongs to the sample mode.")
