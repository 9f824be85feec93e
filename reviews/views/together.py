"""Approving several at once: one page that names each recipient, one click, a result for each."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from leads.requests import Request, current_sign_in
from reviews import bulk


@require_http_methods(["GET", "POST"])
@never_cache
def together(request: Request) -> HttpResponse:
    """What was opened and is clean, to be confirmed; after the click, what became of each."""
    sign_in, now = current_sign_in(request), timezone.now()
    results: list[bulk.Result] = []
    if request.method == "POST":
        chosen = [_pair(one) for one in request.POST.getlist("chosen")[: bulk.MOST]]
        results = bulk.approve(chosen, by=request.user, sign_in=sign_in, now=now)
    found = bulk.candidates(user=request.user, sign_in=sign_in, now=now)
    return render(
        request,
        "reviews/together.html",
        {
            "clean": [c for c in found if not c.reason],
            "doubtful": [c for c in found if c.reason],
            "results": results,
            "is_done": request.method == "POST",
        },
    )


def _pair(given: str) -> tuple[int, str]:
    """A draft and the fingerprint it was confirmed with; what is none names no draft."""
    pk, _, seen = given.partition(":")
    return (int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 19 else 0), seen
