"""The doorways of what outside services know: connect, try, switch, see what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from followup.enrichment.forms import ServiceForm, TrialForm
from leads import details, enrichment, identity
from leads.enrichment import desk
from leads.models import Enricher, Lookup
from leads.requests import Request
from sequences.suppression import standing_against
from sequences.views.allowed import admin


@require_GET
@never_cache
def index(request: Request) -> HttpResponse:
    """Each service: whether it works, what leaves, what is used up, what went wrong last."""
    admin(request)
    return _page(request, forms={})


@require_http_methods(["GET", "POST"])
@never_cache
def service(request: Request, kind: str) -> HttpResponse:
    """Connect a service, or change it."""
    admin(request)
    if kind not in Enricher.Kind.values:
        raise Http404
    found = Enricher.objects.filter(kind=kind).first() or Enricher(kind=kind)
    was_on = found.is_on
    form = ServiceForm(request.POST or None, of=found)
    if request.method == "POST" and form.is_valid():
        kept = form.save(now=timezone.now())
        if was_on and not kept.is_on:
            said = "Saved. More leaves the house than before: switch it on again to agree."
        else:
            said = "Saved." if kept.is_on else "Saved. Nothing is asked until you switch it on."
        messages.success(request, said)
        return redirect("enrichment")
    context = {"here": "enrichment", "form": form, "kind": Enricher.Kind(kind), "of": found}
    status = 422 if form.errors else 200
    return render(request, "enrichment/service.html", context, status=status)


@require_POST
def switch(request: Request, kind: str) -> HttpResponse:
    """Ask it from now on, or not any more."""
    person = admin(request)
    found = get_object_or_404(Enricher, kind=kind)
    if request.POST.get("to") != "on":
        desk.switch_off(found)
        messages.success(request, f"{found} is not asked any more. What it said stays.")
        return redirect("enrichment")
    try:
        is_agreed = request.POST.get("agreed") == "yes"
        desk.switch_on(found, by=person, is_agreed=is_agreed, now=timezone.now())
    except desk.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{found} is asked from now on.")
    return redirect("enrichment")


@require_POST
@never_cache
def try_out(request: Request, kind: str) -> HttpResponse:
    """Ask about one address; the worker does it, and the page shows what it was told."""
    person = admin(request)
    found = get_object_or_404(Enricher, kind=kind)
    form = TrialForm(request.POST)
    if form.is_valid():
        address = identity.email(form.cleaned_data["address"])
        if not address or standing_against([address]):
            form.add_error("address", "Nobody is asked about an address that wants no mail.")
        else:
            desk.ask_for_trial(found, address=address, by=person, now=timezone.now())
            return redirect("enrichment")
    return _page(request, forms={kind: form})


def _page(request: Request, *, forms: Mapping[str, TrialForm]) -> HttpResponse:
    there = {one.kind: one for one in Enricher.objects.select_related("agreed_by")}
    services = [
        _shown(kind, there.get(kind), forms.get(kind) or TrialForm(auto_id=f"id_{kind}_%s"))
        for kind in Enricher.Kind
    ]
    context = {"here": "enrichment", "services": services}
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "enrichment/index.html", context, status=status)


def _shown(kind: Enricher.Kind, found: Enricher | None, form: TrialForm) -> dict[str, Any]:
    if found is None:
        return {"kind": kind, "of": None, "trial": None}
    now = timezone.now()
    asked = Lookup.objects.filter(enricher=found)
    states = ("found", "nothing", "failed", "waiting")
    trial = asked.exclude(address="").first()
    answer = trial.answer if trial else {}
    return {
        "kind": kind,
        "of": found,
        "used": enrichment.used(found, now=now),
        "rests": found.quiet_until if found.quiet_until > now else None,
        "asked": asked.filter(address="").aggregate(
            **{state: Count("pk", filter=Q(state=state)) for state in states}
        ),
        "form": form,
        "trial": trial,
        "told": [
            (label, details.shown(name, answer[name]))
            for name, label in details.LABELS.items()
            if name in answer
        ],
    }
