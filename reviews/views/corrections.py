"""A person says whether an answer corrected what we had."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from leads.ledger import Refused
from leads.requests import Request
from sequences.models import Correction
from sequences.receiving import correcting


@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    """Enter a correction in the ledger, or put it aside."""
    found = (
        Correction.objects.visible_to(request.user).select_related("finding__call").filter(pk=pk)
    )
    correction = found.first()
    if correction is None:
        raise Http404
    is_right = request.POST.get("choice") == "enter"
    try:
        due = parse_date(request.POST.get("due", ""))
    except ValueError:  # a day that no calendar has
        due = None
    try:
        correcting.answer(pk, by=request.user, is_right=is_right, due=due, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Entered in the ledger." if is_right else "Put aside.")
    return redirect("lead", pk=correction.finding.call.lead_id)
