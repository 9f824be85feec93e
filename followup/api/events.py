"""Events over the API: what somebody did, told by a program of the customer's own."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import api_view, parser_classes, permission_classes
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from followup.api.access import key_of, scoped
from followup.api.once import HEADER, once
from leads import intake
from leads.sources import Unreadable, parse

LARGEST = 256 * 1024
ONCE = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    description="Your own name for this request. Repeated with the same body within two days it"
    " gets the same answer, and nothing is done twice.",
)


class Who(serializers.Serializer[Any]):
    """Who did it, and what they wrote. Give an address, a phone number or a visitor."""

    email = serializers.CharField(required=False, allow_blank=True, max_length=254)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=40)
    visitor = serializers.CharField(required=False, allow_blank=True, max_length=64)
    name = serializers.CharField(required=False, allow_blank=True, max_length=200)
    company = serializers.CharField(required=False, allow_blank=True, max_length=200)
    title = serializers.CharField(required=False, allow_blank=True, max_length=200)
    time_zone = serializers.CharField(required=False, allow_blank=True, max_length=64)
    page = serializers.CharField(required=False, allow_blank=True, max_length=500)
    answers = serializers.DictField(
        child=serializers.CharField(max_length=10_000, allow_blank=True),
        required=False,
        help_text="Each question of your form with the person's own words.",
    )


class NewEvent(serializers.Serializer[Any]):
    """One thing that a person did."""

    id = serializers.CharField(
        required=False, max_length=200, help_text="Your id of it: the same id is the same event."
    )
    type = serializers.CharField(
        max_length=100,
        help_text="demo.requested, form.submitted, lead.created, page.viewed, or a word of yours.",
    )
    timestamp = serializers.DateTimeField(help_text="When it happened.")
    data = Who()  # type: ignore[assignment]  # a field, as DRF tells it from its property


class Kept(serializers.Serializer[Any]):
    """It is kept. `new` is false for an event that was told before."""

    received = serializers.BooleanField()
    new = serializers.BooleanField()


class Problem(serializers.Serializer[Any]):
    """What is wrong and what to do."""

    detail = serializers.CharField()


ERRORS = {
    400: OpenApiResponse(description="A field is wrong; the answer says which and why."),
    401: Problem,
    403: Problem,
    404: Problem,
    413: Problem,
    415: Problem,
    422: Problem,
}


@extend_schema(
    operation_id="tell_event",
    request=NewEvent,
    responses={202: Kept, **ERRORS},
    parameters=[ONCE],
    summary="Tell what somebody did",
)
@api_view(["POST"])
@parser_classes([JSONParser])
@permission_classes(scoped(POST="events:write"))
@once
def create(request: Request) -> Response:
    """202 once it is kept: it is understood within seconds, and answered by a draft if it asks
    for one."""
    key = key_of(request)
    if len(request._request.body) > LARGEST:
        words = f"An event has at most {LARGEST:,} bytes."
        return Response({"detail": words}, status=status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)
    form = NewEvent(data=request.data)
    form.is_valid(raise_exception=True)
    raw = request._request.body
    number = form.validated_data.get("id") or hashlib.sha256(raw).hexdigest()
    now = timezone.now()
    try:
        parse(key.source.kind, raw, received_at=now, number=number)
    except Unreadable as unreadable:
        return Response({"detail": str(unreadable)}, status=status.HTTP_422_UNPROCESSABLE_ENTITY)
    kept = intake.receive(key.source, raw, now=now, number=number, content_type="application/json")
    return Response({"received": True, "new": kept.is_new}, status=status.HTTP_202_ACCEPTED)
