"""The doorways of the record: bring a call in, ask for another try, stop a lead."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from leads import reading
from leads.forms import CallForm
from leads.models import Call, Lead, User
from leads.requests import Request
from leads.stops import BY_HAND, stop


@require_http_methods(["GET", "POST"])
@never_cache
def new_call(request: Request) -> HttpResponse:
    """Bring in a transcript or a note. When voices are not known, the form comes back and asks."""
    if request.user.role == User.Role.ADMIN:  # they could not see what they brought in
        raise PermissionDenied("An admin has no leads. Sign in as a rep to bring in a call.")
    chosen = {"lead": request.GET.get("lead")}
    if request.method == "GET":
        form = CallForm(by=request.user, initial=chosen)
        return render(request, "leads/new_call.html", {"form": form})
    form = CallForm(request.POST, request.FILES, by=request.user)
    call = form.record() if form.is_valid() else None
    if call is None:
        return render(request, "leads/new_call.html", {"form": form})
    return redirect("call", pk=call.pk)


@require_POST
def retry_call(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(Call.objects.visible_to(request.user), pk=pk)
    reading.retry(found, by=request.user, now=timezone.now())
    return redirect("call", pk=pk)


@require_POST
def stop_lead(request: Request, pk: int) -> HttpResponse:
    """They answered, want no more mail, booked a meeting: whatever was approved is void."""
    lead = get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
    kind = request.POST.get("kind", "")
    if kind not in BY_HAND:
        raise Http404
    stop(lead, kind=kind, by=request.user, now=timezone.now())
    messages.success(
        request, f"Noted: {BY_HAND[kind].lower()}. Mails that were waiting are held back."
    )
    return redirect("lead", pk=pk)
