"""A call's page: what was said, what was understood of it, and whose call it is."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from leads import filing, ingest, sides, wordsearch
from leads.citations import Span, lines
from leads.models import Call, Lead
from leads.requests import Request, current_sign_in
from reviews import refiling
from reviews.decisions import Refused
from reviews.views.answering import number
from sequences.models import Refiling

PART = 1000  # lines of a transcript on one page


class SomebodyNew(forms.Form):
    """Whom the call was with, by address; the name counts for somebody who is not known yet."""

    email = forms.EmailField(max_length=254)
    name = forms.CharField(required=False, max_length=200)
    company = forms.CharField(required=False, max_length=200)


@require_GET
@never_cache
def call(request: Request, pk: int) -> HttpResponse:
    """What was said, with what was understood of it beside it."""
    found = get_object_or_404(_visible(request), pk=pk)
    start = _line(request.GET.get("from", ""))
    about = request.GET.get("q", "").strip()[: wordsearch.LONGEST]
    said = found.passages.filter(index__gte=start).select_related("participant")
    passages = list((wordsearch.about(said, about, "text") if about else said)[:PART])
    findings = list(found.findings.prefetch_related("evidence__passage__participant"))
    spans: list[Span] = [
        (e.passage_id, e.start, len(e.quote), place)
        for place, finding in enumerate(findings, 1)
        for e in finding.evidence.all()
    ]
    if about:  # what was looked for is marked instead of what is cited
        spans = [
            (p.pk, at, length, None)
            for p in passages
            for at, length in wordsearch.spots(p.text, about)
        ]
    context = {
        "call": found,
        "about": about,
        "lines": lines(passages, spans, most=PART),
        "findings": findings,
        "participants": found.participants.select_related("user", "lead").order_by("pk"),
        "people": sides.choices(found),
        "rulings": found.rulings.select_related("by"),
        "filing": filing.of_call(found, by=request.user),
        "moves": Refiling.objects.filter(call=found).select_related("by", "to_lead"),
        "earlier": max(0, start - PART) if start else None,
        "later": start + PART if found.passages.filter(index__gte=start + PART).exists() else None,
    }
    return render(request, "leads/call.html", context)


@require_POST
def file(request: Request, pk: int) -> HttpResponse:
    """It was with somebody else: one of those offered, or whoever has this address."""
    found = get_object_or_404(_visible(request), pk=pk)
    try:
        to = _chosen(request)
        moved, has_gone = refiling.refile(
            pk, to=to, by=request.user, sign_in=current_sign_in(request), now=timezone.now()
        )
    except (Refused, ingest.NotYours) as refused:
        messages.error(request, getattr(refused, "sentence", str(refused)))
        return redirect("call", pk=pk)
    messages.success(
        request,
        f"Moved to {moved.lead}. What waited for {found.lead} because of it was withdrawn; the"
        " call is being read again.",
    )
    if has_gone:
        messages.warning(request, f"A mail about it had gone to {found.lead} already.")
    return redirect("call", pk=pk)


def _chosen(request: Request) -> Lead:
    if "lead" in request.POST:
        return get_object_or_404(Lead.objects.visible_to(request.user), pk=number(request, "lead"))
    form = SomebodyNew(request.POST)
    if not form.is_valid():
        raise Refused("address", "Write the e-mail address of whom the call was with.")
    given = form.cleaned_data
    known = Lead.objects.filter(email=given["email"].strip().lower()).exists()
    if not known and not given["name"].strip():
        raise Refused(
            "name", f"Nobody has the address {given['email']} yet. Write their name, too."
        )
    return ingest.find_or_create_lead(
        by=request.user, name=given["name"], email=given["email"], company=given["company"]
    )


def _visible(request: Request) -> QuerySet[Call]:
    return Call.objects.visible_to(request.user).select_related("lead", "account", "owner")


def _line(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
