"""The doorways of the CRM's settings: connect, test, map, see what was written, try again."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from leads.crm import connections, entries
from leads.models import CrmConnection, CrmEntry
from leads.requests import Request
from sequences.views.allowed import admin

PAGE = 50
NOTES = (
    ("sent", "Mails, text messages and receipts that went, with their words"),
    ("heard", "What was heard: answers, meetings, bounces, wishes for no more mail"),
    ("click", "Clicks by people"),
    ("open", "Opens by people: half of all opens are made by machines, and they decide nothing"),
)


@require_GET
@never_cache
def index(request: Request) -> HttpResponse:
    """The connection, how it stands, and the newest of what it was told."""
    admin(request)
    return _page(request)


@require_POST
@never_cache
def connect(request: Request) -> HttpResponse:
    """Connect one; the secret we sign with is shown on the answer and never again."""
    by = admin(request)
    kind = request.POST.get("kind", "")
    if kind not in CrmConnection.Kind.values:
        raise Http404
    try:
        secret = connections.connect(
            kind=kind,
            address=request.POST.get("address", "").strip()[:500],
            token=request.POST.get("token", "").strip()[:4000],
            by=by,
            now=timezone.now(),
        )
    except connections.Refused as refused:
        messages.error(request, str(refused))
        return _page(request, status=422)
    if secret:
        return _page(request, secret=secret)
    messages.success(request, "Connected. It is being tested.")
    return redirect("crm")


@require_POST
def change(request: Request) -> HttpResponse:
    """What is written, into which fields, and a new token."""
    found = _found(request)
    try:
        connections.change(
            found,
            fields={key: request.POST.get(f"field_{key}", "") for key in connections.OURS},
            notes=request.POST.getlist("notes"),
            token=request.POST.get("token", "").strip()[:4000],
            now=timezone.now(),
        )
    except connections.Refused as refused:
        messages.error(request, f"Nothing was saved. {refused}")
        return redirect("crm")
    messages.success(request, "Saved. It is being tested.")
    return redirect("crm")


@require_POST
def ask(request: Request) -> HttpResponse:
    """Have it tested, or our fields made in it."""
    found = _found(request)
    wish = request.POST.get("wish", "")
    if wish not in CrmConnection.Wanted.values:
        raise Http404
    connections.want(found, wish, now=timezone.now())
    return redirect("crm")


@require_POST
def end(request: Request) -> HttpResponse:
    """Disconnect."""
    by, found = admin(request), _found(request)
    connections.end(found, by=by, now=timezone.now())
    messages.success(request, f"{found} is disconnected. What was written there stays there.")
    return redirect("crm")


@require_POST
def again(request: Request) -> HttpResponse:
    """Everything that was not written, once more."""
    tried = entries.again(_found(request), now=timezone.now())
    messages.success(request, f"{tried} are being tried again.")
    return redirect("crm")


@require_POST
def again_one(request: Request, pk: int) -> HttpResponse:
    """One thing that was not written or was left out, once more."""
    if entries.again(_found(request), now=timezone.now(), pk=pk):
        messages.success(request, "It is being tried again.")
    return redirect("crm")


def _found(request: Request) -> CrmConnection:
    admin(request)
    found = connections.current()
    if found is None:
        raise Http404
    return found


def _page(request: Request, *, secret: str = "", status: int = 200) -> HttpResponse:
    found = connections.current()
    context: dict[str, object] = {
        "here": "crm",
        "connection": found,
        "secret": secret,
        "address": request.POST.get("address", ""),
    }
    if found is not None:
        state = request.GET.get("state", "")
        state = state if state in CrmEntry.State.values else ""
        rows = entries.lately(found, state=state)
        context |= {
            "fields": [
                (key, ours, found.fields.get(key, ""), found.standing.get(found.fields.get(key)))
                for key, ours in connections.OURS.items()
            ],
            "is_missing": any(found.standing.get(name) for name in found.fields.values()),
            "notes": [(kind, words, kind in found.notes) for kind, words in NOTES],
            "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
            "states": CrmEntry.State.choices,
            "state": state,
            "counts": dict(
                CrmEntry.objects.filter(connection=found)
                .order_by()
                .values_list("state")
                .annotate(n=Count("pk"))
            ),
            "asking": found.lookups.filter(state="waiting").count(),
            "now": timezone.now(),
        }
    return render(request, "crm/index.html", context, status=status)
