"""Where a row is fetched, it is also decided who may see it: others get a 404."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode

from leads.requests import Request
from reviews.card import with_sentences
from reviews.inbox import QUEUES, Entry, queue_of
from reviews.models import Card, Draft


def draft_or_404(request: Request, pk: int) -> Draft:
    """The draft with all its page walks through; 404 when it is not this person's to see.

    What few drafts have (an event, a colleague, a manager who was asked) is left to be asked for.
    """
    visible = Draft.objects.visible_to(request.user).select_related(
        "lead__account",
        "lead__owner",
        "call",
        "touch__enrollment__version__sequence",
        "touch__step",
    )
    return get_object_or_404(visible.prefetch_related(with_sentences()), pk=pk)


def entry_or_404(request: Request, pk: int) -> Draft:
    """The draft as a queue holds it, for a decision that looks at everything else itself; 404
    when it is not this person's to see."""
    visible = Draft.objects.visible_to(request.user).select_related("lead")
    return get_object_or_404(visible, pk=pk)


def chosen_queue(request: Request, draft: Draft | None = None) -> str:
    """The queue the address or the form names, else the one the draft stands in."""
    named = request.POST.get("queue") or request.GET.get("queue", "")
    if named in QUEUES:
        return named
    return queue_of(draft, user=request.user) if draft else "ready"


def inbox_url(queue: str, draft_id: int | None = None) -> str:
    """The address of a queue, or of one draft in it."""
    where = reverse("draft", args=[draft_id]) if draft_id else reverse("inbox")
    return f"{where}?{urlencode({'queue': queue})}"


def address(entry: Entry | None, queue: str) -> str:
    """The address of a draft or a card in its queue; empty for nothing."""
    if entry is None:
        return ""
    if isinstance(entry, Card):
        return reverse("card", args=[entry.pk])
    return inbox_url(queue, entry.pk)
