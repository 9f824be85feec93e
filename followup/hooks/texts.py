"""What Twilio posts to us: answers by text message, and what became of ours."""

from __future__ import annotations

import logging
from urllib.parse import parse_qsl

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from followup.lib.webhooks import Refused, verify
from sequences import texting
from sequences.models import HookDelivery

log = logging.getLogger("followup.hooks")
LARGEST = 100_000
SILENT = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'  # no answer by a machine


@csrf_exempt
@login_not_required
@require_POST
def deliver(request: HttpRequest) -> HttpResponse:
    """One delivery, acted on before it is answered: a failure is a 500, and a repetition of the
    same one changes nothing. 401 when not believed."""
    token = settings.TWILIO["token"]
    if not token:
        raise Http404
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return HttpResponse("This is too large.", status=413, content_type="text/plain")
    now = timezone.now()
    url = f"{settings.SITE_URL}{request.get_full_path()}"
    try:
        believed = verify(
            "twilio", secrets=(token,), headers=dict(request.headers), body=body, url=url, now=now
        )
    except Refused as refused:
        log.warning("twilio: a delivery was refused: %s", refused)
        return HttpResponse("Not believed.", status=401, content_type="text/plain")
    told = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    sid = told.get("MessageSid", "")[:64]
    with transaction.atomic():
        if status := told.get("MessageStatus", ""):
            ours = request.GET.get("message", "")
            texting.settled(ours, status, sid=sid)
            if told.get("ErrorCode") == "21610":
                texting.refused_by_carrier(ours, sid=sid, now=now)
        elif not texting.heard(told.get("From", ""), told.get("Body", ""), sid=sid, now=now):
            HookDelivery.objects.get_or_create(
                fingerprint=believed.fingerprint,
                defaults={
                    "service": "twilio",
                    "about": HookDelivery.About.INBOUND,
                    "content_type": request.headers.get("Content-Type", "")[:300],
                    "body": body,
                    "received_at": now,
                    "followed_at": now,
                    "problem": "Nobody here has this number.",
                },
            )
    return HttpResponse(SILENT, content_type="text/xml")


deliver.takes_raw_body = True  # type: ignore[attr-defined]  # signed as it came
