"""Where a row is fetched, it is also decided who may see it: others get a 404."""

from __future__ import annotations

from functools import cache

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode

from followup.lib.prepared import KEY, Prepared
from leads.requests import Request
from reviews.inbox import QUEUES, Entry, queue_of
from reviews.models import Card, Draft
from reviews.walking import given, someone

# What the page of a draft walks through.
WALKED = (
    "lead__account",
    "lead__owner",
    "call",
    "touch__enrollment__version__sequence",
    "touch__step",
)


def draft_or_404(request: Request, pk: int) -> Draft:
    """The draft with all its page walks through; 404 when it is not this person's to see.

    What few drafts have (an event, a colleague, a manager who was asked) is left to be asked for.
    """
    return _or_404(request, pk, WALKED)


def entry_or_404(request: Request, pk: int) -> Draft:
    """The draft as a queue holds it, for a decision that looks at everything else itself; 404
    when it is not this person's to see."""
    return _or_404(request, pk, ("lead",))


def _or_404(request: Request, pk: int, walked: tuple[str, ...]) -> Draft:
    user = request.user
    asked = _visible(user.role, in_team=user.team_id is not None, walked=walked)
    if found := asked.one(given(user) | {KEY: pk}):
        return found
    raise Http404


@cache
def _visible(role: str, *, in_team: bool, walked: tuple[str, ...]) -> Prepared[Draft]:
    seen = Draft.objects.visible_to(someone(role, in_team=in_team))
    return Prepared(seen.filter(pk=KEY).select_related(*walked))


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
