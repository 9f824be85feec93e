"""Looking: the queues, one draft with its evidence, the counters. Nothing here changes state."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from leads.models import Call
from leads.requests import Request, current_sign_in
from reviews import firstrun, inbox, missing, rows
from reviews.card import card
from reviews.cards import listing
from reviews.changes import changes
from reviews.decisions import Refused
from reviews.menus import menus
from reviews.models import Card, Draft
from reviews.scratches import Words
from reviews.views.editing import editor
from reviews.views.finding import address, chosen_queue, draft_or_404, inbox_url


def listed(request: Request, queue: str, *, opened: int | None = None) -> dict[str, object]:
    """What the queue pane needs, on whichever page it stands; `opened`: the draft beside it."""
    search, now = request.GET.get("q", "").strip()[:100], timezone.now()
    page = inbox.page(queue, user=request.user, after=request.GET.get("after", ""), search=search)
    is_empty = queue == "ready" and not page.rows and not search
    return {
        "queue": inbox.queue_for(request.user, queue),
        "draft": None,
        "page": page,
        "rows": [
            listing.row(one, now=now)
            if isinstance(one, Card)
            else rows.row(one, user=request.user, queue=queue, opened=opened, now=now)
            for one in page.rows
        ],
        "first": firstrun.steps(request.user) if is_empty else (),
        "search": search,
        "undoable": inbox.just_decided(request.user, now=now),
    }


@require_GET
@never_cache
def index(request: Request) -> HttpResponse:
    """One queue, chosen by `?queue=`; only its rows when they are polled for."""
    polled = request.htmx and request.htmx.target == "rows"
    template = "reviews/queue.html#rows" if polled else "reviews/inbox.html"
    return render(request, template, listed(request, chosen_queue(request)))


@require_GET
@never_cache
def reading(request: Request) -> HttpResponse:
    """Calls that have no draft, and why."""
    after = request.GET.get("after", "")
    place = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else None
    page = missing.page(user=request.user, after=place)
    return render(request, "reviews/reading.html", {"missing": page, "after": after})


@require_GET
@never_cache
def rail(request: Request) -> HttpResponse:
    """The counters, for polling."""
    return render(request, "rail.html", {"here": request.GET.get("here", "")})


@require_GET
@never_cache
def draft(request: Request, pk: int) -> HttpResponse:
    """One draft: the mail as it would go, what it rests on, and what stands against sending it."""
    return show(request, draft_or_404(request, pk))


@require_GET
@never_cache
def edit(request: Request, pk: int) -> HttpResponse:
    """The draft with its words in a form."""
    return show(request, draft_or_404(request, pk), editing=True)


@require_GET
@never_cache
def of_call(request: Request, pk: int) -> HttpResponse:
    """On to the follow-up of a call; while there is none, back to the call."""
    call = get_object_or_404(Call.objects.visible_to(request.user), pk=pk)
    found = Draft.objects.filter(call=call).order_by("pk").first()
    if found is None and request.htmx:
        return render(request, "leads/call.html#state", {"call": call, "moving": True})
    if found is None:
        return redirect("call", pk=pk)
    where = inbox_url(inbox.queue_of(found, user=request.user), found.pk)
    return HttpResponse(headers={"HX-Redirect": where}) if request.htmx else redirect(where)


def show(
    request: Request,
    draft: Draft,
    *,
    editing: bool = False,
    words: Words | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    """The page of a draft, or only its two panes when HTMX swaps them in."""
    queue, now = chosen_queue(request, draft), timezone.now()
    before, behind = inbox.around(draft, name=queue, user=request.user)
    found = card(draft, by=request.user, sign_in=current_sign_in(request), now=now)
    context: dict[str, object] = {
        "card": found,
        "draft": draft,
        "queue": inbox.queue_for(request.user, queue),
        "before": address(before, queue),
        "behind": address(behind, queue),
        "menus": menus(draft, card=found, by=request.user, now=now),
        "editing": editing,
        "refused": refused,
    }
    if editing or found.is_unwritten:
        context["editor"] = editor(request, draft, body=found.mail.body, given=words)
    if request.GET.get("show") == "changes" and draft.machine_text:
        context["changes"] = changes(draft.machine_text, f"{draft.subject}\n\n{found.mail.body}")
    if request.htmx and request.htmx.target == "desk":
        return render(request, "reviews/draft.html#desk", context)
    return render(request, "reviews/draft.html", listed(request, queue, opened=draft.pk) | context)
