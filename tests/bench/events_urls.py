"""The site with one more address: the bare view that the door for events is measured against."""

from __future__ import annotations

import base64
import hmac
import os

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

KEY = os.environ.get("BENCH_KEY", "a secret of thirty-two bytes....").encode()


@csrf_exempt
@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    """One HMAC over id, time and body; one row; 200 after commit."""
    number, at = request.headers["webhook-id"], request.headers["webhook-timestamp"]
    signed = hmac.digest(KEY, f"{number}.{at}.".encode() + request.body, "sha256")
    presented = request.headers["webhook-signature"].removeprefix("v1,")
    if not hmac.compare_digest(base64.b64encode(signed).decode(), presented):
        return HttpResponse(status=401)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_bare (number, raw) VALUES (%s, %s)", [number, request.body]
        )
    return JsonResponse({"received": True})


urlpatterns = [path("bare/", bare), path("", include("followup.urls"))]
