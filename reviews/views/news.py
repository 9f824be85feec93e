"""The alerts of one person: what they should know at once, newest first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from leads.requests import Request
from reviews.alerts import unseen
from reviews.models import Alert

MOST = 100


@require_GET
@never_cache
def news(request: Request) -> HttpResponse:
    """The newest alerts. Looking does not mark them: a link opened by a scanner changes nothing."""
    told = Alert.objects.filter(user=request.user).select_related("lead__account", "draft", "call")
    return render(request, "reviews/news.html", {"alerts": told[:MOST]})


@require_POST
def seen(request: Request) -> HttpResponse:
    """Everything told so far is seen."""
    unseen(request.user).update(seen_at=timezone.now())
    return redirect("news")
