"""The doorways of sources and what they delivered: connect, look, have it tried again."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from followup.incoming.forms import CONNECTED, FETCHED, SourceForm, fresh_secret
from leads import fetching, intake
from leads.models import Delivery, Fetch, Lead, Source
from leads.requests import Request
from leads.sources import connecting
from sequences.views.allowed import admin

PAGE = 50
LATELY = timedelta(days=7)
MOST_SHOWN = 20_000  # characters of a delivery


@require_GET
@never_cache
def index(request: Request) -> HttpResponse:
    """Every source with how it does, what waits for a person, and the newest deliveries."""
    admin(request)
    week = timezone.now() - LATELY
    came = Q(deliveries__received_at__gte=week)
    sources = Source.objects.select_related("owner").annotate(
        last_at=Max("deliveries__received_at"),
        lately=Count("deliveries", filter=came),
        failed=Count("deliveries", filter=Q(deliveries__state="failed")),
    )
    state, of = request.GET.get("state", ""), request.GET.get("source", "")
    rows = Delivery.objects.select_related("source").defer("raw").order_by("-pk")
    if state in Delivery.State.values:
        rows = rows.filter(state=state)
    if of.isascii() and of.isdigit() and len(of) < 10:
        rows = rows.filter(source=int(of))
    context = {
        "here": "events",
        "sources": sources.exclude(kind__in=["file", "api"]).order_by("name"),
        "kinds": CONNECTED,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "states": Delivery.State.choices,
        "state": state,
        "of": of,
        "unplaced": fetching.for_people().select_related("source")[:PAGE],
    }
    return render(request, "events/index.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def new_source(request: Request) -> HttpResponse:
    """Connect something; its secret is shown on the answer and never again."""
    admin(request)
    kind = request.GET.get("kind", "")
    if kind not in dict(CONNECTED):
        raise Http404
    form = SourceForm(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        made, secret = form.save()
        return _shown(request, made, SourceForm(kind=kind, instance=made), secret=secret)
    context = {"here": "events", "form": form, "kind": Source.Kind(kind)}
    return render(request, "events/source_new.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def source(request: Request, pk: int) -> HttpResponse:
    """One source: where to send to, how to set the sender up, and what may be changed."""
    found = _source(request, pk)
    form = SourceForm(request.POST or None, kind=found.kind, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("source", pk=pk)
    return _shown(request, found, form)


@require_POST
@never_cache
def renew_secret(request: Request, pk: int) -> HttpResponse:
    """A new secret; the old one holds until the next renewal, so that nothing is lost between."""
    found = _source(request, pk)
    secret = fresh_secret(found.kind)
    if not secret:
        raise Http404
    found.old_secret, found.secret = found.secret, secret
    found.save(update_fields=["old_secret", "secret"])
    form = SourceForm(kind=found.kind, instance=found)
    return _shown(request, found, form, secret=secret)


@require_POST
def replay_source(request: Request, pk: int) -> HttpResponse:
    """Everything of a source that was not understood, once more."""
    found = _source(request, pk)
    tried = intake.all_again(found, now=timezone.now())
    messages.success(request, f"{tried} deliveries are being tried again.")
    return redirect("events")


@require_GET
@never_cache
def delivery(request: Request, pk: int) -> HttpResponse:
    """One delivery as it came, and what it told."""
    admin(request)
    found = get_object_or_404(Delivery.objects.select_related("source"), pk=pk)
    tellings = found.tellings.select_related("event__lead", "event__fetch").order_by("event")
    context = {
        "here": "events",
        "delivery": found,
        "text": bytes(found.raw).decode("utf-8", "replace")[:MOST_SHOWN],
        "events": [telling.event for telling in tellings],
    }
    return render(request, "events/delivery.html", context)


@require_POST
def replay(request: Request, pk: int) -> HttpResponse:
    """Have a delivery that was not understood tried once more."""
    admin(request)
    found = get_object_or_404(Delivery, pk=pk)
    if intake.again(found, now=timezone.now()):
        messages.success(request, "It is being tried again. This page says what came of it.")
    else:
        messages.info(request, "It was understood, or is being tried already.")
    return redirect("delivery", pk=pk)


@require_http_methods(["GET", "POST"])
@never_cache
def place(request: Request, pk: int) -> HttpResponse:
    """Say whose call a fetched transcript is, where nobody on it is known."""
    admin(request)
    found = get_object_or_404(Fetch.objects.defer("words").select_related("source__owner"), pk=pk)
    q = request.GET.get("q", "").strip()
    if request.method == "POST":
        lead = fetching.take_up(found, address=request.POST.get("guest", ""))
        if lead is None:
            lead = get_object_or_404(Lead, pk=_number(request.POST.get("lead", "")))
        try:
            fetching.file(found.pk, lead=lead, now=timezone.now())
        except fetching.NotFiled as problem:
            messages.error(request, str(problem))
            return redirect("transcript_place", pk=pk)
        messages.success(request, f"Filed under {lead}. The follow-up is being drafted.")
        return redirect("events")
    people = Lead.objects.filter(Q(name__icontains=q) | Q(email__icontains=q))
    context = {
        "here": "events",
        "fetch": found,
        "q": q,
        "people": people.select_related("account")[:20] if q else fetching.known_guests(found),
        "guests": fetching.strangers(found),
    }
    return render(request, "events/place.html", context)


@require_POST
def fetch_again(request: Request, pk: int) -> HttpResponse:
    """Have a transcript that could not be fetched tried once more."""
    admin(request)
    if fetching.again(pk, now=timezone.now()):
        messages.success(request, "It is being fetched again.")
    return redirect("events")


def _source(request: Request, pk: int) -> Source:
    admin(request)
    return get_object_or_404(Source.objects.exclude(kind__in=["file", "api"]), pk=pk)


def _shown(request: Request, of: Source, form: SourceForm, *, secret: str = "") -> HttpResponse:
    address = settings.SITE_URL + reverse("hook", args=[of.token])
    context = {
        "here": "events",
        "source": of,
        "form": form,
        "secret": secret,
        "address": address,
        "steps": connecting.steps(of.kind, address=address, site=settings.SITE_URL, token=of.token),
        "is_ours": bool(fresh_secret(of.kind)),
        "is_fetched": of.kind in FETCHED,
    }
    return render(request, "events/source.html", context)


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 18 else 0
