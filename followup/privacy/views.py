"""What an admin does about people's data: the policy, one person's consents, export, erasure."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from followup import privacy, retention
from leads.models import Lead, User
from leads.requests import Request, current_sign_in
from sequences import suppression
from sequences.models import ConsentRecord, Erasure

MOST = 50
ERASED = "@erased.invalid"


@require_GET
@never_cache
def index(request: Request) -> HttpResponse:
    """The policy, who is due, who was erased; and a search for one person."""
    _admin(request)
    now, text = timezone.now(), request.GET.get("q", "").strip()
    found = Lead.objects.exclude(email__endswith=ERASED).select_related("account")
    context = {
        "here": "privacy",
        "q": text,
        "found": found.filter(Q(name__icontains=text) | Q(email__icontains=text))[:MOST]
        if len(text) > 1
        else [],
        "policy": retention.policy(),
        "silent": retention.silent_people(now=now).select_related("account")[:MOST],
        "erasures": Erasure.objects.select_related("by")[:MOST],
    }
    return render(request, "settings/privacy.html", context)


@require_GET
@never_cache
def person(request: Request, pk: int) -> HttpResponse:
    """One person: what they agreed to, and what can be done at their wish."""
    lead = _find(request, pk)
    context = {
        "here": "privacy",
        "lead": lead,
        "consents": ConsentRecord.objects.filter(lead=lead).select_related("by")[:MOST],
        "channels": ConsentRecord.Channel.choices,
    }
    return render(request, "settings/privacy_person.html", context)


@require_POST
def consent(request: Request, pk: int) -> HttpResponse:
    """Write down what a person said about a channel."""
    lead = _find(request, pk)
    channel, source = request.POST.get("channel", ""), request.POST.get("source", "").strip()
    if channel not in ConsentRecord.Channel.values or len(source) < 5:
        messages.error(request, "Choose a channel and say where and how they said so.")
        return redirect("privacy_person", pk=pk)
    ConsentRecord.objects.create(
        lead=lead,
        channel=channel,
        is_given=request.POST.get("said") == "given",
        source=source[:300],
        at=timezone.now(),
        by=request.user,
    )
    messages.success(request, "Written down.")
    return redirect("privacy_person", pk=pk)


@require_POST
def never_again(request: Request, pk: int) -> HttpResponse:
    """They object to mail from us: it holds whatever their address becomes."""
    lead = _find(request, pk)
    source = request.POST.get("source", "")
    suppression.add_person(lead=lead, source=source, by=request.user, now=timezone.now())
    messages.success(request, f"{lead.name} is not written to any more, at any address.")
    return redirect("privacy_person", pk=pk)


@require_POST
def export_person(request: Request, pk: int) -> HttpResponse:
    """Everything about a person as one file."""
    lead = _find(request, pk)
    return HttpResponse(
        privacy.export(lead, now=timezone.now()),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="person-{lead.pk}.zip"'},
    )


@require_POST
def erase_person(request: Request, pk: int) -> HttpResponse:
    """Erase a person; the typed address says that it is the right one."""
    lead = _find(request, pk)
    sign_in = current_sign_in(request)
    if request.POST.get("address", "").strip().lower() != lead.email:
        messages.error(request, "Nothing was erased: the address is not this person’s. Type it.")
        return redirect("privacy_person", pk=pk)
    if sign_in is None:
        raise PermissionDenied("Your sign-in has ended. Sign in again.")
    try:
        privacy.erase(lead, sign_in=sign_in, reason=request.POST.get("reason", ""))
    except privacy.Refused as refused:
        messages.error(request, str(refused))
        return redirect("privacy_person", pk=pk)
    messages.success(request, "This person is erased. Their address is not written to again.")
    return redirect("privacy")


def _admin(request: Request) -> User:
    if request.user.role != User.Role.ADMIN:
        raise PermissionDenied("Only an admin sees this.")
    return request.user


def _find(request: Request, pk: int) -> Lead:
    _admin(request)
    rows = Lead.objects.exclude(email__endswith=ERASED).select_related("account", "owner")
    return get_object_or_404(rows, pk=pk)
