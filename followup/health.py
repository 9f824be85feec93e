"""Is the site alive: for load balancers, monitors and whoever waits for a start."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from followup import beats


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 and the seconds since each process last moved; 503 while the database is away."""
    try:
        ages = beats.ages(now=timezone.now())
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": "away"}, status=503)
    return JsonResponse(
        {
            "status": "ok",
            "database": "ok",
            "worker_beat_seconds": ages[beats.WORKER],
            "sender_beat_seconds": ages[beats.SENDER],
            "receiver_beat_seconds": ages[beats.RECEIVER],
        }
    )
