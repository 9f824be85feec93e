"""What a mail service posts to us: believed by its signature, kept, and only then read.

An answer of 200 means that the delivery is on disk. Reading it may fail without losing anything:
the sweep tries again.
"""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django_q.tasks import async_task

from followup.hooks import amazon, services
from followup.lib.webhooks import Refused
from sequences.models import HookDelivery

log = logging.getLogger("followup.hooks")
LARGEST = 40_000_000


@csrf_exempt
@login_not_required
@require_http_methods(["POST", "HEAD"])
def deliver(request: HttpRequest, service: str, about: str) -> HttpResponse:
    """One delivery: 200 when kept or kept before, 401 when not believed, 413 when too large, 503
    when what would prove it cannot be had just now."""
    scheme = settings.MAIL_HOOKS.get((service, about))
    if scheme is None:
        raise Http404
    if request.method == "HEAD":  # how some services ask whether anybody is there
        return HttpResponse()
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return HttpResponse("This is larger than 40 MB.", status=413, content_type="text/plain")
    now = timezone.now()
    kind = request.headers.get("Content-Type", "")[:300]
    try:
        believed = services.believe(
            scheme, headers=request.headers, kind=kind, body=body, url=_public(request), now=now
        )
    except Refused as refused:
        log.warning("%s: a delivery was refused: %s", service, refused)
        return HttpResponse("Not believed.", status=401, content_type="text/plain")
    except amazon.NotNow as error:
        log.warning("%s: a delivery could not be judged: %s", service, error)
        return HttpResponse("Try again later.", status=503, content_type="text/plain")
    with transaction.atomic():
        kept, is_new = HookDelivery.objects.get_or_create(
            fingerprint=believed.fingerprint,
            defaults={
                "service": service,
                "about": about,
                "content_type": kind,
                "body": body,
                "received_at": now,
                "retry_at": now,
            },
        )
    if is_new:
        _follow(kept)
    return HttpResponse()


deliver.takes_raw_body = True  # type: ignore[attr-defined]  # signed as it came


def _public(request: HttpRequest) -> str:
    """The address the service was given, whatever a proxy made of it."""
    return f"{settings.SITE_URL}{request.get_full_path()}"


def _follow(kept: HookDelivery) -> None:
    """At once, because a stop must not wait in a queue. What fails here the sweep tries again."""
    if services.must_wait(kept):
        async_task("followup.tasks.follow_delivery", kept.pk)
        return
    try:
        services.follow(kept.pk, now=timezone.now())
    except DatabaseError:
        log.exception("delivery %s was kept and waits for the sweep", kept.pk)
