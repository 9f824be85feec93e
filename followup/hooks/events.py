"""The one door for every source of leads: prove the sender, keep the bytes, answer after commit.

A source's address is `/hooks/<token>/`. The token tells sources apart; the signature proves the
sender, except for forms and pages, which a browser sends and nobody can sign.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from followup.lib.webhooks import Refused, graph_answer, verify, zoom_answer
from leads import intake
from leads.models import Source

log = logging.getLogger(__name__)

LARGEST = 1024 * 1024
FRESH = 3.0  # seconds
SCHEME: Mapping[str, str] = {
    "webhook": "standard-webhooks",
    "hubspot": "hubspot-v3",
    "typeform": "typeform",
    "calendly": "calendly",
    "zoom": "zoom",
    "teams": "msgraph",
    "meet": "google",
    "fireflies": "fireflies",
    "gong": "gong",
}
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


@csrf_exempt
@login_not_required
@require_http_methods(["POST", "OPTIONS"])
def receive(request: HttpRequest, token: str) -> HttpResponse:
    """200 once it is kept; 401 forged, 404 no such source, 413, 415 and 422 with the reason."""
    source = _source(token)
    if request.method == "OPTIONS":
        return _from_browser(request, source, HttpResponse(status=HTTPStatus.NO_CONTENT))
    if refused := _unfit(request, source):
        return _from_browser(request, source, refused)
    is_plain_form = source.kind == "form" and request.content_type in FORM_TYPES
    raw = json.dumps(request.POST.dict()).encode() if is_plain_form else request.body
    fingerprint = ""
    if source.kind not in Source.UNSIGNED:
        try:
            if challenge := _challenge(request, source):
                return challenge
            fingerprint = _proved(request, source)
        except Refused as refusal:
            log.warning("%s: a delivery was refused: %s", source, refusal.reason)
            return _says(HTTPStatus.UNAUTHORIZED, refusal.reason)
    kept = intake.receive(
        source,
        raw,
        now=timezone.now(),
        fingerprint=fingerprint,
        number=request.headers.get("webhook-id", ""),
        content_type=request.content_type or "",
    )
    return _from_browser(request, source, _answer(request, source, kept, is_page=is_plain_form))


_known: dict[str, tuple[float, Source]] = {}  # by token, with when it was read


def _source(token: str) -> Source:
    """The source of this address. Kept in memory for a moment: to unseal its secrets for each
    delivery would cost more than to keep the delivery."""
    moment = time.monotonic()
    if (kept := _known.get(token)) and moment - kept[0] < FRESH:
        return kept[1]
    _known.pop(token, None)
    open_ones = Source.objects.filter(is_active=True, kind__in=[*SCHEME, *Source.UNSIGNED])
    source = get_object_or_404(open_ones, token=token)
    _known[token] = moment, source
    return source


@receiver(post_save, sender=Source)
def _forget(*, instance: Source, **kwargs: Any) -> None:
    """What an admin changed holds at once here, and within `FRESH` seconds in other processes."""
    _known.pop(instance.token, None)


def _unfit(request: HttpRequest, source: Source) -> HttpResponse | None:
    """Too large, or of a kind that nobody here can read."""
    length = request.headers.get("Content-Length") or "0"
    if length == "0":  # no body, so none of a wrong kind: a question, or nothing that can be read
        return None
    if not length.isdigit() or int(length) > LARGEST:
        return _says(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"A delivery has at most {LARGEST:,} bytes. Send less at once.",
        )
    types = {"application/json", "text/plain"}  # a browser's beacon says text/plain
    types |= set(FORM_TYPES) if source.kind == "form" else set()
    if request.content_type not in types:
        return _says(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"{request.content_type or 'No content type'} cannot be read. Send application/json.",
        )
    return None


def _challenge(request: HttpRequest, source: Source) -> HttpResponse | None:
    """What Zoom and Microsoft ask before they send."""
    if source.kind == "zoom" and (answer := zoom_answer(request.body, secret=source.secret)):
        return JsonResponse(answer)
    if source.kind == "teams" and (token := graph_answer(request.get_full_path())):
        return HttpResponse(token, content_type="text/plain")
    return None


def _proved(request: HttpRequest, source: Source) -> str:
    """The delivery's fingerprint. Raises `Refused`."""
    wanted = source.settings if isinstance(source.settings, dict) else {}
    return verify(
        SCHEME[source.kind],
        secrets=[s for s in (source.secret, source.old_secret) if s],
        headers=request.headers.items(),
        body=request.body,
        now=timezone.now(),
        url=settings.SITE_URL + request.get_full_path(),
        method=request.method or "POST",
        expected={str(k): str(v) for k, v in wanted.items()},
    ).fingerprint


def _answer(
    request: HttpRequest, source: Source, kept: intake.Received, *, is_page: bool
) -> HttpResponse:
    if kept.problem and is_page:
        page = {"problem": kept.problem}
        return render(request, "hooks/form.html", page, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if kept.problem:
        return _says(HTTPStatus.UNPROCESSABLE_ENTITY, kept.problem)
    if is_page:  # only to an address an admin stored, never to one that came with the form
        thanks = str(source.settings.get("thanks", "")) if source.settings else ""
        return redirect(thanks) if thanks else render(request, "hooks/form.html", {})
    return JsonResponse({"received": True, "new": kept.is_new})


def _from_browser(request: HttpRequest, source: Source, response: HttpResponse) -> HttpResponse:
    """Pages of the organisation's own sites may read the answer; those an admin listed."""
    origin = request.headers.get("Origin", "")
    allowed = source.settings.get("origins", []) if isinstance(source.settings, dict) else []
    if source.kind in Source.UNSIGNED and origin and origin in allowed:
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Headers"] = "content-type"
        response["Vary"] = "Origin"
    return response


def _says(status: HTTPStatus, sentence: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status)
